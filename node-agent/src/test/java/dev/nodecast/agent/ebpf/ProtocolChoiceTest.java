package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.nodecast.agent.CapturedHost;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.exchange.ExchangeProtocol;
import dev.nodecast.bpf.exchange.ExchangeRole;
import dev.nodecast.bpf.exchange.ExchangeScope;
import dev.nodecast.bpf.syscall.SyscallTable;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.Profile;
import dev.nodecast.catalog.ServiceKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Requests of HTTP and Redis at once, where only one of them is wanted, or none. */
class ProtocolChoiceTest {
  private static final Kind SERVICE = ServiceKind.KIND;
  private static final int SLOTS = 2048;

  /** Labels of {@link ServiceKind}. */
  private static final int ROLE = 7;

  private static final int PROTOCOL = 8;
  private static final byte[] PING = "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PONG = "+PONG\r\n".getBytes(StandardCharsets.US_ASCII);

  private final KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));

  @Test
  void aProtocolThatIsOffHasNoRowAndTheOthersHave() throws Exception {
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    assertThat(seen(ExchangeScope.of(Set.of(ExchangeProtocol.REDIS)), PROTOCOL))
        .isEqualTo(Map.of("redis", 20L));
    assertThat(seen(ExchangeScope.of(Set.of(ExchangeProtocol.HTTP1)), PROTOCOL))
        .isEqualTo(Map.of("http1", 20L));
  }

  @Test
  void anEndThatIsOffHasNoRowAndTheOtherHas() throws Exception {
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    Set<ExchangeProtocol> both = Set.of(ExchangeProtocol.REDIS, ExchangeProtocol.HTTP1);
    for (ExchangeRole role : ExchangeRole.values()) {
      assertThat(seen(new ExchangeScope(both, Set.of(role)), ROLE))
          .isEqualTo(Map.of(role.text(), 20L));
    }
  }

  @Test
  void withoutAnyProtocolNothingIsLoadedAndTheReasonSaysWhy() {
    try (Programs programs =
        new Programs(kernel, SLOTS, SyscallTable.DEFAULT, ExchangeScope.of(Set.of()))) {
      Selection selection = new Selection(programs, true, Profile.STANDARD, List.of());
      assertThat(selection.text()).isEqualTo("standard");
      programs.apply();
      assertThat(programs.exchange.running()).isEmpty();
      assertThat(programs.exchange.reason()).isEqualTo("NODECAST_PROTOCOLS is off");
    }
  }

  /** Requests of this process by a label; ten of each protocol, which it made and answered. */
  private Map<String, Long> seen(ExchangeScope only, int label) throws Exception {
    try (Programs programs = new Programs(kernel, SLOTS, SyscallTable.DEFAULT, only)) {
      programs.leaveOut(Programs.but(List.of("exchange", "tcp", "life")));
      try (CapturedHost agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS)) {
        agent.tick();
        http();
        redis();
        Map<String, Long> seen = Map.of();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (seen.values().stream().mapToLong(Long::longValue).sum() < 20
            && System.nanoTime() < deadline) {
          LockSupport.parkNanos(500_000_000); // an answer counts as complete when nothing follows
          agent.tick();
          seen = by(label, agent);
        }
        return seen;
      }
    }
  }

  private static Map<String, Long> by(int label, CapturedHost agent) {
    Map<String, Long> sums = new java.util.HashMap<>();
    for (List<String> labels : agent.picture.entities(SERVICE)) {
      long requests = agent.picture.number(SERVICE, labels, ServiceKind.REQUESTS);
      boolean ours = labels.get(10).equals("/choice") || labels.get(9).equals("PING");
      if (ours && requests > 0) {
        sums.merge(labels.get(label), requests, Long::sum);
      }
    }
    return sums;
  }

  private static void http() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write(new byte[] {'o', 'k'});
          exchange.close();
        });
    server.start();
    try {
      URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/choice");
      for (int i = 0; i < 10; i++) {
        try (InputStream answer = url.toURL().openStream()) {
          assertThat(answer.readAllBytes()).hasSize(2);
        }
      }
    } finally {
      server.stop(0);
    }
  }

  private static void redis() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answers = new Thread(() -> pong(server), "pong");
      answers.start();
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
        for (int i = 0; i < 10; i++) {
          client.getOutputStream().write(PING);
          assertThat(client.getInputStream().readNBytes(PONG.length)).isEqualTo(PONG);
        }
      }
      answers.join(10_000);
    }
  }

  private static void pong(ServerSocket server) {
    try (Socket socket = server.accept()) {
      while (socket.getInputStream().readNBytes(PING.length).length == PING.length) {
        socket.getOutputStream().write(PONG);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
