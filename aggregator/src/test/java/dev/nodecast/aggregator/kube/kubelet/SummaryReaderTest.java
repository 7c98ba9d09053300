package dev.nodecast.aggregator.kube.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodecast.aggregator.kube.model.Amounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryReaderTest {
  @Test
  void readsWhatAKubeletSaid() throws IOException {
    Summary summary = SummaryReader.read(Kubelet.recorded("summary.json"));

    assertThat(summary.skipped()).isZero();
    assertThat(summary.node().name()).isEqualTo("node1");
    assertThat(summary.node().pidLimit()).isEqualTo(32768);
    assertThat(summary.pods()).extracting(Summary.Pod::name).containsExactly("steady", "plain");
    Summary.Container work = summary.pods().get(0).containers().get(0);
    assertThat(work.name()).isEqualTo("work");
    assertThat(work.usage().cpu().usedNs()).isPositive();
    assertThat(summary.pods().get(0).volumes())
        .extracting(Summary.Volume::name)
        .contains("scratch");
  }

  @Test
  void refusesWhatEndsAnywhereBeforeItsEnd() {
    byte[] whole = Kubelet.recorded("summary.json");
    int end = new String(whole, StandardCharsets.UTF_8).strip().length();
    for (int length = 0; length < end; length += 97) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> SummaryReader.read(cut)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void takesWrongTypesAndImpossibleNumbersForAbsent() throws IOException {
    Summary summary =
        read(
            """
            {"node":{"nodeName":7,"startTime":"yesterday","fs":[],"rlimit":"none",
              "cpu":{"time":"2026-11-21T12:00:00+02:00","usageCoreNanoSeconds":18446744073709551615},
              "memory":{"usageBytes":"12","workingSetBytes":-1,"rssBytes":1.5,"pageFaults":null},
              "network":{"name":["eth0"],"interfaces":{"a":1}},"systemContainers":[1,{"name":""}]},
             "pods":[{"podRef":{"name":"p","namespace":"n","uid":"u"},"cpu":null}]}""");

    Summary.Node node = summary.node();
    assertThat(node.name()).isEmpty();
    assertThat(node.usage().startMs()).isEqualTo(Amounts.NONE);
    assertThat(node.usage().cpu()).isEqualTo(new Summary.Cpu(1795255200000L, Amounts.NONE));
    assertThat(node.usage().memory())
        .isEqualTo(
            new Summary.Memory(
                Amounts.NONE,
                Amounts.NONE,
                Amounts.NONE,
                Amounts.NONE,
                Amounts.NONE,
                Amounts.NONE));
    assertThat(node.network()).isEqualTo(new Summary.Network(List.of(), List.of()));
    assertThat(summary.pods()).hasSize(1);
    // The two system containers without a name, and the interface that is a number.
    assertThat(summary.skipped()).isEqualTo(3);
  }

  @Test
  void skipsPodsThatAreNoneAndCountsThem() throws IOException {
    Summary summary =
        read(
            """
            {"pods":[7,"x",null,[{"podRef":{}}],{},{"podRef":{"name":"p","uid":"u"}},
              {"podRef":{"name":"%s","uid":"v"}}],"pods2":{"a":[1]}}"""
                .formatted("x".repeat(254)));

    assertThat(summary.pods()).extracting(Summary.Pod::uid).containsExactly("u");
    assertThat(summary.skipped()).isEqualTo(6);
  }

  @Test
  void keepsToItsBounds() throws IOException {
    String container = "{\"name\":\"c\"}" + ",{\"name\":\"c\"}".repeat(SummaryReader.MAX_PARTS + 4);
    String pod = "{\"podRef\":{\"name\":\"p\",\"uid\":\"u\"}}";
    Summary summary =
        read(
            "{\"node\":{\"systemContainers\":["
                + container
                + "]},\"pods\":["
                + pod
                + ("," + pod).repeat(SummaryReader.MAX_PODS + 9)
                + "]}");

    assertThat(summary.pods()).hasSize(SummaryReader.MAX_PODS);
    assertThat(summary.node().systemContainers()).hasSize(SummaryReader.MAX_PARTS);
    assertThat(summary.skipped()).isEqualTo(15);
  }

  @Test
  void refusesWhatIsNoObject() {
    assertThatThrownBy(() -> read("[]")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read("<html>no</html>")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read("{\"pods\":" + "[".repeat(5000))).isInstanceOf(IOException.class);
  }

  private static Summary read(String json) throws IOException {
    return SummaryReader.read(json.getBytes(StandardCharsets.UTF_8));
  }
}
