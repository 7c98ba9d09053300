package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.exchange.Capture;
import dev.nodecast.bpf.syscall.SyscallTable;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.catalog.Span;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** nginx with two workers and curl, each in a container: told is what nginx's log has. */
class NginxServiceTest {
  private static final int SLOTS = 2048;
  private static final String NGINX = "/usr/sbin/nginx";

  @TempDir Path directory;

  private Programs programs;
  private CapturedHost agent;
  private KernelContainer container;
  private KernelContainer client;
  private Process nginx;
  private int port;

  Capture capture() {
    return Capture.NEWEST;
  }

  @BeforeEach
  void start() throws Exception {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    assumeTrue(Files.isExecutable(Path.of(NGINX)), "needs nginx (Debian: nginx-light)");
    programs = new Programs(kernel, SLOTS, SyscallTable.DEFAULT, capture());
    programs.leaveOut(Programs.but(List.of("exchange", "tcp", "life")));
    agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS);
    container = new KernelContainer();
    client = new KernelContainer();
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path configuration =
        Files.writeString(
            directory.resolve("nginx.conf"),
            """
            worker_processes 2;
            daemon off;
            user root;
            pid %1$s/pid;
            error_log %1$s/errors;
            events { worker_connections 512; }
            http {
              log_format statuses '$status';
              access_log %1$s/access statuses;
              keepalive_requests 100000;
              server {
                listen 127.0.0.1:%2$d reuseport;
                location /items { return 200 hello; }
                location /missing { return 404; }
                location /broken { return 503; }
              }
            }
            """
                .formatted(directory, port));
    nginx = container.shell("exec " + NGINX + " -c " + configuration).start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (client.run("curl -s -o /dev/null " + url("items")) != 0) {
      assertThat(System.nanoTime()).as("nginx").isLessThan(deadline);
      LockSupport.parkNanos(50_000_000);
    }
    Files.writeString(directory.resolve("access"), "");
    agent.tick();
  }

  @AfterEach
  void stop() throws Exception {
    if (nginx != null) {
      nginx.destroy();
      nginx.waitFor();
      client.close();
      container.close();
    }
    if (agent != null) {
      agent.close();
      programs.close();
    }
  }

  private String url(String path) {
    return "'http://127.0.0.1:" + port + "/" + path + "'";
  }

  @Test
  void countsWhatNginxCounts() throws Exception {
    String quiet = "curl -s -o /dev/null ";
    String many = quiet + "-Z --parallel-max 64 ";
    assertThat(client.run(quiet + url("items/[1-2000]"))).isZero();
    assertThat(client.run(quiet + url("items/same?n=[1-2000]"))).isZero();
    assertThat(client.run(many + url("items/[1-2000]"))).isZero();
    assertThat(client.run(many + url("items/parallel?n=[1-2000]"))).isZero();
    assertThat(client.run(many + url("missing?n=[1-1200]"))).isZero();
    assertThat(client.run(many + url("broken?n=[1-600]"))).isZero();
    assertThat(
            client.run(
                "for i in $(seq 200); do " + quiet + "-d body " + url("items/new") + "; done"))
        .isZero();
    expect("GET", "/items/{id}", "200", 4000, 0, 0);
    expect("GET", "/items/same", "200", 2000, 0, 0);
    expect("GET", "/items/parallel", "200", 2000, 0, 0);
    expect("GET", "/missing", "404", 1200, 1200, 0);
    expect("GET", "/broken", "503", 600, 600, 600);
    expect("POST", "/items/new", "200", 200, 0, 0);
    Map<String, Long> log =
        Files.readAllLines(directory.resolve("access")).stream()
            .collect(Collectors.groupingBy(status -> status, Collectors.counting()));
    assertThat(log).isEqualTo(Map.of("200", 8200L, "404", 1200L, "503", 600L));
  }

  /** Those that the kernel counts by itself too. */
  @Test
  void everyRequestBelowTheTargetIsASpanOfItsTrace() throws Exception {
    agent.tick();
    long started = System.nanoTime();
    String header = "-H 'traceparent: 00-%032x-%016x-01' ".formatted(0xabc, 0xdef);
    assertThat(client.run("curl -s -o /dev/null " + header + url("items/same?n=[1-150]"))).isZero();
    assertThat(client.run("curl -s -o /dev/null " + url("items/same?n=[1-150]"))).isZero();
    // so many at once are as many as the target in a second
    while (System.nanoTime() - started < 1_200_000_000L) {
      LockSupport.parkNanos(10_000_000);
    }
    List<Span> spans = new ArrayList<>();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (spans.size() < 600 && System.nanoTime() < deadline) {
      agent.tick();
      agent.picture.spans().stream()
          .filter(span -> span.labels().get(10).equals("/items/same"))
          .forEach(spans::add);
      LockSupport.parkNanos(50_000_000);
    }
    long now = System.currentTimeMillis() * 1000;
    for (String program : List.of("nginx", "curl")) {
      List<Span> own = spans.stream().filter(s -> s.labels().get(6).equals(program)).toList();
      assertThat(own).as(program).hasSize(300);
      assertThat(own.stream().filter(s -> s.traceHigh() == 0 && s.traceLow() == 0xabc))
          .as("%s: spans of the trace", program)
          .hasSize(150)
          .allMatch(span -> span.parentSpanId() == 0xdef);
      assertThat(own.stream().filter(s -> s.parentSpanId() == 0)).hasSize(150);
      assertThat(own.stream().map(Span::spanId).distinct()).hasSize(300);
      assertThat(own)
          .allMatch(span -> span.labels().get(5).equals(owner(program)))
          .allMatch(span -> span.peerAddress().equals("127.0.0.1"))
          .allMatch(span -> (span.peerPort() == port) == program.equals("curl"))
          .allMatch(span -> span.durationUs() < 1_000_000)
          .allMatch(span -> span.startUs() < now && span.startUs() > now - 60_000_000);
    }
  }

  private String owner(String program) {
    return program.equals("curl") ? client.id : container.id;
  }

  private void expect(
      String method, String target, String status, long requests, long errors, long faults)
      throws Exception {
    expect(List.of(client.id, "curl", "client", "http1", method, target, status), requests, errors);
    expect(
        List.of(container.id, "nginx", "server", "http1", method, target, status),
        requests,
        faults);
  }

  private void expect(List<String> row, long requests, long errors) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    long seen = -1;
    while (seen < requests && System.nanoTime() < deadline) {
      agent.tick();
      seen = value(row, ServiceKind.REQUESTS);
      LockSupport.parkNanos(50_000_000);
    }
    assertThat(seen).as(row.toString()).isEqualTo(requests);
    assertThat(value(row, ServiceKind.ERRORS)).as("errors of " + row).isEqualTo(errors);
  }

  private long value(List<String> row, Column column) {
    return agent.picture.entities(ServiceKind.KIND).stream()
        .filter(labels -> labels.subList(5, 12).equals(row))
        .mapToLong(labels -> agent.picture.number(ServiceKind.KIND, labels, column))
        .sum();
  }
}
