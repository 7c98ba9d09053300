package dev.nodecast.agent.ebpf;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.exchange.Capture;
import dev.nodecast.bpf.syscall.SyscallTable;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ServiceKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HTTP/1 as it may be and seldom is, between two sockets of this process, each an end. */
class RawHttpTest {
  private static final int SLOTS = 2048;
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

  private Programs programs;
  private CapturedHost agent;
  private ServerSocket listener;
  private Socket client;
  private Socket server;

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
    listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    agent.tick();
    connect();
  }

  private void connect() throws IOException {
    client = new Socket(listener.getInetAddress(), listener.getLocalPort());
    server = listener.accept();
  }

  private void disconnect() throws IOException {
    client.close();
    server.close();
  }

  @AfterEach
  void stop() throws Exception {
    if (agent != null) {
      listener.close();
      agent.close();
      programs.close();
    }
  }

  private static void move(Socket from, Socket to, String text) throws IOException {
    from.getOutputStream().write(text.getBytes(US_ASCII));
    byte[] read = to.getInputStream().readNBytes(text.length());
    assertThat(new String(read, US_ASCII)).isEqualTo(text);
  }

  private void asks(String text) throws IOException {
    move(client, server, text);
  }

  private void answers(String text) throws IOException {
    move(server, client, text);
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }

  @Test
  void tellsEachOfPipelinedRequests() throws Exception {
    asks(get("/rawpipe").repeat(3));
    answers(OK.repeat(3));
    disconnect();
    expectBoth("GET", "/rawpipe", "200", 1, 0);
    expectBoth("GET", "/rawpipe", "", 2, 0);
  }

  @Test
  void findsTheAnswerBehindContinue() throws Exception {
    asks("POST /rawcontinue HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    answers("HTTP/1.1 100 Continue\r\n\r\n" + OK);
    disconnect();
    expectBoth("POST", "/rawcontinue", "200", 1, 0);
  }

  @Test
  void takesABodyForNoRequest() throws Exception {
    asks("POST /rawbody HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    answers("HTTP/1.1 100 Continue\r\n\r\n");
    asks("hi");
    answers(OK);
    asks("HEAD /rawhead HTTP/1.1\r\n\r\n");
    answers("HTTP/1.1 204 No Content\r\nContent-Length: 900\r\n\r\n");
    asks(get("/rawcached"));
    answers("HTTP/1.1 304 Not Modified\r\n\r\n");
    disconnect();
    expectBoth("POST", "/rawbody", "200", 1, 0);
    expectBoth("HEAD", "/rawhead", "204", 1, 0);
    expectBoth("GET", "/rawcached", "304", 1, 0);
  }

  /** As Go's server does, which looks for the connection's end while it answers. */
  @Test
  void joinsARequestsFirstByteThatWasReadByItself() throws Exception {
    asks(get("/rawlead"));
    answers(OK);
    for (int i = 0; i < 10; i++) {
      byte[] next = get("/rawlead").getBytes(US_ASCII);
      client.getOutputStream().write(next);
      assertThat(server.getInputStream().readNBytes(1)).hasSize(1);
      assertThat(server.getInputStream().readNBytes(next.length - 1)).hasSize(next.length - 1);
      answers(OK);
    }
    disconnect();
    expectBoth("GET", "/rawlead", "200", 11, 0);
    assertThat(value("server", "GET", "/rawlead", "200", ServiceKind.REQUEST_BYTES))
        .isEqualTo(11L * get("/rawlead").length());
  }

  @Test
  void leavesAnotherProtocolAlone() throws Exception {
    asks("GET /rawsocket HTTP/1.1\r\nUpgrade: websocket\r\n\r\n");
    answers("HTTP/1.1 101 Switching Protocols\r\n\r\n");
    for (int i = 0; i < 5; i++) {
      asks(get("/rawframe"));
      answers(OK);
    }
    disconnect();
    expectBoth("GET", "/rawsocket", "101", 1, 0);
    assertThat(value("client", "GET", "/rawframe", "200", ServiceKind.REQUESTS)).isZero();
  }

  @Test
  void tellsAClientThatLeaves() throws Exception {
    asks(get("/rawabort"));
    disconnect();
    expectBoth("GET", "/rawabort", "", 1, 1);
  }

  /** Half of the answer comes after the kernel program took it to be over. */
  @Test
  void saysThatAnAnswerWentOn() throws Exception {
    asks(get("/rawstall"));
    answers("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
    expectBoth("GET", "/rawstall", "200", 1, 0); // ticks until it came to rest
    assertThat(lateRests()).isZero();
    answers("cd");
    asks(get("/rawnext"));
    answers(OK);
    disconnect();
    expectBoth("GET", "/rawnext", "200", 1, 0);
    expectBoth("GET", "/rawstall", "200", 1, 0);
    assertThat(lateRests()).isEqualTo(2);
  }

  @Test
  void countsConnectionsThatFollowEachOther() throws Exception {
    for (int i = 0; i < 300; i++) {
      asks(get("/rawshort"));
      answers(OK);
      disconnect();
      connect();
    }
    disconnect();
    expectBoth("GET", "/rawshort", "200", 300, 0);
  }

  private long lateRests() {
    return programs.exchange.running().orElseThrow().counts().stream()
        .filter(count -> count.reason().equals("late_rest"))
        .mapToLong(SubjectCount::value)
        .sum();
  }

  private void expectBoth(String method, String target, String status, long requests, long errors)
      throws Exception {
    for (String role : List.of("client", "server")) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      long seen = -1;
      while (seen < requests && System.nanoTime() < deadline) {
        agent.tick();
        seen = value(role, method, target, status, ServiceKind.REQUESTS);
        LockSupport.parkNanos(50_000_000);
      }
      assertThat(seen).as("%s %s %s", role, target, status).isEqualTo(requests);
      assertThat(value(role, method, target, status, ServiceKind.ERRORS)).isEqualTo(errors);
    }
  }

  private long value(String role, String method, String target, String status, Column column) {
    List<String> row = List.of(role, "http1", method, target, status);
    return agent.picture.entities(ServiceKind.KIND).stream()
        .filter(labels -> labels.subList(7, 12).equals(row))
        .mapToLong(labels -> agent.picture.number(ServiceKind.KIND, labels, column))
        .sum();
  }
}
