package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.Series;
import dev.nodecast.web.read.Subject;
import dev.nodecast.web.read.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PromptHistoryTest {
  private static final Set<Metric> LOAD = Set.of(Metric.LOAD_1M);
  private static final TimeRange RANGE =
      new TimeRange(
          Instant.ofEpochSecond(1_699_999_800),
          Instant.ofEpochSecond(1_700_000_000),
          Duration.ofSeconds(10));

  private TestingServer server;
  private CountDownLatch hangs;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    hangs = new CountDownLatch(1);
  }

  @AfterEach
  void stop() {
    hangs.countDown();
    server.close();
  }

  private PromptHistory history(long patienceMs) {
    return new PromptHistory(new SeriesReads(server.data.pictures, server.storage), patienceMs);
  }

  private static Series ask(PromptHistory history, String node) {
    return history.history(new Subject(Subject.Kind.CLUSTER, node), LOAD, RANGE);
  }

  private void hang() {
    server.storage.answer =
        query -> {
          try {
            assertThat(hangs.await(30, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return new TreeMap<>();
        };
  }

  @Test
  void aDatabaseThatHangsKeepsNoPageWaiting() {
    hang();
    try (PromptHistory history = history(1)) {
      assertThat(ask(history, "a").error()).isEqualTo("No answer from the database within 1 ms");
      assertThat(ask(history, "b").error()).isEqualTo("No answer from the database within 1 ms");
      assertThat(ask(history, "c").error())
          .isEqualTo("The database has not answered earlier questions");

      hangs.countDown();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (!ask(history, "a").error().isEmpty() && System.nanoTime() < deadline) {
        Thread.onSpinWait(); // a hanging answer ends by itself now
      }
      assertThat(ask(history, "a").error()).isEmpty();
    }
  }

  @Test
  void anAnswerIsAskedForOnce() {
    try (PromptHistory history = history(30_000)) {
      Series first = ask(history, "a");
      assertThat(first.error()).isEmpty();
      assertThat(ask(history, "a")).isSameAs(first);
      assertThat(server.storage.asked).hasSize(1);
    }
  }

  @Test
  void aFailureIsNotRemembered() {
    try (PromptHistory history = history(30_000)) {
      server.storage.failure = "Code: 60. Unknown table";
      assertThat(ask(history, "a").error()).isEqualTo("Code: 60. Unknown table");
      server.storage.failure = "";
      assertThat(ask(history, "a").error()).isEmpty();
    }
  }
}
