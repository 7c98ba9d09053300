package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.exchange.Capture;
import dev.nodecast.bpf.syscall.SyscallTable;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.ServiceKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real clients and servers of HTTP/2 and gRPC, counted at both ends. */
class Http2ServicesTest {
  private static final Kind SERVICE = ServiceKind.KIND;
  private static final int SLOTS = 2048;
  private static final String NGINX = "/usr/sbin/nginx";

  @TempDir Path directory;
  private Programs programs;
  private CapturedHost agent;

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
    agent.tick();
  }

  @AfterEach
  void stop() throws Exception {
    if (agent != null) {
      agent.close();
      programs.close();
    }
  }

  @Test
  void countsCallsOfGrpcByMethodAndStatusAtBothEnds() throws Exception {
    String service = "nodecast.test.Echo" + ProcessHandle.current().pid();
    try (GrpcEcho echo = new GrpcEcho(service)) {
      echo.unary(300, 10);
      echo.unary(40, 100_000);
      echo.fail(25, "NOT_FOUND");
      echo.fail(15, "INTERNAL");
      echo.stream(20, 50);
    }
    for (String role : List.of("client", "server")) {
      expect(340, "java", role, "grpc", service + "/Unary", "", "OK");
      expect(25, "java", role, "grpc", service + "/Unary", "", "NOT_FOUND");
      expect(15, "java", role, "grpc", service + "/Unary", "", "INTERNAL");
      expect(20, "java", role, "grpc", service + "/Stream", "", "OK");
      String[] ok = {"java", role, "grpc", service + "/Unary", "", "OK"};
      assertThat(value(ServiceKind.ERRORS, ok)).isZero();
      // a message has five bytes in front (gRPC over HTTP2, Length-Prefixed-Message)
      assertThat(value(ServiceKind.REQUEST_BYTES, ok))
          .isBetween(40 * 100_005L + 300 * 15L, 40 * 100_500L + 300 * 400L);
      String[] internal = {"java", role, "grpc", service + "/Unary", "", "INTERNAL"};
      assertThat(value(ServiceKind.ERRORS, internal)).isEqualTo(15);
      String[] missing = {"java", role, "grpc", service + "/Unary", "", "NOT_FOUND"};
      assertThat(value(ServiceKind.ERRORS, missing)).isEqualTo(role.equals("client") ? 25 : 0);
    }
  }

  @Test
  void countsStreamsOfNodeAtBothEnds() throws Exception {
    assumeTrue(installed("node"), "node is not installed");
    Path script = directory.resolve("peers.js");
    String route = "/n" + Long.toString(ProcessHandle.current().pid(), 36).replaceAll("[0-9]", "x");
    Files.writeString(
        script,
        """
        const http2 = require('http2');
        const server = http2.createServer();
        server.on('stream', (stream, headers) => {
          const missing = headers[':path'].includes('missing');
          stream.resume();
          stream.on('end', () => {
            stream.respond({':status': missing ? 404 : 200, 'x-of': headers[':path']});
            stream.end(missing ? '' : 'y'.repeat(40000));
          });
        });
        server.listen(0, '127.0.0.1', async () => {
          const client = http2.connect('http://127.0.0.1:' + server.address().port);
          const ask = (headers, body) => new Promise((done, failed) => {
            const stream = client.request(headers);
            stream.on('error', failed);
            stream.resume();
            stream.on('end', done);
            stream.end(body);
          });
          const all = [];
          for (let i = 0; i < 200; i++) all.push(ask({':path': 'ROUTE/items/' + i + '?q=' + i}));
          await Promise.all(all);
          for (let i = 0; i < 30; i++)
            await ask({':path': 'ROUTE/upload', ':method': 'POST'}, 'z'.repeat(100000));
          for (let i = 0; i < 12; i++) await ask({':path': 'ROUTE/missing'});
          client.close(() => server.close());
        });
        """
            .replace("ROUTE", route));
    Process node = new ProcessBuilder("node", script.toString()).inheritIO().start();
    assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(node.exitValue()).isZero();
    for (String role : List.of("client", "server")) {
      expect(200, "node", role, "http2", "GET", route + "/items/{id}", "200");
      expect(30, "node", role, "http2", "POST", route + "/upload", "200");
      expect(12, "node", role, "http2", "GET", route + "/missing", "404");
      String[] upload = {"node", role, "http2", "POST", route + "/upload", "200"};
      assertThat(value(ServiceKind.REQUEST_BYTES, upload)).isBetween(3_000_000L, 3_010_000L);
      assertThat(value(ServiceKind.RESPONSE_BYTES, upload)).isBetween(1_200_000L, 1_210_000L);
    }
  }

  @Test
  void countsRequestsWithPriorKnowledgeAndAfterAnUpgrade() throws Exception {
    for (String program : List.of("h2load", "nghttp", "nghttpd", "nghttpx")) {
      assumeTrue(installed(program), program + " is not installed");
    }
    Files.writeString(directory.resolve("page"), "p".repeat(20_000));
    int port = freePort();
    int front = freePort();
    Process server =
        start("nghttpd", "--no-tls", "-d", directory.toString(), Integer.toString(port));
    Process proxy =
        start(
            "nghttpx",
            "--frontend=127.0.0.1," + front + ";no-tls",
            "--backend=127.0.0.1," + port + ";;proto=h2",
            "--workers=1");
    try (KernelContainer container = new KernelContainer()) {
      await(port);
      await(front);
      String url = "http://127.0.0.1:" + port;
      // one at a time: Debian 12's curl cannot use such a connection twice
      String ask = " curl -s --http2-prior-knowledge " + url;
      assertThat(container.run((ask + "/page?[7-7] &&").repeat(10) + ask + "/absent")).isZero();
      assertThat(container.run("h2load -n 2000 -c 4 -m 20 " + url + "/page")).isZero();
      expect(2000, container.id, "h2load", "client", "http2", "GET", "/page", "200");
      expect(10, container.id, "curl", "client", "http2", "GET", "/page", "200");
      expect(1, container.id, "curl", "client", "http2", "GET", "/absent", "404");
      // the request that asks for the upgrade is HTTP/1's, those behind it are not
      StringBuilder urls = new StringBuilder();
      for (int i = 0; i < 8; i++) {
        urls.append(" 'http://127.0.0.1:").append(front).append("/page?").append(i).append("'");
      }
      assertThat(container.run("nghttp --upgrade --null-out" + urls)).isZero();
      expect(7, container.id, "nghttp", "client", "http2", "GET", "/page", "200");
      expect(1, container.id, "nghttp", "client", "http1", "GET", "/page", "101");
    } finally {
      proxy.destroy();
      server.destroy();
    }
  }

  /** Its bodies go by sendfile, whose bytes no program can read, behind headers by writev. */
  @Test
  void countsAnswersWhoseBodiesAreSentFromFiles() throws Exception {
    assumeTrue(Files.isExecutable(Path.of(NGINX)), "nginx is not installed");
    assumeTrue(installed("h2load"), "h2load is not installed");
    Files.writeString(directory.resolve("large"), "l".repeat(1_000_000));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    int port = freePort();
    Files.writeString(
        directory.resolve("nginx.conf"),
        """
        daemon off; master_process off; pid nginx.pid; error_log stderr;
        events {}
        http { access_log off; sendfile on;
          server { listen 127.0.0.1:%d http2; root .; } }
        """
            .formatted(port));
    Process nginx = start(NGINX, "-p", directory.toString(), "-c", "nginx.conf");
    try (KernelContainer container = new KernelContainer()) {
      await(port);
      String url = "http://127.0.0.1:" + port;
      assertThat(container.run("h2load -n 100 -c 2 -m 10 " + url + "/large")).isZero();
      assertThat(container.run("h2load -n 50 -c 1 -m 10 " + url + "/absent")).isZero();
      expect(100, container.id, "h2load", "client", "http2", "GET", "/large", "200");
      expect(50, container.id, "h2load", "client", "http2", "GET", "/absent", "404");
      expect(100, "nginx", "server", "http2", "GET", "/large", "200");
      expect(50, "nginx", "server", "http2", "GET", "/absent", "404");
      String[] large = {"nginx", "server", "http2", "GET", "/large", "200"};
      assertThat(value(ServiceKind.RESPONSE_BYTES, large)).isBetween(100_000_000L, 101_000_000L);
    } finally {
      nginx.destroy();
    }
  }

  private void expect(long requests, String... labels) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    long seen = -1;
    while (seen < requests && System.nanoTime() < deadline) {
      agent.tick();
      seen = value(ServiceKind.REQUESTS, labels);
      LockSupport.parkNanos(50_000_000);
    }
    assertThat(seen).as(() -> String.join(" ", labels) + " of " + all()).isEqualTo(requests);
  }

  /** Of the last labels; those in front are anybody's. */
  private long value(Column column, String... labels) {
    return agent.picture.entities(SERVICE).stream()
        .filter(each -> each.subList(12 - labels.length, 12).equals(List.of(labels)))
        .mapToLong(each -> agent.picture.number(SERVICE, each, column))
        .sum();
  }

  private String all() {
    StringBuilder text = new StringBuilder();
    for (List<String> each : agent.picture.entities(SERVICE)) {
      long requests = agent.picture.number(SERVICE, each, ServiceKind.REQUESTS);
      text.append('\n').append(each.subList(5, 12)).append(' ').append(requests);
    }
    return text.toString();
  }

  private Process start(String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(Path.of(command[0]).getFileName() + ".log").toFile())
        .start();
  }

  private static boolean installed(String program) {
    for (String at : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(at, program))) {
        return true;
      }
    }
    return false;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void await(int port) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        assertThat(System.nanoTime()).as(e.toString()).isLessThan(deadline);
        LockSupport.parkNanos(20_000_000);
      }
    }
  }
}
