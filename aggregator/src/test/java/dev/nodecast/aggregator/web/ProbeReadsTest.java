package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.catalog.AgentMapKind;
import dev.nodecast.catalog.AgentProgramKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.web.read.MapRow;
import dev.nodecast.web.read.Missing;
import dev.nodecast.web.read.ProbeRow;
import dev.nodecast.web.read.Probes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeReadsTest {
  private static final String GONE = "this kernel has no tp_btf <b>x";

  private final List<TestingAgent> agents = new ArrayList<>();
  private TestingServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    for (int i = 1; i <= 8; i++) {
      TestingAgent agent = new TestingAgent(server.live, "n" + i);
      agents.add(agent);
      agent.of(NodeKind.KIND).gauge(NodeKind.CPU_COUNT, 2);
      program(agent, "life_exec")
          .gauge(AgentProgramKind.LOADED, 1)
          .counter(AgentProgramKind.RUNS, 10L * i)
          .counter(AgentProgramKind.RUN_TIME, 2_000L * i);
      if (i > 1) {
        program(agent, "life_exit")
            .gauge(AgentProgramKind.LOADED, 0)
            .text(AgentProgramKind.REASON, GONE);
      } else {
        program(agent, "life_exit").gauge(AgentProgramKind.LOADED, 1);
      }
      agent
          .of(AgentMapKind.KIND, "life", "life_by_cgroup")
          .gauge(AgentMapKind.ENTRIES, 100L * i)
          .gauge(AgentMapKind.CAPACITY, 1000)
          .gauge(AgentMapKind.MEMORY, 4096)
          .counter(AgentMapKind.LOST, 1);
      agent.of(AgentMapKind.KIND, "life", "life_exits").gauge(AgentMapKind.CAPACITY, 2_097_152);
    }
    long now = server.clock.advance(1000);
    for (TestingAgent agent : agents) {
      agent.tick(now);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static TestingAgent.Values program(TestingAgent agent, String name) {
    return agent
        .of(AgentProgramKind.KIND, "life", name)
        .text(AgentProgramKind.HOOK, "tp_btf/" + name);
  }

  @Test
  void nodesWhereTheSameBecameOfAProgramAreOneRow() {
    Probes probes = ProbeReads.probes(server.data.pictures.now());

    assertThat(probes.loaded()).isEqualTo(9);
    assertThat(probes.total()).isEqualTo(16);
    assertThat(probes.programs())
        .extracting(ProbeRow::program, ProbeRow::reason, ProbeRow::nodes, ProbeRow::known)
        .containsExactly(
            tuple("life_exit", GONE, 7, 8),
            tuple("life_exec", "", 8, 8),
            tuple("life_exit", "", 1, 8));
    assertThat(probes.programs().get(0).on()).containsExactly("n2", "n3", "n4", "n5", "n6");
    assertThat(probes.programs().get(0).feeds()).contains("processes");
    ProbeRow exec = probes.programs().get(1);
    assertThat(exec.hook()).isEqualTo("tp_btf/life_exec");
    assertThat(exec.runsPerSecond()).isCloseTo(45, within(1e-9)); // mean of 10, 20 … 80
    assertThat(exec.secondsPerRun()).isCloseTo(200e-9, within(1e-15));
    assertThat(exec.cpuShare()).isCloseTo(16e-6, within(1e-12));
    assertThat(exec.worst()).isEqualTo("n8");
    assertThat(probes.programs().get(2).runsPerSecond()).isNaN();
  }

  @Test
  void theFullestMapIsShownAndLossesAreSummed() {
    Probes probes = ProbeReads.probes(server.data.pictures.now());

    assertThat(probes.maps())
        .extracting(MapRow::map, MapRow::nodes, MapRow::entries, MapRow::fullest, MapRow::lost)
        .containsExactly(
            tuple("life_by_cgroup", 8, 800.0, "n8", 8.0),
            tuple("life_exits", 8, Double.NaN, "", Double.NaN));
    assertThat(probes.maps().get(1).capacity()).isEqualTo(2_097_152);
  }

  @Test
  void aSilentNodeTellsNothing() throws Exception {
    long now = server.clock.advance(60_000);
    agents.get(0).tick(now);

    Probes probes = ProbeReads.probes(server.data.pictures.now());
    assertThat(probes.programs()).extracting(ProbeRow::nodes).containsExactly(1, 1);
    assertThat(probes.loaded()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "the agent lacks CAP_PERFMON (Linux 5.8 and later) or CAP_SYS_ADMIN | Grant the agent",
        "the kernel has no BTF: limited set | Boot a kernel with CONFIG_DEBUG_INFO_BTF=y",
        "the kernel has no BTF, and the limited set does not run: tracefs is not mounted | Mount it",
        "the bridge to libbpf does not load: libelf.so.1: not found | Install libelf",
        "not even an empty program loads (RLIMIT_MEMLOCK, seccomp) | Raise the limit",
        "kernel refuses fentry (lockdown) | Boot without kernel lockdown"
      })
  void aRemedyIsOfItsReason(String why, String remedy) {
    assertThat(AgentReads.remedy(why)).startsWith(remedy);
  }

  @Test
  void whatARefusedProgramFeedsIsMissing() {
    server.data.pictures.now();
    assertThat(server.data.status().agents())
        .filteredOn(agent -> !agent.missing().isEmpty())
        .hasSize(7)
        .allSatisfy(
            agent ->
                assertThat(agent.missing())
                    .containsExactly(
                        new Missing(
                            "processes started and ended, exit codes",
                            GONE,
                            "Boot a newer kernel: docs/kernels.md says what each one has.")));
  }

  @Test
  void theApiTellsTheSameAndEveryNodesOwn() throws Exception {
    JsonNode probes = server.json("/api/v1/probes");
    JsonNode refused = probes.get("programs").get(0);
    assertThat(refused.get("loaded").booleanValue()).isFalse();
    assertThat(refused.get("reason").textValue()).isEqualTo(GONE);
    assertThat(refused.get("nodes").intValue()).isEqualTo(7);
    assertThat(refused.get("runsPerSecond").isNull()).isTrue();
    assertThat(probes.get("maps").get(0).get("fullestNode").textValue()).isEqualTo("n8");

    JsonNode kinds = server.json("/api/v1/nodes/n2").get("kinds");
    assertThat(kinds.get("agent_program").get("entities")).hasSize(2);
    assertThat(kinds.get("agent_map").get("entities")).hasSize(2);
    String page = server.get("/status").body();
    assertThat(page).contains("this kernel has no tp_btf &lt;b&gt;x").doesNotContain("<b>x");
  }
}
