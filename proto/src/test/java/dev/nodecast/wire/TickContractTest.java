package dev.nodecast.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.nodecast.v1.Schema;
import dev.nodecast.v1.Tick;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The hand-written codec and the code generated from tick.proto mean the same bytes. */
class TickContractTest {
  private static final int MAX_SLOTS = 1_000;

  private static List<String> read(Schema schema, byte[] bytes) throws MalformedTickException {
    EventLog log = new EventLog();
    new TickReader(WireSchema.shape(schema), MAX_SLOTS).read(bytes, 0, bytes.length, log);
    return log.lines;
  }

  @Test
  void writtenTicksAreWhatTheGeneratedClassReadsFieldForField()
      throws InvalidProtocolBufferException {
    for (int seed = 0; seed < 200; seed++) {
      RandomTicks ticks = new RandomTicks(seed);
      for (int i = 0; i < 5; i++) {
        RandomTicks.Example example = ticks.next();
        assertThat(Tick.parseFrom(example.written()))
            .as("seed %s", seed)
            .isEqualTo(example.generated());
      }
    }
  }

  @Test
  void theReaderReadsBothAlike() throws MalformedTickException {
    for (int seed = 0; seed < 200; seed++) {
      RandomTicks ticks = new RandomTicks(seed);
      for (int i = 0; i < 5; i++) {
        RandomTicks.Example example = ticks.next();
        assertThat(read(ticks.schema, example.written())).isEqualTo(example.events());
        assertThat(read(ticks.schema, example.generated().toByteArray()))
            .isEqualTo(example.events());
      }
    }
  }

  @Test
  void everyTruncationIsMalformedOrAValidReading() {
    assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          for (int seed = 0; seed < 20; seed++) {
            RandomTicks ticks = new RandomTicks(seed);
            byte[] bytes = ticks.next().written();
            int malformed = 0;
            for (int length = 0; length < bytes.length; length++) {
              malformed += isMalformed(ticks.schema, Arrays.copyOf(bytes, length)) ? 1 : 0;
            }
            // Valid are the few cuts between two kinds.
            assertThat(malformed).isGreaterThanOrEqualTo(bytes.length - 16);
          }
        });
  }

  @Test
  void tenThousandMutationsAreMalformedOrAValidReading() {
    assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          Random random = new Random(1);
          int malformed = 0;
          for (int round = 0; round < 10_000; round++) {
            RandomTicks ticks = new RandomTicks(round % 100);
            byte[] bytes = ticks.next().written();
            for (int i = random.nextInt(4); i >= 0; i--) {
              bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            malformed += isMalformed(ticks.schema, bytes) ? 1 : 0;
          }
          assertThat(malformed).isBetween(1_000, 9_999);
        });
  }

  /** Fails with whatever else the reader throws. */
  private static boolean isMalformed(Schema schema, byte[] bytes) {
    try {
      read(schema, bytes);
      return false;
    } catch (MalformedTickException e) {
      assertThat(e).hasMessageMatching("(?s).{8,}");
      return true;
    }
  }

  @Test
  void schemasWithoutKindsOrGroupsMakeTicksMalformed() {
    Tick.Builder tick = Tick.newBuilder().setTimeMs(1);
    tick.addKindsBuilder().setSlots(3).addGroupsBuilder().setIntervalMs(1_000);
    Schema noKinds = Schema.getDefaultInstance();
    Schema noGroups =
        Schema.newBuilder().addKinds(dev.nodecast.v1.Kind.newBuilder().setName("k")).build();
    assertThat(isMalformed(noKinds, tick.build().toByteArray())).isTrue();
    assertThat(isMalformed(noGroups, tick.build().toByteArray())).isTrue();
  }
}
