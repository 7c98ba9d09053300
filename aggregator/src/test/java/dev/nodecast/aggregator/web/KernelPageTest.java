package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.catalog.AgentCollectorKind;
import dev.nodecast.catalog.ContainerDropKind;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.ContainerSyscallKind;
import dev.nodecast.catalog.ContainerTcpPeerKind;
import dev.nodecast.catalog.Histogram;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.NodeBlockKind;
import dev.nodecast.catalog.NodeIrqKind;
import dev.nodecast.web.read.InterruptRow;
import dev.nodecast.web.read.KernelDetail;
import dev.nodecast.web.read.KernelGroup;
import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.Order;
import dev.nodecast.web.read.PeerRow;
import dev.nodecast.web.read.Reading;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import dev.nodecast.web.read.SyscallRow;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What kernel programs see, from ticks to pages and JSON: a pod of two containers, another one, and
 * the rest of the machine.
 */
final class KernelPageTest {
  private static final String[] WEB = {"shop", "cart", "cart-1", "web", "uid-1", "c1"};
  private static final String[] PROXY = {"shop", "cart", "cart-1", "proxy", "uid-1", "c2"};
  private static final String[] OTHER_POD = {"shop", "bank", "bank-1", "main", "uid-2", "c3"};
  private static final String[] HOST = {"", "", "", ContainerKernelKind.HOST, "", ""};
  private static final String[] BEYOND = {"", "", "", ContainerKernelKind.OTHER, "", ""};
  private static final String HOSTILE = "<b>'\"&";

  private TestingServer server;
  private TestingAgent agent;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    agent = new TestingAgent(server.live, "n1");
    for (String[] labels : List.of(WEB, PROXY, OTHER_POD)) {
      agent.of(ContainerKind.KIND, with(labels, "containerd", ""));
    }
    for (KernelGroup group : KernelGroup.values()) {
      collector(group, "ok");
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void collector(KernelGroup group, String outcome) {
    agent.of(AgentCollectorKind.KIND, group.collector()).text(AgentCollectorKind.OUTCOME, outcome);
  }

  private static String[] with(String[] labels, String... more) {
    String[] all = java.util.Arrays.copyOf(labels, labels.length + more.length);
    System.arraycopy(more, 0, all, labels.length, more.length);
    return all;
  }

  private TestingAgent.Values of(Kind kind, String[] labels, String... more) {
    return agent.of(kind, with(labels, more));
  }

  private void tick() throws Exception {
    agent.tick(server.clock.millis());
    server.data.pictures.now();
  }

  private KernelDetail pod() {
    return server.data.pod("uid-1").orElseThrow().programs();
  }

  private KernelDetail node() {
    return server.data.node("n1").orElseThrow().programs();
  }

  private static double fact(KernelDetail of, KernelGroup group, String name) {
    return of.facts().get(group).stream()
        .filter(fact -> fact.name().equals(name))
        .mapToDouble(Reading::value)
        .findFirst()
        .orElseThrow();
  }

  private static RowQuery of(String node, String pod, int rows) {
    return new RowQuery("", Sort.TRAFFIC, true, 0, rows, node, pod, Severity.OK, Order.NONE);
  }

  @Test
  void aPodIsTheSumOfItsContainersAndANodeOfAllItsRows() throws Exception {
    String[][] rows = {WEB, PROXY, OTHER_POD, HOST, BEYOND};
    for (int i = 0; i < rows.length; i++) {
      of(ContainerKernelKind.KIND, rows[i])
          .counter(ContainerKernelKind.FORKS, 1L << i)
          .counter(ContainerKernelKind.RUN_QUEUE_WAIT, 250_000)
          .bucket(ContainerKernelKind.RUN_QUEUE_LATENCY, 10 * (i + 1), i == 4 ? 1 : 100)
          .counter(ContainerKernelKind.TCP_RETRANSMITS, i)
          .counter(ContainerKernelKind.TCP_SENT_SEGMENTS, 10)
          .gauge(ContainerKernelKind.TCP_OPEN, 3);
    }
    tick();
    assertThat(fact(pod(), KernelGroup.LIFE, "Started")).isEqualTo(3);
    assertThat(fact(node(), KernelGroup.LIFE, "Started")).isEqualTo(31);
    assertThat(pod().now(Metric.RUN_QUEUE_WAIT)).isEqualTo(0.5);
    assertThat(pod().now(Metric.RUN_QUEUE_P50)).isEqualTo(Histogram.middle(10) / 1e6);
    assertThat(pod().now(Metric.RUN_QUEUE_P99)).isEqualTo(Histogram.middle(20) / 1e6);
    // 1 of 401 is far beyond p99: quantiles are of all values together, not means of quantiles.
    assertThat(node().now(Metric.RUN_QUEUE_P99)).isEqualTo(Histogram.middle(40) / 1e6);
    assertThat(fact(node(), KernelGroup.SCHEDULING, "Wait for a CPU, p50"))
        .isEqualTo(Histogram.middle(30) / 1e6);
    assertThat(pod().now(Metric.TCP_RETRANSMITTED)).isEqualTo(0.05);
    assertThat(node().now(Metric.TCP_RETRANSMITTED)).isEqualTo(0.2);
    assertThat(node().now(Metric.TCP_OPEN)).isEqualTo(15);
  }

  @Test
  void theRestOfTheMachineIsNoPodAndNoContainer() throws Exception {
    of(ContainerKernelKind.KIND, HOST).counter(ContainerKernelKind.FORKS, 5);
    of(ContainerTcpPeerKind.KIND, HOST, "out", "10.0.0.9", "443")
        .counter(ContainerTcpPeerKind.SENT_BYTES, 5);
    tick();
    JsonNode pods = server.json("/api/v1/pods");
    assertThat(pods.get("total").intValue()).isEqualTo(2);
    assertThat(pods.toString()).doesNotContain(ContainerKernelKind.HOST);
    assertThat(server.data.pictures.current().totals().containers()).isEqualTo(3);
    assertThat(server.get("/pods").body()).doesNotContain(ContainerKernelKind.HOST);
    assertThat(server.data.pod("n1~" + ContainerKernelKind.HOST)).isEmpty();
    PeerRow peer = server.data.peers(of("n1", "", 5)).rows().get(0);
    assertThat(peer.owner()).isEqualTo("Host");
    assertThat(peer.ownerUid()).isEmpty();
  }

  @Test
  void saysInTheAgentsWordsWhyAGroupIsNotMeasured() throws Exception {
    of(ContainerKernelKind.KIND, WEB).counter(ContainerKernelKind.FORKS, 5);
    collector(KernelGroup.SYSCALLS, "not in profile standard");
    collector(KernelGroup.TCP, "this kernel has no tp_btf " + HOSTILE);
    agent.end(AgentCollectorKind.KIND, KernelGroup.DROPS.collector());
    agent.end(AgentCollectorKind.KIND, KernelGroup.LIFE.collector());
    tick();
    assertThat(pod().absent())
        .containsOnly(
            entry(KernelGroup.SYSCALLS, "not in profile standard"),
            entry(KernelGroup.TCP, "this kernel has no tp_btf " + HOSTILE),
            entry(
                KernelGroup.DROPS,
                "the agent has no collector container_drop: switched off, or older than it"));
    // Somebody fills it, under whatever name.
    assertThat(pod().measures(KernelGroup.LIFE)).isTrue();
    assertThat(pod().facts()).containsOnlyKeys(KernelGroup.LIFE);
    String html = server.get("/pods/uid-1").body();
    assertThat(html)
        .contains("<td id=\"absent-container_syscall-why\">not in profile standard</td>")
        .contains("href=\"/status#co-n1-container_syscall\"")
        .contains("this kernel has no tp_btf &lt;b&gt;&#39;&#34;&amp;")
        .contains("It is measured, but nothing of it happened here.")
        .doesNotContain(HOSTILE);
    assertThat(server.get("/status").body()).contains("<tr id=\"co-n1-container_syscall\"");
  }

  @Test
  void aStoppedGroupShowsNoOldValues() throws Exception {
    of(ContainerKernelKind.KIND, WEB)
        .counter(ContainerKernelKind.BLOCK_READS, 5)
        .bucket(ContainerKernelKind.BLOCK_READ_LATENCY, 40, 5);
    tick();
    assertThat(pod().now(Metric.BLOCK_READ_P99)).isEqualTo(Histogram.middle(40) / 1e6);
    collector(KernelGroup.BLOCK, "shed: the agent needs more than its budget");
    tick();
    assertThat(pod().now(Metric.BLOCK_READ_P99)).isNaN();
    assertThat(pod().facts()).doesNotContainKey(KernelGroup.BLOCK);
    assertThat(server.get("/pods/uid-1").body())
        .contains("shed: the agent needs more than its budget")
        .doesNotContain("id=\"c-block\"");
  }

  @Test
  void peersAreSortedByTrafficAndBounded() throws Exception {
    for (int i = 0; i < 40; i++) {
      of(ContainerTcpPeerKind.KIND, i % 2 == 0 ? WEB : OTHER_POD, "out", "10.0.0." + i, "5432")
          .counter(ContainerTcpPeerKind.SENT_BYTES, i)
          .counter(ContainerTcpPeerKind.RECEIVED_BYTES, i)
          .gauge(ContainerTcpPeerKind.OPEN, 2)
          .bucket(ContainerTcpPeerKind.RTT, 40, 2);
    }
    of(ContainerTcpPeerKind.KIND, PROXY, HOSTILE, HOSTILE, "0")
        .counter(ContainerTcpPeerKind.SENT_BYTES, 1_000);
    of(ContainerTcpPeerKind.KIND, PROXY, "in", ContainerTcpPeerKind.OTHER, "0")
        .counter(ContainerTcpPeerKind.SENT_BYTES, 500);
    tick();
    Rows<PeerRow> ofPod = server.data.peers(of("", "uid-1", 3));
    assertThat(ofPod.matching()).isEqualTo(22);
    assertThat(ofPod.rows())
        .extracting(PeerRow::address)
        .containsExactly(HOSTILE, ContainerTcpPeerKind.OTHER, "10.0.0.38");
    PeerRow last = ofPod.rows().get(2);
    assertThat(last.container()).isEqualTo("web");
    assertThat(last.sentBytesPerSecond()).isEqualTo(38);
    assertThat(last.rttP99Seconds()).isEqualTo(Histogram.middle(40) / 1e6);
    Rows<PeerRow> ofNode = server.data.peers(of("n1", "", 3));
    assertThat(ofNode.matching()).isEqualTo(42);
    assertThat(ofNode.rows().get(2).ownerUid()).isEqualTo("uid-2");
    assertThat(server.data.peers(of("", "", 3)).rows()).isEmpty();
    assertThat(server.data.peers(of("n2", "uid-1", 3)).rows()).isEmpty();
    assertThat(server.get("/pods/uid-1").body())
        .contains(">all others</td>")
        .doesNotContain(HOSTILE);
    assertThat(server.get("/nodes/n1").body())
        .contains("most traffic first; 15 of 42")
        .contains("href=\"/pods/uid-2\">bank-1</a>")
        .doesNotContain(HOSTILE);
  }

  @Test
  void aSystemCallIsOneRowForAllContainers() throws Exception {
    of(ContainerSyscallKind.KIND, WEB, "read")
        .counter(ContainerSyscallKind.CALLS, 10)
        .counter(ContainerSyscallKind.ERRORS_DENIED, 1)
        .bucket(ContainerSyscallKind.LATENCY, 8, 99);
    of(ContainerSyscallKind.KIND, OTHER_POD, "read")
        .counter(ContainerSyscallKind.CALLS, 30)
        .bucket(ContainerSyscallKind.LATENCY, 80, 1);
    of(ContainerSyscallKind.KIND, WEB, HOSTILE).counter(ContainerSyscallKind.CALLS, 20);
    tick();
    List<SyscallRow> rows = server.data.syscalls(of("n1", "", 10)).rows();
    assertThat(rows).extracting(SyscallRow::name).containsExactly("read", HOSTILE);
    assertThat(rows.get(0).callsPerSecond()).isEqualTo(40);
    assertThat(rows.get(0).deniedPerSecond()).isEqualTo(1);
    assertThat(node().now(Metric.SYSCALLS)).isEqualTo(60);
    assertThat(pod().now(Metric.SYSCALLS)).isEqualTo(30);
    assertThat(rows.get(0).p99Seconds()).isEqualTo(Histogram.middle(8) / 1e6);
    assertThat(server.data.syscalls(of("", "uid-1", 10)).rows())
        .extracting(SyscallRow::name)
        .containsExactly(HOSTILE, "read");
    assertThat(server.get("/nodes/n1").body()).doesNotContain(HOSTILE);
  }

  @Test
  void dropsAreByReasonAndDevicesByOperation() throws Exception {
    of(ContainerDropKind.KIND, WEB, "TCP_OFO_DROP").counter(ContainerDropKind.DROPPED, 9, 1);
    of(ContainerDropKind.KIND, PROXY, "TCP_OFO_DROP").counter(ContainerDropKind.DROPPED, 4, 1);
    of(ContainerDropKind.KIND, WEB, HOSTILE).counter(ContainerDropKind.DROPPED, 90, 0);
    agent
        .of(NodeBlockKind.KIND, "vda", "write")
        .counter(NodeBlockKind.COMPLETED, 7)
        .counter(NodeBlockKind.TRANSFERRED, 7_000)
        .bucket(NodeBlockKind.LATENCY, 100, 7)
        .bucket(NodeBlockKind.SIZE, 96, 7);
    agent.of(NodeBlockKind.KIND, HOSTILE, HOSTILE).counter(NodeBlockKind.COMPLETED, 1);
    tick();
    assertThat(pod().drops())
        .extracting(drop -> drop.reason() + ' ' + drop.packets())
        .containsExactly(HOSTILE + " 90.0", "TCP_OFO_DROP 15.0");
    assertThat(pod().drops().get(1).packetsPerSecond()).isEqualTo(2);
    assertThat(pod().devices()).isEmpty();
    assertThat(node().devices().get(1).p99Seconds()).isEqualTo(Histogram.middle(100) / 1e6);
    assertThat(node().devices().get(1).sizeBytes()).isEqualTo(Histogram.middle(96));
    assertThat(server.get("/nodes/n1").body()).contains("vda").doesNotContain(HOSTILE);
    assertThat(server.get("/pods/uid-1").body()).contains("TCP_OFO_DROP").doesNotContain(HOSTILE);
  }

  @Test
  void interruptsAreOfTheNodeAndSoftOnesFirst() throws Exception {
    agent
        .of(NodeIrqKind.KIND, "hard", "36", HOSTILE)
        .counter(NodeIrqKind.RUNS, 20)
        .counter(NodeIrqKind.RUN_TIME, 4_000_000)
        .bucket(NodeIrqKind.LATENCY, 60, 20);
    agent.of(NodeIrqKind.KIND, "hard", "9", "acpi").counter(NodeIrqKind.RUNS, 1);
    agent
        .of(NodeIrqKind.KIND, "soft", "3", "NET_RX")
        .counter(NodeIrqKind.RUNS, 7)
        .bucket(NodeIrqKind.DELAY, 16, 7);
    tick();
    List<InterruptRow> rows = node().interrupts();
    assertThat(rows).extracting(InterruptRow::name).containsExactly("NET_RX", "acpi", HOSTILE);
    assertThat(rows.get(0).delaySeconds()).isEqualTo(Histogram.middle(16) / 1e6);
    assertThat(rows.get(2).runsPerSecond()).isEqualTo(20);
    assertThat(rows.get(2).cores()).isEqualTo(0.004);
    assertThat(rows.get(2).p99Seconds()).isEqualTo(Histogram.middle(60) / 1e6);
    assertThat(rows.get(2).delaySeconds()).isNaN();
    assertThat(pod().interrupts()).isEmpty();
    assertThat(server.get("/nodes/n1").body()).contains("NET_RX").doesNotContain(HOSTILE);
  }

  @Test
  void jsonHasEachRowAndTheirSum() throws Exception {
    for (String[] labels : List.of(WEB, PROXY, OTHER_POD, HOST)) {
      of(ContainerKernelKind.KIND, labels)
          .counter(ContainerKernelKind.EXECS, 5)
          .bucket(ContainerKernelKind.TCP_RTT, 16, 2);
    }
    for (int i = 0; i < ProgramsJson.MOST_ENTITIES + 7; i++) {
      of(ContainerTcpPeerKind.KIND, HOST, "in", "10.0." + i / 250 + "." + i % 250, "80")
          .counter(ContainerTcpPeerKind.CONNECTIONS, 1);
    }
    tick();
    JsonNode node = server.json("/api/v1/nodes/n1").get("kinds");
    JsonNode seen = node.get("container_kernel");
    assertThat(seen.get("entities")).hasSize(4);
    assertThat(seen.get("sum").get("execs").doubleValue()).isEqualTo(20);
    assertThat(seen.get("sum").get("tcp_rtt_us").get("count").intValue()).isEqualTo(8);
    assertThat(seen.get("sum").get("oom_kills").isNull()).isTrue();
    assertThat(node.get("container_tcp_peer").get("entities")).hasSize(ProgramsJson.MOST_ENTITIES);
    assertThat(node.get("container_tcp_peer").get("leftOut").intValue()).isEqualTo(7);
    assertThat(node.get("container_tcp_peer").get("sum").get("connections").intValue())
        .isEqualTo(1_007);
    JsonNode pod = server.json("/api/v1/pods/shop/cart-1").get("kinds").get("container_kernel");
    assertThat(pod.get("entities")).hasSize(2);
    assertThat(pod.get("sum").get("execs").doubleValue()).isEqualTo(10);
    assertThat(pod.get("entities").get(0).get("labels").get("container").textValue())
        .isEqualTo("web");
  }
}
