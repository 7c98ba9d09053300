package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Bytes of all kinds, on connections that go on whatever came before: nothing throws, nothing
 * hangs.
 */
class RedisKafkaFuzzTest {
  private static final int INPUTS = 600_000;
  private static final int CONNECTION = 200;

  private static final byte[][] REDIS = {
    text("*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$5\r\nvalue\r\n*2\r\n$3\r\nget\r\n$3\r\nkey\r\n"),
    text("*3\r\n$9\r\nSUBSCRIBE\r\n$1\r\na\r\n$1\r\nb\r\nPING\r\n"),
    text("+OK\r\n$5\r\nvalue\r\n:1\r\n-WRONGTYPE Operation\r\n"),
    text(
        "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$2\r\nhi\r\n"),
    text(
        "%2\r\n$6\r\nserver\r\n$5\r\nredis\r\n|1\r\n+ttl\r\n:3600\r\n>2\r\n+x\r\n_\r\n!9\r\nERR wrong\r\n"),
  };

  private static final byte[][] KAFKA = {
    hex(
        "000000370000000700000001000361707"
            + "0ffffffff000075300000000100066f7264657273000000010000000000000004010203040000"),
    hex(
        "0000002b0001001000000002000361707000000001f40000000103200000000000000000ffffffff"
            + "0100010000000000"),
    hex(
        "0000003000000001000000000000000000000702"
            + "00112233445566778899aabbccddeeff0200000000000000000000000000050000000000000005"),
    hex("0000000a00000002000000000000"),
    hex("0000001100030000000000010003617070000000000000"),
  };

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /** From a real dialogue, with a few bytes changed, or noise. */
  private static int fill(byte[] to, int room, byte[][] seeds, Random random) {
    if (random.nextInt(10) == 0) {
      int length = random.nextInt(random.nextBoolean() ? 40 : room);
      for (int i = 0; i < length; i++) {
        to[i] = (byte) random.nextInt(256);
      }
      return length;
    }
    int length = 0;
    for (int i = random.nextInt(4); i >= 0; i--) {
      byte[] seed = seeds[random.nextInt(seeds.length)];
      int from = random.nextInt(4) == 0 ? random.nextInt(seed.length) : 0;
      int size = Math.min(room - length, seed.length - from);
      System.arraycopy(seed, from, to, length, size);
      length += size;
    }
    for (int i = random.nextInt(4); i > 0 && length > 0; i--) {
      to[random.nextInt(length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(3) == 0 && length > 0 ? random.nextInt(length) : length;
  }

  private static long lie(int length, Random random) {
    return random.nextInt(4) == 0 ? length + (long) random.nextInt(100_000) : length;
  }

  private static void fill(Turn turn, byte[][] seeds, Random random, long ns) {
    turn.requestLength = fill(turn.request, 1024, seeds, random);
    turn.requestBytes = lie(turn.requestLength, random);
    turn.responseLength = fill(turn.response, 512, seeds, random);
    turn.responseBytes = lie(turn.responseLength, random);
    turn.requestNs = ns;
    turn.responseNs = ns + 10;
    turn.endNs = ns + random.nextInt(900_000_000);
    turn.ended = random.nextInt(100) == 0;
    turn.unanswered = random.nextInt(50) == 0;
    turn.headBytes = random.nextInt(20) == 0 ? 1 + random.nextInt(100) : 0;
    turn.head = "GET";
    turn.headRequests = 1 + random.nextInt(3);
    turn.requestBytes += turn.headBytes;
  }

  @Test
  void redisTakesWhateverComes() {
    Random random = new Random(7);
    Turn turn = new Turn();
    Told told = new Told();
    told.counting = true;
    assertTimeout(
        Duration.ofSeconds(30),
        () -> {
          Redis redis = new Redis();
          for (int i = 0; i < INPUTS; i++) {
            redis = i % CONNECTION == 0 ? new Redis() : redis;
            fill(turn, REDIS, random, i * 1_000_000L);
            redis.turn(turn, told);
          }
        });
    assertThat(told.count).isBetween(INPUTS / 10L, INPUTS * 100L);
    assertThat(told.unread).containsKeys("malformed", "cut");
  }

  @Test
  void kafkaTakesWhateverComes() {
    Random random = new Random(8);
    Turn turn = new Turn();
    Told told = new Told();
    told.counting = true;
    KafkaTopics topics = new KafkaTopics();
    assertTimeout(
        Duration.ofSeconds(30),
        () -> {
          Kafka kafka = new Kafka(topics);
          for (int i = 0; i < INPUTS; i++) {
            kafka = i % CONNECTION == 0 ? new Kafka(topics) : kafka;
            fill(turn, KAFKA, random, i * 1_000_000L);
            kafka.segment(turn, random.nextBoolean(), told);
          }
        });
    assertThat(told.count).isPositive();
    assertThat(topics.size()).isLessThanOrEqualTo(KafkaTopics.MAX);
    assertThat(told.unread).containsKeys("unasked", "cut");
  }
}
