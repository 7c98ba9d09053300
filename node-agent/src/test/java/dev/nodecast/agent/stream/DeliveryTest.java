package dev.nodecast.agent.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.catalog.Catalog;
import dev.nodecast.wire.WireSchema;
import io.grpc.Status;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("SynchronizeOnNonFinalField") // set once before each test
class DeliveryTest {
  private static final Orders NO_ORDERS = Orders.of((profile, subjects) -> {});
  private static final Backoff QUICK = new Backoff(1, 20);

  @TempDir Path dir;
  private FakeAggregator aggregator;

  @BeforeEach
  void startAggregator() throws IOException {
    aggregator = new FakeAggregator();
  }

  @AfterEach
  void stopAggregator() {
    aggregator.close();
  }

  private Delivery deliver(SpoolSettings settings) throws IOException {
    return Delivery.start(Spool.open(settings), Ticks.target(aggregator.port()), QUICK, NO_ORDERS);
  }

  private static void append(Delivery delivery, long number, int size) {
    delivery.append(
        System.currentTimeMillis(), Ticks.body(number, size), size, delivery.keyframeNeeded());
  }

  private boolean holds(long frames) {
    return aggregator.holds(() -> aggregator.committedFrames() == frames);
  }

  @Test
  void saysHelloAndDelivers() throws IOException {
    try (Delivery delivery = deliver(Ticks.settings(dir))) {
      append(delivery, 1, 500);
      append(delivery, 2, 500);
      Await.until("two frames", () -> holds(2));
      Await.until("acknowledged", () -> delivery.status().unackedFrames() == 0);
      StreamStatus status = delivery.status();
      assertThat(status.connected()).isTrue();
      assertThat(status.sentFrames()).isEqualTo(2);
      assertThat(status.ackedSeq()).isEqualTo(2);
      assertThat(status.reconnects()).isZero();
      assertThat(status.unackedAgeMs()).isZero();
      List<Long> latencies = new ArrayList<>();
      delivery.drainAckLatencies(latencies::add);
      assertThat(latencies).hasSize(2).allMatch(micros -> micros >= 0 && micros < 60_000_000);
    }
    assertThat(aggregator.hellos).hasSize(1);
    assertThat(aggregator.hellos.get(0).getNode()).isEqualTo("node-1");
    assertThat(aggregator.hellos.get(0).getToken()).isEqualTo("secret");
    assertThat(aggregator.hellos.get(0).getSchema()).isEqualTo(Ticks.SCHEMA);
    assertThat(aggregator.hellos.get(0).getKernel()).isEqualTo("6.1.0");
  }

  /**
   * Random cuts of the connection and deaths of the agent, after each of which the file's end is
   * torn inside the frame that was being written: all whole frames arrive, once, in order.
   */
  @Test
  void nothingIsLostDoubledOrReorderedOverCutsAndKills() throws IOException {
    Random random = new Random(42);
    long number = 0;
    for (int life = 0; life < 25; life++) {
      Spool spool = Spool.open(Ticks.settings(dir));
      try (Delivery delivery =
          Delivery.start(spool, Ticks.target(aggregator.port()), QUICK, NO_ORDERS)) {
        for (int burst = 0; burst < 3; burst++) {
          synchronized (aggregator) {
            aggregator.cutAfter = 1 + random.nextInt(8);
            aggregator.acking = random.nextInt(4) > 0;
          }
          for (int i = 0; i < 10; i++) {
            if (random.nextInt(12) == 0) {
              spool.wantKeyframe();
            }
            append(delivery, ++number, 20 + random.nextInt(3_000));
          }
          Await.until(
              "a cut, or all there",
              () ->
                  aggregator.holds(() -> aggregator.cutAfter == 0 || !aggregator.acking)
                      || delivery.status().unackedFrames() == 0);
        }
        synchronized (aggregator) {
          aggregator.acking = true;
        }
        aggregator.cut();
      }
      tear(random);
    }
    long all = number;
    try (Delivery delivery = deliver(Ticks.settings(dir))) {
      Await.until("all frames", () -> holds(all));
      Await.until("acknowledged", () -> delivery.status().unackedFrames() == 0);
    }
    assertThat(aggregator.violations).isEmpty();
    assertThat(aggregator.hellos.size()).isGreaterThan(60);
    assertThat(aggregator.committed).hasSize(1);
    long expected = 0;
    for (Map.Entry<Long, byte[]> frame :
        aggregator.committed.values().iterator().next().entrySet()) {
      expected++;
      assertThat(frame.getKey()).isEqualTo(expected);
      assertThat(Ticks.number(frame.getValue())).isEqualTo(expected);
      assertThat(frame.getValue()).isEqualTo(Ticks.body(expected, frame.getValue().length));
    }
  }

  /** What a kill in the middle of a write leaves: the beginning of a frame that was never sent. */
  private void tear(Random random) throws IOException {
    Path newest;
    try (Stream<Path> files = Files.list(dir)) {
      newest = files.filter(f -> f.toString().endsWith(".seg")).sorted().reduce((a, b) -> b).get();
    }
    try (RandomAccessFile file = new RandomAccessFile(newest.toFile(), "rw")) {
      byte[] part = new byte[random.nextInt(200)];
      random.nextBytes(part);
      file.seek(file.length());
      file.write(part);
    }
  }

  @Test
  void oldFramesTravelWithTheirOwnSchemaFirst() throws IOException {
    try (Spool old = Spool.open(Ticks.settings(dir))) {
      old.append(1, Ticks.body(1, 50), 50, true);
      old.append(2, Ticks.body(2, 50), 50, false);
    }
    SpoolSettings newer =
        new SpoolSettings(dir, 64 << 20, false, Ticks.KERNEL, WireSchema.of(Catalog.KINDS));
    try (Delivery delivery = deliver(newer)) {
      append(delivery, 3, 50);
      Await.until("three frames", () -> holds(3));
    }
    assertThat(aggregator.violations).isEmpty();
    assertThat(aggregator.hellos).hasSizeGreaterThanOrEqualTo(2);
    assertThat(aggregator.hellos.get(0).getSchema()).isEqualTo(Ticks.SCHEMA);
    assertThat(aggregator.hellos.get(0).getNextSeq()).isEqualTo(3);
    assertThat(aggregator.hellos.get(aggregator.hellos.size() - 1).getSchema())
        .isEqualTo(newer.schema());
    assertThat(aggregator.hellos.get(aggregator.hellos.size() - 1).getFirstSeq()).isEqualTo(3);
    assertThat(aggregator.committed).hasSize(1);
  }

  @Test
  void theFramesOfAnEarlierBootTravelUnderItsIdentity() throws IOException {
    String before;
    try (Spool old = Spool.open(Ticks.settings(dir))) {
      before = old.bootId();
      old.append(1, Ticks.body(1, 50), 50, true);
    }
    try (Delivery delivery =
        deliver(new SpoolSettings(dir, 64 << 20, false, "ffffffff", Ticks.SCHEMA))) {
      append(delivery, 2, 50);
      Await.until("two frames", () -> holds(2));
    }
    assertThat(aggregator.committed).hasSize(2).containsKey(before);
    assertThat(aggregator.committed.get(before)).containsOnlyKeys(1L);
  }

  @Test
  void aSlowAggregatorFillsTheSpoolNotTheWire() throws IOException {
    aggregator.acking = false;
    aggregator.maxUnackedBytes = 20_000;
    Random random = new Random(5);
    try (Delivery delivery = deliver(Ticks.settings(dir))) {
      byte[] noise = new byte[5_000];
      for (int i = 1; i <= 200; i++) {
        random.nextBytes(noise);
        delivery.append(i, noise, noise.length, delivery.keyframeNeeded());
      }
      Await.until("the limit", () -> aggregator.holds(() -> aggregator.largestUnacked >= 20_000));
      append(delivery, 201, 50); // wakes the stream's thread once more, for nothing
      assertThat(delivery.status().unackedFrames()).isEqualTo(201);
      assertThat(delivery.status().sentBytes()).isBetween(20_000L, 26_000L);
      aggregator.ackAll();
      Await.until("all", () -> delivery.status().unackedFrames() == 0);
    }
    assertThat(aggregator.largestUnacked).isBetween(20_000L, 26_000L);
    assertThat(aggregator.violations).isEmpty();
  }

  @Test
  void aResyncMakesTheNextFrameAKeyframe() throws IOException {
    try (Delivery delivery = deliver(Ticks.settings(dir))) {
      append(delivery, 1, 50);
      Await.until("a frame", () -> holds(1));
      assertThat(delivery.keyframeNeeded()).isFalse();
      aggregator.resync();
      Await.until("the request", delivery::keyframeNeeded);
      append(delivery, 2, 50);
      assertThat(delivery.keyframeNeeded()).isFalse();
    }
  }

  @Test
  void aRefusalIsToldInTheServersWordsWithTheRemedy() throws IOException {
    aggregator.refuse = m -> Status.UNAUTHENTICATED.withDescription("token does not match");
    try (Delivery delivery = deliver(Ticks.settings(dir))) {
      append(delivery, 1, 50);
      Await.until("refused", () -> !delivery.status().lastError().isEmpty());
      assertThat(delivery.status().lastError())
          .contains("UNAUTHENTICATED: token does not match")
          .contains("NODECAST_TOKEN")
          .doesNotContain("secret");
      assertThat(delivery.status().connected()).isFalse();
      synchronized (aggregator) {
        aggregator.refuse = m -> null;
      }
      Await.until("accepted", () -> holds(1));
    }
  }

  @Test
  void aFrameRefusedTwiceIsGivenUp() throws IOException {
    AtomicInteger refusals = new AtomicInteger();
    aggregator.refuse =
        m -> {
          if (m.hasFrame() && m.getFrame().getSeq() == 2) {
            refusals.incrementAndGet();
            return Status.INVALID_ARGUMENT.withDescription("frame 2: tag 9 (expected: known)");
          }
          return null;
        };
    Spool spool = Spool.open(Ticks.settings(dir));
    try (Delivery delivery =
        Delivery.start(spool, Ticks.target(aggregator.port()), QUICK, NO_ORDERS)) {
      append(delivery, 1, 50);
      append(delivery, 2, 50);
      append(delivery, 3, 50);
      Await.until("given up", () -> delivery.spoolStatus().droppedRejected() > 0);
      assertThat(refusals.get()).isEqualTo(2);
      assertThat(delivery.keyframeNeeded()).isTrue();
      append(delivery, 4, 50);
      Await.until("the rest", () -> holds(2));
      Await.until("acknowledged", () -> delivery.status().unackedFrames() == 0);
    }
    assertThat(aggregator.committed.get(spool.bootId())).containsOnlyKeys(1L, 4L);
  }

  @Test
  void anAggregatorAheadOfTheSpoolMakesTheAgentTakeAnotherIdentity() throws IOException {
    String before;
    try (Delivery delivery = deliver(Ticks.settings(dir))) {
      for (int i = 1; i <= 5; i++) {
        append(delivery, i, 50);
      }
      Await.until("five frames", () -> holds(5));
      before = aggregator.hellos.get(0).getBootId();
    }
    // A directory restored from an old copy: same identity, fewer frames.
    Path copy = Files.createDirectory(dir.resolve("copy"));
    Files.writeString(copy.resolve("identity"), before);
    try (Spool spool = Spool.open(Ticks.settings(dir.resolve("other")))) {
      spool.append(1, Ticks.body(1, 50), 50, true);
    }
    Files.copy(dir.resolve("other/position"), copy.resolve("position"));
    try (Delivery delivery = deliver(Ticks.settings(copy))) {
      append(delivery, 6, 50);
      Await.until(
          "a new identity",
          () ->
              aggregator.holds(
                  () ->
                      !aggregator
                          .hellos
                          .get(aggregator.hellos.size() - 1)
                          .getBootId()
                          .equals(before)));
      append(delivery, 7, 50);
      Await.until("the frame", () -> aggregator.holds(() -> aggregator.committed.size() == 2));
    }
  }

  @Test
  void closingDoesNotWaitLongForAnAggregatorThatIsAway() throws IOException {
    int port = aggregator.port();
    aggregator.close();
    Delivery delivery =
        Delivery.start(Spool.open(Ticks.settings(dir)), Ticks.target(port), QUICK, NO_ORDERS);
    append(delivery, 1, 50);
    delivery.close();
    try (Spool spool = Spool.open(Ticks.settings(dir))) {
      assertThat(spool.status(0).unackedFrames()).isEqualTo(1);
    }
  }
}
