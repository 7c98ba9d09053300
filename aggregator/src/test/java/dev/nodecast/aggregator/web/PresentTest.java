package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nodecast.aggregator.ingest.IngestCounters;
import dev.nodecast.aggregator.ingest.Sessions;
import dev.nodecast.catalog.AgentKind;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.catalog.ProcessKind;
import dev.nodecast.web.read.AgentRow;
import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.Order;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.Reason;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PresentTest {
  private TestingServer server;
  private TestingAgent agent;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    agent = new TestingAgent(server.live, "n1");
    agent.of(NodeKind.KIND).gauge(NodeKind.CPU_COUNT, 2);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private TestingAgent.Values pod(String name) {
    return agent.of(
        ContainerKind.KIND, "shop", "w", name, "main", "uid-" + name, "id-" + name, "", "");
  }

  private Present after(long ms) throws Exception {
    agent.tick(server.clock.advance(ms));
    return server.data.pictures.now();
  }

  private static RowQuery query(Sort sort, List<String> hold) {
    Order order = new Order(hold, List.of(), false);
    return new RowQuery("", sort, true, 0, 50, "", "", Severity.OK, order);
  }

  @Test
  void theTickStaysWhileNothingComesAndGrowsWhenItDoes() throws Exception {
    long first = after(1000).tick().number();
    assertThat(server.data.pictures.now().tick().number()).isEqualTo(first);
    server.clock.advance(3_000);
    assertThat(server.data.pictures.now().tick().number()).isEqualTo(first);
    server.clock.advance(8_000);
    Present silent = server.data.pictures.now();
    assertThat(silent.tick().number()).as("a node fell silent").isGreaterThan(first);
    server.clock.advance(-60_000);
    agent.tick(server.clock.millis());
    assertThat(server.data.pictures.now().tick().number())
        .as("the clock was set back")
        .isGreaterThan(silent.tick().number());
  }

  @Test
  void unhealthyPodsKeepTheTimeAtWhichTheyBecameSo() throws Exception {
    pod("a").gauge(ContainerKind.MEMORY_WORKING_SET, 50).gauge(ContainerKind.MEMORY_LIMIT, 100);
    assertThat(after(1000).totals().pods().ok()).isEqualTo(1);
    pod("a").gauge(ContainerKind.MEMORY_WORKING_SET, 92);
    after(1000);
    Instant since = server.clock.instant();
    pod("a").gauge(ContainerKind.MEMORY_WORKING_SET, 93);
    Present warning = after(1000);
    PodRow row = warning.pods().get(0).row();
    assertThat(row.health().severity()).isEqualTo(Severity.WARNING);
    assertThat(row.health().text()).isEqualTo("Memory 93\u00a0% of its limit");
    assertThat(row.health().since()).isEqualTo(since);
    pod("a").gauge(ContainerKind.MEMORY_WORKING_SET, 96);
    assertThat(after(1000).pods().get(0).row().health().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(server.data.cluster().findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.kind()).isEqualTo(Finding.Kind.POD));
    pod("a").gauge(ContainerKind.MEMORY_WORKING_SET, 10);
    assertThat(after(1000).totals().lastRecovery()).isEqualTo(server.clock.instant());
    assertThat(server.data.cluster().findingsTotal()).isZero();
  }

  @Test
  void aPodIsUnhealthyForMinutesAfterAnOomKill() throws Exception {
    pod("a").counter(ContainerKind.MEMORY_EVENTS_OOM_KILL, 0);
    assertThat(after(1000).totals().pods().ok()).isEqualTo(1);
    pod("a").counter(ContainerKind.MEMORY_EVENTS_OOM_KILL, 1);
    after(1000);
    Instant killed = server.clock.instant();
    pod("a").counter(ContainerKind.MEMORY_EVENTS_OOM_KILL, 0);
    for (int minute = 0; minute < 5; minute++) {
      PodRow row = after(60_000).pods().get(0).row();
      assertThat(row.health().severity()).isEqualTo(Severity.CRITICAL);
      assertThat(row.health().text()).isEqualTo("Killed for lack of memory");
      assertThat(row.health().since()).isEqualTo(killed);
    }
    after(1000); // forgotten with this picture
    assertThat(after(1000).totals().pods().ok()).isEqualTo(1);
  }

  @Test
  void heldRowsKeepTheirOrderWhileValuesChange() throws Exception {
    pod("a").counter(ContainerKind.CPU_USAGE, 300_000);
    pod("b").counter(ContainerKind.CPU_USAGE, 200_000);
    after(1000);
    List<String> shown =
        server.data.pods(query(Sort.CPU, List.of())).rows().stream().map(PodRow::uid).toList();
    assertThat(shown).containsExactly("uid-a", "uid-b");
    pod("b").counter(ContainerKind.CPU_USAGE, 900_000);
    after(1000);
    Rows<PodRow> held = server.data.pods(query(Sort.CPU, shown));
    assertThat(held.rows()).extracting(PodRow::uid).containsExactly("uid-a", "uid-b");
    assertThat(held.rows().get(1).cpuCores()).isEqualTo(0.9);
    assertThat(server.data.pods(query(Sort.CPU, List.of())).rows().get(0).uid()).isEqualTo("uid-b");
    agent.end(ContainerKind.KIND, "shop", "w", "a", "main", "uid-a", "id-a", "", "");
    after(1000);
    assertThat(server.data.pods(query(Sort.CPU, shown)).rows())
        .extracting(PodRow::uid)
        .containsExactly("uid-b");
  }

  @Test
  void aPodStartsAsNewWhereAnotherOneEnded() throws Exception {
    pod("a").counter(ContainerKind.CPU_USAGE, 100_000);
    after(1000);
    agent.end(ContainerKind.KIND, "shop", "w", "a", "main", "uid-a", "id-a", "", "");
    pod("c").counter(ContainerKind.CPU_USAGE, 700_000);
    Present present = after(1000);
    assertThat(present.pods())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.row().name()).isEqualTo("c");
              assertThat(line.row().cpuCores()).isEqualTo(0.7);
            });
  }

  @Test
  void processesAreFoundByTheirIdAndGoneAfterTheirEnd() throws Exception {
    String[] labels = {"shop", "w", "a", "main", "uid-a", "id-a", "42", "1699999990000"};
    pod("a");
    agent.of(ProcessKind.KIND, labels).text(ProcessKind.COMMAND, "nginx");
    after(1000);
    assertThat(server.data.process("n1~42~1699999990000").orElseThrow().row().podUid())
        .isEqualTo("uid-a");
    assertThat(server.data.process("n1~42~1")).isEmpty();
    assertThat(server.data.process("~")).isEmpty();
    agent.end(ProcessKind.KIND, labels);
    after(1000);
    assertThat(server.data.process("n1~42~1699999990000")).isEmpty();
  }

  @Test
  void whatWentWrongIsToldInWordsWithNodeCountAndTime() throws Exception {
    after(1000);
    Instant then = server.clock.instant();
    server.counters.dropped(IngestCounters.Reason.MALFORMED_FRAME, "<b>n9", 3);
    server.storage.stuck = Map.of("node_disk", "violates constraint few");
    agent.of(AgentKind.KIND).counter(AgentKind.DROPPED_SPOOL_FULL, 0);
    agent.of(AgentKind.KIND).counter(AgentKind.CLOCK_STEPS, 0);
    after(1000);
    agent.of(AgentKind.KIND).counter(AgentKind.DROPPED_SPOOL_FULL, 5);
    agent.of(AgentKind.KIND).counter(AgentKind.CLOCK_STEPS, 1);
    after(1000);
    Instant grew = Instant.ofEpochMilli(server.live.node("n1").frameMs());
    agent.of(AgentKind.KIND).counter(AgentKind.DROPPED_SPOOL_FULL, 5, 0);
    agent.of(AgentKind.KIND).counter(AgentKind.CLOCK_STEPS, 1, 0);
    after(1000);
    var status = server.data.status();
    assertThat(status.drops())
        .contains(
            new Reason(
                "malformed_frame", "Frame refused: it cannot be decoded", "<b>n9", 3, then, true));
    assertThat(status.errors())
        .anySatisfy(
            stuck -> {
              assertThat(stuck.where()).isEqualTo("table node_disk");
              assertThat(stuck.text()).contains("rows of this table").contains("constraint few");
            })
        .anySatisfy(
            error -> {
              assertThat(error.text()).contains("code 241: memory limit");
              assertThat(error.last()).isEqualTo(Instant.ofEpochSecond(1_700_000_060));
            })
        .contains(
            new Reason("clock_steps", "Times that the wall clock was set", "n1", 1, grew, false));
    assertThat(status.agents().get(0).drops())
        .containsExactly(
            new Reason(
                "spool_full",
                "Frames: the spool was at its limit, the oldest went",
                "n1",
                5,
                grew,
                true));
  }

  @Test
  void refusedAgentsAreShownUntilTheyStopTrying() throws Exception {
    after(1000);
    server.refusals =
        List.of(new Sessions.Refusal("n1", "10.0.0.8:5", "name taken", server.clock.millis()));
    assertThat(server.data.shell().agents().critical()).isEqualTo(1);
    assertThat(server.data.status().agents().get(0).state()).isEqualTo(AgentRow.State.REFUSED);
    assertThat(server.data.status().agents().get(0).name()).isEqualTo("n1 (10.0.0.8:5)");
    server.clock.advance(120_001);
    assertThat(server.data.shell().agents().critical()).isZero();
  }

  @Test
  void sparklinesHaveAPointPerWindow() throws Exception {
    pod("a").counter(ContainerKind.CPU_USAGE, 500_000);
    for (int second = 0; second < 21; second++) {
      after(1000);
    }
    float[] spark = server.data.pods(query(Sort.CPU, List.of())).rows().get(0).cpuSpark();
    assertThat(spark).hasSize(40);
    assertThat(spark[39]).isEqualTo(0.5f);
    assertThat(spark[0]).isNaN();
  }

  @Test
  void sparklinesOfSlowCountersAreFlat() throws Exception {
    // Samples of 2 s: windows of 5 s hold two and three of them in turn.
    agent.interval(2000);
    pod("a").counter(ContainerKind.CPU_USAGE, 1_000_000);
    for (int sample = 0; sample < 14; sample++) {
      after(2000);
    }
    float[] spark = server.data.pods(query(Sort.CPU, List.of())).rows().get(0).cpuSpark();
    assertThat(Arrays.copyOfRange(spark, 37, 40)).containsOnly(0.5f);
  }

  @Test
  void whatRecoveredKeepsItsPlaceForAMinute() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      pod(name).gauge(ContainerKind.MEMORY_WORKING_SET, 92).gauge(ContainerKind.MEMORY_LIMIT, 100);
    }
    after(1000);
    pod("b").gauge(ContainerKind.MEMORY_WORKING_SET, 10);
    after(1000);
    Instant recovered = server.clock.instant();
    after(59_000);
    assertThat(server.data.cluster().findings())
        .extracting(Finding::key, finding -> finding.health().severity())
        .containsExactly(
            tuple("uid-a", Severity.WARNING),
            tuple("uid-b", Severity.OK),
            tuple("uid-c", Severity.WARNING));
    assertThat(server.data.cluster().findings().get(1).health().since()).isEqualTo(recovered);
    assertThat(server.data.cluster().findingsTotal()).isEqualTo(2);
    after(2_000);
    assertThat(server.data.cluster().findings())
        .extracting(Finding::key)
        .containsExactly("uid-a", "uid-c");
  }

  @Test
  void whatIsGoneOrSickAgainIsNotRecovered() throws Exception {
    for (String name : List.of("a", "b")) {
      pod(name).gauge(ContainerKind.MEMORY_WORKING_SET, 92).gauge(ContainerKind.MEMORY_LIMIT, 100);
    }
    after(1000);
    agent.end(ContainerKind.KIND, "shop", "w", "a", "main", "uid-a", "id-a", "", "");
    pod("b").gauge(ContainerKind.MEMORY_WORKING_SET, 10);
    after(1000);
    pod("b").gauge(ContainerKind.MEMORY_WORKING_SET, 97);
    Present present = after(1000);
    assertThat(server.data.cluster().findings())
        .extracting(Finding::key, finding -> finding.health().severity())
        .containsExactly(tuple("uid-b", Severity.CRITICAL));
    assertThat(present.recoveries()).extracting(HealthLog.Recovery::id).containsExactly("uid-a");
  }
}
