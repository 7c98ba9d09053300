package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nodecast.catalog.AgentTlsKind;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.web.read.TlsRow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TlsReadsTest {
  private static final String HIDDEN = "TLS, library rustls: not visible";

  @Test
  void sameProgramsOfAllNodesAreOneRowAndHiddenOnesComeFirst() throws Exception {
    try (TestingServer server = new TestingServer()) {
      List<TestingAgent> agents = new ArrayList<>();
      for (int i = 1; i <= 3; i++) {
        TestingAgent agent = new TestingAgent(server.live, "n" + i);
        agents.add(agent);
        agent.of(NodeKind.KIND).gauge(NodeKind.CPU_COUNT, 2);
        String replica = "front-" + i;
        agent
            .of(
                AgentTlsKind.KIND,
                "shop",
                "front",
                replica,
                "nginx",
                "u" + i,
                "c" + i,
                "nginx",
                "OpenSSL")
            .counter(AgentTlsKind.CONNECTIONS, 100L * i)
            .gauge(AgentTlsKind.READ, 1)
            .gauge(AgentTlsKind.PID, 40 + i)
            .text(AgentTlsKind.STATE, "read");
      }
      agents
          .get(1)
          .of(
              AgentTlsKind.KIND,
              "",
              "",
              "",
              ContainerKernelKind.HOST,
              "",
              "",
              "linkerd2-proxy",
              "rustls")
          .counter(AgentTlsKind.CONNECTIONS, 7)
          .gauge(AgentTlsKind.READ, 0)
          .gauge(AgentTlsKind.PID, 9)
          .text(AgentTlsKind.STATE, HIDDEN);
      long now = server.clock.advance(1000);
      for (TestingAgent agent : agents) {
        agent.tick(now);
      }

      assertThat(TlsReads.rows(server.data.pictures.now()))
          .extracting(
              TlsRow::program, TlsRow::where, TlsRow::state, TlsRow::connections, TlsRow::nodes)
          .containsExactly(
              tuple("linkerd2-proxy", "", HIDDEN, 7.0, 1),
              tuple("nginx", "shop/front", "read", 600.0, 3));
    }
  }
}
