package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.stalls.Stalls;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.Profile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers that run out of memory, from the kernel's programs to what a receiver knows. */
class StallsCollectorTest {
  private static final Kind KIND = ContainerKernelKind.KIND;
  private static final int SLOTS = 256;
  private static final int LIMIT = 32 << 20;
  private static final String GLUTTON = "dd if=/dev/zero of=/dev/null bs=200M count=1";

  @TempDir private Path directory;

  @Test
  void killsAndReclaimsOfAContainerAreTheKernels() throws Exception {
    Path big = directory.resolve("big");
    try (Programs programs = programs();
        CapturedHost agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS);
        KernelContainer container = new KernelContainer()) {
      agent.tick();
      container.limitMemory(LIMIT);
      container.run(GLUTTON + "; truncate -s 128M " + big + " && cat " + big);
      agent.tick();

      assertThat(value(agent, container, ContainerKernelKind.OOM_KILLS)).isOne();
      long reclaims = value(agent, container, ContainerKernelKind.DIRECT_RECLAIMS);
      assertThat(reclaims).isPositive();
      assertThat(
              agent
                  .picture
                  .buckets(KIND, container.id, ContainerKernelKind.DIRECT_RECLAIM_LATENCY)
                  .values()
                  .stream()
                  .mapToLong(Long::longValue)
                  .sum())
          .isEqualTo(reclaims);
      assertThat(value(agent, container, ContainerKernelKind.DIRECT_RECLAIM_PAGES))
          .isGreaterThanOrEqualTo(96 << 20 >> 12);
    }
  }

  @Test
  void aKillNamesItsContainer() throws Exception {
    try (Programs programs = programs();
        CapturedHost agent = new CapturedHost(CapturedHost.machine());
        KernelContainer container = new KernelContainer()) {
      StallsCollector collector =
          new StallsCollector(programs, new Workloads(programs, agent.containers, SLOTS));
      collector.collect(agent.samples);
      container.limitMemory(LIMIT);
      container.run(GLUTTON + "; exit 0");
      agent.tick();
      collector.collect(agent.samples);

      List<StallsCollector.Killed> ours =
          collector.killed().stream()
              .filter(killed -> killed.labels().contains(container.id))
              .toList();
      assertThat(ours).singleElement().satisfies(StallsCollectorTest::isGlutton);
      agent.tick();
      collector.collect(agent.samples);
      assertThat(collector.killed()).noneMatch(killed -> killed.labels().contains(container.id));
    }
  }

  private static void isGlutton(StallsCollector.Killed killed) {
    assertThat(killed.kill().comm()).isEqualTo("dd");
    assertThat(killed.kill().limitPages()).isEqualTo(LIMIT >> 12);
  }

  private static Programs programs() {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    Programs programs = new Programs(kernel, SLOTS);
    programs.leaveOut(Programs.outside(Profile.MINIMAL));
    assertThat(Programs.outside(Profile.MINIMAL)).doesNotContainKey(Stalls.NAME);
    return programs;
  }

  private static long value(CapturedHost agent, KernelContainer container, Column column) {
    return agent.picture.number(KIND, container.id, column);
  }
}
