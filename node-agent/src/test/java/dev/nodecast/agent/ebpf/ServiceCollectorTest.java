package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.nodecast.agent.CapturedHost;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.exchange.Capture;
import dev.nodecast.bpf.syscall.SyscallTable;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.ServiceKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server of this process and a real client in a container, seen at both ends. */
class ServiceCollectorTest {
  private static final Kind SERVICE = ServiceKind.KIND;
  private static final int SLOTS = 2048;

  private Programs programs;
  private CapturedHost agent;
  private HttpServer server;

  Capture capture() {
    return Capture.NEWEST;
  }

  @BeforeEach
  void start() throws Exception {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    programs = new Programs(kernel, SLOTS, SyscallTable.DEFAULT, capture());
    programs.leaveOut(Programs.but(List.of("exchange", "tcp", "life")));
    agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/",
        exchange -> {
          boolean missing = exchange.getRequestURI().getPath().startsWith("/missing");
          byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(missing ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.stop(0);
      agent.close();
      programs.close();
    }
  }

  @Test
  void countsEachRequestOfAClientOnceByItsRoute() throws Exception {
    agent.tick();
    try (KernelContainer container = new KernelContainer()) {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      assertThat(
              container.run(
                  "curl -s "
                      + url
                      + "/items/[1-300] && curl -s '"
                      + url
                      + "/same?n=[1-300]'"
                      + " && curl -s "
                      + url
                      + "/missing/here"))
          .isZero();
      expect(container, "/items/{id}", "200", 300);
      expect(container, "/same", "200", 300);
      expect(container, "/missing/here", "404", 1);
      assertThat(value(container, "/items/{id}", "200", ServiceKind.ERRORS)).isZero();
      assertThat(value(container, "/missing/here", "404", ServiceKind.ERRORS)).isEqualTo(1);
    }
  }

  private void expect(KernelContainer container, String target, String status, long requests)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    long seen = -1;
    while (seen < requests && System.nanoTime() < deadline) {
      agent.tick();
      seen = value(container, target, status, ServiceKind.REQUESTS);
      LockSupport.parkNanos(50_000_000);
    }
    assertThat(seen).as(target).isEqualTo(requests);
  }

  private long value(KernelContainer container, String target, String status, Column column) {
    return agent.picture.entities(SERVICE).stream()
        .filter(
            labels ->
                labels
                    .subList(5, 12)
                    .equals(
                        List.of(container.id, "curl", "client", "http1", "GET", target, status)))
        .mapToLong(labels -> agent.picture.number(SERVICE, labels, column))
        .sum();
  }
}
