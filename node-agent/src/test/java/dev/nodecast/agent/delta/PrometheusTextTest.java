package dev.nodecast.agent.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKernelKind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histograms as Prometheus wants them: cumulative, with all that came in earlier ticks. */
class PrometheusTextTest {
  private static final String NAME = "nodecast_container_kernel_run_queue_latency_us";
  private static final String LABELS =
      "node=\"n\",namespace=\"\",workload=\"\",pod=\"\",container=\"c\",pod_uid=\"\",container_id=\"\"";

  private final Samples samples = new Samples(Catalog.KINDS, 10, Earlier.none());
  private final TickEncoder encoder = new TickEncoder();

  @Test
  void bucketsAreCumulativeOverTicks() {
    samples.keepHistogramTotals();
    Entity entity = samples.define(ContainerKernelKind.KIND, "", "", "", "c", "", "");
    for (long value : new long[] {0, 1, 4, 5, 16, 1 << 30}) {
      samples.observe(entity, ContainerKernelKind.RUN_QUEUE_LATENCY, value);
      encode();
    }
    List<String> lines =
        PrometheusText.of(samples, "n").lines().filter(line -> line.startsWith(NAME)).toList();
    assertThat(lines)
        .contains(
            bucket("1", 1), // 0; a 1 is in (1, 1.09]
            bucket("4", 3),
            bucket("16", 5),
            bucket("16777216", 5),
            bucket("+Inf", 6),
            NAME + "_count{" + LABELS + "} 6")
        .anyMatch(line -> line.startsWith(NAME + "_sum{"));
  }

  @Test
  void withoutScrapersNothingIsKept() {
    Entity entity = samples.define(ContainerKernelKind.KIND, "", "", "", "c", "", "");
    samples.observe(entity, ContainerKernelKind.RUN_QUEUE_LATENCY, 5);
    encode();
    assertThat(PrometheusText.of(samples, "n")).doesNotContain(NAME);
  }

  private void encode() {
    Column column = ContainerKernelKind.RUN_QUEUE_LATENCY;
    samples.collected(ContainerKernelKind.KIND.groups().get(column.group()), System.nanoTime());
    encoder.encode(samples, 1000, false);
  }

  private static String bucket(String bound, int count) {
    return NAME + "_bucket{" + LABELS + ",le=\"" + bound + "\"} " + count;
  }
}
