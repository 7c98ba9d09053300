package dev.nodecast.bpf.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.bpf.Kernel;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.SubjectCount;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way in which programs send and receive, and hand connections on: counts at both ends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExchangeCallsTest {
  private static final int REQUESTS = 50;

  private Slots slots;
  private Exchanges exchanges;

  Capture capture() {
    return Capture.NEWEST;
  }

  @BeforeAll
  void start() {
    KernelSupport kernel = Kernel.capable();
    slots = Slots.open(2048);
    exchanges = open(kernel);
  }

  private Exchanges open(KernelSupport kernel) {
    return Exchanges.start(
        kernel,
        slots,
        ExchangeScope.of(EnumSet.of(ExchangeProtocol.HTTP1)),
        capture(),
        object -> {});
  }

  @AfterAll
  void stop() {
    if (exchanges != null) {
      exchanges.close();
      slots.close();
    }
  }

  private long lost(String reason) {
    return exchanges.counts().stream()
        .filter(count -> count.reason().equals(reason))
        .mapToLong(SubjectCount::value)
        .sum();
  }

  private ExchangeProgram run(String mode, int requests) throws Exception {
    try (ExchangeProgram program = new ExchangeProgram(mode, requests)) {
      long lostEvents = exchanges.lostEvents();
      program.finish(exchanges);
      assertThat(exchanges.lostEvents()).as("the ring was full").isEqualTo(lostEvents);
      return program;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "vectored",
        "vectored2",
        "message",
        "messages",
        "peek",
        "trunc",
        "zerocopy",
        "nonblock",
        "timeout",
        "sendfile",
        "half",
        "reuse"
      })
  void countsEachRequestAndItsBytes(String mode) throws Exception {
    ExchangeProgram program = run(mode, REQUESTS);
    program.assertWhole(program.server);
    program.assertWhole(program.client);
    assertThat(program.server.byPid).isEqualTo(Map.of(program.serverPid, (long) REQUESTS));
    assertThat(program.client.byPid).isEqualTo(Map.of(program.clientPid, (long) REQUESTS));
  }

  /** Answers of 4 MB through a buffer of 8 KiB, by a socket that does not wait. */
  @Test
  void addsUpShortWrites() throws Exception {
    ExchangeProgram program = run("short", 4);
    program.assertWhole(program.server);
    program.assertWhole(program.client);
  }

  /** The server's child serves a connection that its parent accepted. */
  @ParameterizedTest
  @ValueSource(strings = {"forked", "pass"})
  void countsAtTheProcessThatServes(String mode) throws Exception {
    ExchangeProgram program = run(mode, REQUESTS);
    program.assertWhole(program.server);
    program.assertWhole(program.client);
    assertThat(program.server.byPid).hasSize(1).doesNotContainKey(program.serverPid);
  }

  @Test
  void countsAtTheProcessThatAsksOnAnInheritedConnection() throws Exception {
    ExchangeProgram program = run("inherited", REQUESTS);
    program.assertWhole(program.server);
    program.assertWhole(program.client);
    assertThat(program.client.byPid)
        .hasSize(2)
        .containsEntry(program.clientPid, REQUESTS / 2L)
        .containsValue(REQUESTS / 2L);
  }

  /** The body goes from a file through a pipe: sent bytes are counted at either tracepoint. */
  @Test
  void countsWhatIsSplicedOut() throws Exception {
    ExchangeProgram program = run("splice", REQUESTS);
    program.assertWhole(program.server);
    program.assertWhole(program.client);
    assertThat(lost("unreadable_call")).isZero();
  }

  @Test
  void countsOnConnectionsThatWereThereBefore() throws Exception {
    try (ExchangeProgram program = new ExchangeProgram("older", REQUESTS)) {
      program.awaitBegun();
      try (Exchanges younger = open(Kernel.capable())) {
        program.goOn();
        program.finish(younger);
      }
      program.assertWhole(program.server);
      program.assertWhole(program.client);
    }
  }

  /** The client's calls are not seen, and that is said; the server's are. */
  @ParameterizedTest
  @ValueSource(strings = {"uring", "compat"})
  void saysHowManyCallsItCannotRead(String mode) throws Exception {
    String reason = mode.equals("uring") ? "io_uring" : "compat_call";
    long before = lost(reason);
    ExchangeProgram program = run(mode, REQUESTS);
    program.assertWhole(program.server);
    assertThat(program.client.requests).isZero();
    assertThat(lost(reason) - before).isGreaterThanOrEqualTo(2L * REQUESTS);
  }
}
