package dev.nodecast.agent.ebpf;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.agent.edge.Acquainting;
import dev.nodecast.agent.edge.Peer;
import dev.nodecast.agent.edge.PeerQueue;
import dev.nodecast.agent.edge.Question;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.SubjectCount.What;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.EdgeKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections of this process, and a test that says with whom they are. */
class EdgeCollectorTest {
  private static final int SLOTS = 2048;
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
  private static final String FAILED = "HTTP/1.1 503 Broken\r\nContent-Length: 2\r\n\r\nhi";
  private static final Peer LEFT = new Peer(Peer.WORKLOAD, "shop", "cart", "left");
  private static final Peer RIGHT = new Peer(Peer.WORKLOAD, "shop", "cart", "right");

  @TempDir Path directory;
  private final PeerQueue queue = new PeerQueue();
  private final List<Question> asked = new ArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();
  private Programs programs;
  private CapturedHost agent;
  private ServerSocket listener;

  @BeforeEach
  void start() throws Exception {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    programs = new Programs(kernel, SLOTS);
    programs.leaveOut(Programs.but(List.of("exchange", "tcp", "life")));
    agent =
        new CapturedHost(
            CapturedHost.machine(),
            programs,
            SLOTS,
            Acquainting.of(queue, List.of("127.0.0.0/8=never"), "here"));
    listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    agent.tick();
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    if (agent != null) {
      listener.close();
      agent.close();
      programs.close();
    }
  }

  /** The client's end and the server's. */
  private record Ends(Socket client, Socket server) {
    void exchange(String path, String answer) throws IOException {
      move(client, server, "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
      move(server, client, answer);
    }

    private static void move(Socket from, Socket to, String text) throws IOException {
      from.getOutputStream().write(text.getBytes(US_ASCII));
      byte[] read = to.getInputStream().readNBytes(text.length());
      assertThat(new String(read, US_ASCII)).isEqualTo(text);
    }
  }

  private Ends connect() throws IOException {
    Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
    Socket server = listener.accept();
    sockets.addAll(List.of(client, server));
    return new Ends(client, server);
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private void await(String what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(what + "; rows: " + rows()).isLessThan(deadline);
      agent.tick();
      asked.addAll(queue.next(256).questions());
      LockSupport.parkNanos(50_000_000);
    }
  }

  /** What is asked of an end of it. */
  private Question question(Ends of, boolean server) throws Exception {
    int port = of.client.getLocalPort();
    Question[] found = new Question[1];
    await(
        "a question",
        () -> {
          for (Question each : asked) {
            int clientPort = each.server() ? each.remotePort() : each.localPort();
            int serverPort = each.server() ? each.localPort() : each.remotePort();
            if (each.server() == server
                && clientPort == port
                && serverPort == listener.getLocalPort()) {
              found[0] = each;
            }
          }
          return found[0] != null;
        });
    return found[0];
  }

  private long value(Peer client, String end, Column column) {
    return agent.picture.entities(EdgeKind.KIND).stream()
        .filter(l -> l.subList(0, 4).equals(names(client)) && l.get(7).equals("java"))
        .filter(l -> l.get(8).equals("http1") && l.get(9).equals(end))
        .mapToLong(l -> agent.picture.number(EdgeKind.KIND, l, column))
        .sum();
  }

  private static List<String> names(Peer peer) {
    return List.of(peer.kind(), peer.namespace(), peer.workload(), peer.name());
  }

  private String rows() {
    return agent.picture.entities(EdgeKind.KIND).toString();
  }

  private long events() {
    return programs.counts().get("exchange").stream()
        .filter(count -> count.what() == What.EVENTS)
        .mapToLong(SubjectCount::value)
        .sum();
  }

  private void awaitNoMoreEvents() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    long last;
    do {
      last = events();
      LockSupport.parkNanos(200_000_000); // four drains
    } while (events() != last && System.nanoTime() < deadline);
  }

  @Test
  void whatCameBeforeTheAnswerCountsInItsRow() throws Exception {
    Ends left = connect();
    Ends right = connect();
    for (int i = 0; i < 30; i++) {
      left.exchange("/edges", OK);
      right.exchange("/edges", i % 10 == 0 ? FAILED : OK);
    }
    Question ofLeft = question(left, true);
    Question ofRight = question(right, true);
    assertThat(ofLeft.id()).isNotEqualTo(ofRight.id());
    assertThat(ofLeft.program()).isEqualTo("java");
    assertThat(ofLeft.remote()).endsWith(127, 0, 0, 1);
    assertThat(value(LEFT, "server", EdgeKind.REQUESTS)).as("before it is answered").isZero();
    queue.answered(ofLeft.id(), LEFT);
    queue.answered(ofRight.id(), RIGHT);
    // The kernel counts these by themselves, once they came often: equal requests of one address.
    int more = 2_000;
    await(
        "the first rows",
        () ->
            value(LEFT, "server", EdgeKind.REQUESTS) >= 29
                && value(RIGHT, "server", EdgeKind.REQUESTS) >= 29);
    for (int i = 0; i < 20; i++) {
      left.exchange("/edges", OK);
      right.exchange("/edges", OK);
    }
    await("what began", () -> value(LEFT, "server", EdgeKind.REQUESTS) == 50);
    long before = events();
    for (int i = 0; i < more; i++) {
      left.exchange("/edges", OK);
      if (i % 2 == 0) {
        right.exchange("/edges", OK);
      }
    }
    await("all", () -> value(LEFT, "server", EdgeKind.REQUESTS) == 50 + more);
    await("all", () -> value(RIGHT, "server", EdgeKind.REQUESTS) == 50 + more / 2);
    assertThat(value(LEFT, "server", EdgeKind.ERRORS)).isZero();
    assertThat(value(RIGHT, "server", EdgeKind.ERRORS)).isEqualTo(3);
    assertThat(value(LEFT, "server", EdgeKind.RESPONSE_BYTES))
        .isEqualTo((50L + more) * OK.length());
    assertThat(events() - before)
        .as("events while the kernel counted the server's end of both")
        .isLessThan(2L * more);
  }

  @Test
  void theKernelCountsWhileTheOtherEndIsLookedFor() throws Exception {
    Ends ends = connect();
    int requests = 0;
    Question question = null;
    long before = 0;
    while (requests < 2_000) {
      for (int i = 0; i < 50; i++, requests++) {
        ends.exchange("/edges/pending", OK);
      }
      if (requests == 50) {
        question = question(ends, true);
      } else if (requests <= 500) {
        LockSupport.parkNanos(20_000_000);
        before = events();
      }
    }
    assertThat(events() - before)
        .as("events of both ends, which make two a request")
        .isLessThan(1_500);
    assertThat(value(LEFT, "server", EdgeKind.REQUESTS)).isZero();
    awaitNoMoreEvents();
    before = events();
    queue.answered(question.id(), LEFT);
    int all = requests + 2_000;
    for (; requests < all; requests++) {
      ends.exchange("/edges/pending", OK);
      if (requests % 100 == 0) { // the kernel looks up the other end ten times a second
        LockSupport.parkNanos(20_000_000);
      }
    }
    assertThat(events() - before)
        .as("events of both ends while the kernel goes over to counting them with others'")
        .isLessThan(50);
    await("all of it", () -> value(LEFT, "server", EdgeKind.REQUESTS) == all);
    assertThat(value(LEFT, "server", EdgeKind.REQUEST_BYTES))
        .isEqualTo(all * (long) "GET /edges/pending HTTP/1.1\r\nHost: x\r\n\r\n".length());
  }

  @Test
  void withoutAnAnswerTheOtherEndIsThisNode() throws Exception {
    String program = ask("ask-alone");
    Peer node = new Peer(Peer.NODE, "", "", "here");
    await("the fallback", () -> asked(program, node) == 1);
  }

  @Test
  void aConnectionThatIsOverStillGetsItsRow() throws Exception {
    Ends ends = connect();
    ends.exchange("/edges/short", OK);
    ends.client.close();
    ends.server.close();
    Question question = question(ends, true);
    queue.answered(question.id(), RIGHT);
    await("its row", () -> value(RIGHT, "server", EdgeKind.REQUESTS) == 1);
  }

  @Test
  void somethingOutsideHasTheNameThatThisNodeKnows() throws Exception {
    String program = ask("ask-outside");
    Question[] question = new Question[1];
    await(
        "its question",
        () -> {
          asked.stream().filter(q -> q.program().equals(program)).forEach(q -> question[0] = q);
          return question[0] != null;
        });
    assertThat(question[0].server()).isFalse();
    assertThat(question[0].udp()).isFalse();
    queue.answered(question[0].id(), new Peer(Peer.OUTSIDE, "", "", ""));
    // An aggregator that says so of a loopback address is wrong: it is this node.
    await("its row", () -> asked(program, new Peer(Peer.NODE, "", "", "here")) == 1);
  }

  /** A program of that name asks once; rows of others on this machine have other names. */
  private String ask(String name) throws Exception {
    Path curl = Path.of("/usr/bin/curl");
    assumeTrue(Files.isExecutable(curl), curl + " is not installed");
    String program = name + ProcessHandle.current().pid() % 10_000;
    Path copy = Files.copy(curl, directory.resolve(program));
    assertThat(copy.toFile().setExecutable(true)).isTrue();
    String url = "http://127.0.0.1:" + listener.getLocalPort() + "/edges";
    Process process =
        new ProcessBuilder(copy.toString(), "-s", "-o", "/dev/null", "-m", "20", url).start();
    try (Socket server = listener.accept()) {
      assertThat(server.getInputStream().read()).isEqualTo('G');
      server.getOutputStream().write(OK.getBytes(US_ASCII));
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(process.exitValue()).isZero();
    return program;
  }

  private long asked(String program, Peer server) {
    return agent.picture.entities(EdgeKind.KIND).stream()
        .filter(l -> l.get(3).equals(program) && l.subList(4, 8).equals(names(server)))
        .mapToLong(l -> agent.picture.number(EdgeKind.KIND, l, EdgeKind.REQUESTS))
        .sum();
  }
}
