package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages as https://kafka.apache.org/protocol lays them out, byte by byte. */
class KafkaTest {
  /** "orders". */
  private static final String TOPIC = "6f7264657273";

  private static final String ID = "00112233445566778899aabbccddeeff";

  /** Client id "app", behind the correlation id. */
  private static final String APP = "0003617070";

  private final KafkaTopics topics = new KafkaTopics();
  private final Kafka kafka = new Kafka(topics);
  private final Told told = new Told();
  private long ns = 1_000_000;

  /** Version 7: classic; acks -1. */
  private static String produce(int correlation) {
    return framed(
        "0000 0007"
            + i32(correlation)
            + APP
            + "ffff ffff 00007530 00000001 0006"
            + TOPIC
            + "00000001 00000000 00000004 01020304");
  }

  private static String produced(int correlation, String error) {
    return framed(
        i32(correlation)
            + "00000001 0006"
            + TOPIC
            + "00000001 00000000"
            + error
            + "0000000000000005 ffffffffffffffff 0000000000000000 00000000");
  }

  /** Version 16: flexible, with ids; {@code topics} as a compact array. */
  private static String fetch(int correlation, String topics) {
    return framed(
        "0001 0010"
            + i32(correlation)
            + APP
            + "00 000001f4 00000001 03200000 00 00000000"
            + "ffffffff"
            + topics
            + "01 01 00");
  }

  private static String fetched(int correlation, String topics) {
    return framed(i32(correlation) + "00 00000000 0000 00000007" + topics + "00");
  }

  /** One partition with so many bytes of records. */
  private static String records(String error, String bytes) {
    return "02"
        + ID
        + "02 00000000"
        + error
        + "0000000000000005 0000000000000005 0000000000000000 00 ffffffff"
        + bytes
        + "00 00";
  }

  private static String i32(int value) {
    return String.format("%08x", value);
  }

  private static String framed(String hex) {
    String bare = hex.replace(" ", "");
    return i32(bare.length() / 2) + bare;
  }

  private void send(boolean toServer, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    Turn turn = new Turn();
    turn.requestLength = bytes.length;
    turn.requestBytes = bytes.length;
    System.arraycopy(bytes, 0, turn.request, 0, bytes.length);
    turn.requestNs = ns += 1_000_000;
    kafka.segment(turn, toServer, told);
  }

  private void end() {
    Turn turn = new Turn();
    turn.ended = true;
    turn.requestNs = ns += 1_000_000;
    kafka.segment(turn, false, told);
  }

  @Test
  void tellsProduceByItsTopicAndError() {
    send(true, produce(1));
    send(false, produced(1, "0000"));
    send(true, produce(2));
    send(false, produced(2, "0006"));
    assertThat(told.exchanges)
        .containsExactly("produce orders NONE", "produce orders NOT_LEADER_OR_FOLLOWER error");
  }

  @Test
  void readsSeveralInOneCallAndOneOverSeveral() {
    send(true, produce(1) + produce(2));
    String third = produce(3);
    for (int i = 0; i < third.length(); i += 2) {
      send(true, third.substring(i, i + 2));
    }
    send(false, (produced(1, "0000") + produced(2, "0000")).substring(0, 60));
    send(false, (produced(1, "0000") + produced(2, "0000")).substring(60) + produced(3, "0000"));
    assertThat(told.exchanges).hasSize(3).containsOnly("produce orders NONE");
    assertThat(told.unread).isEmpty();
  }

  @Test
  void readsALengthThatWasReadBefore() {
    send(true, produce(1).substring(8));
    send(false, produced(1, "0000"));
    assertThat(told.exchanges).containsExactly("produce orders NONE");
  }

  @Test
  void resolvesIdsThroughMetadata() {
    send(true, framed("0003 000c" + i32(1) + APP + "00 00 00 00 00"));
    send(
        false,
        framed(
            i32(1)
                + "00 00000000 02 00000001 0268 00002384 00 00 00 00000001"
                + "02 0000 07"
                + TOPIC
                + ID
                + "00 02 0000 00000000 00000001 00000000 0200000001 0200000001 01 00"
                + "80000000 00 00"));
    send(true, fetch(2, "02" + ID + "0200000000"));
    send(false, fetched(2, records("0000", "05" + "01020304")));
    assertThat(told.exchanges).containsExactly("metadata NONE", "fetch orders NONE");
  }

  @Test
  void tellsProcessingBetweenRecordsAndTheNextFetch() {
    topics.learn(0x0011223344556677L, 0x8899aabbccddeeffL, "orders");
    send(true, fetch(1, "02" + ID + "0200000000"));
    send(false, fetched(1, records("0000", "05" + "01020304")));
    send(true, fetch(2, "01")); // the session knows
    send(false, fetched(2, "01")); // nothing came
    send(true, fetch(3, "01"));
    send(false, fetched(3, records("0001", "01")));
    assertThat(told.exchanges)
        .containsExactly(
            "fetch orders NONE",
            "process orders NONE",
            "fetch orders NONE",
            "fetch orders OFFSET_OUT_OF_RANGE error");
  }

  @Test
  void produceWithoutAcknowledgementIsToldAtOnce() {
    send(true, produce(1).replace("ffffffff00007530", "ffff000000007530"));
    send(true, produce(2));
    send(false, produced(2, "0000"));
    assertThat(told.exchanges).containsExactly("produce orders", "produce orders NONE");
  }

  @Test
  void namesOtherRequests() {
    send(true, framed("0012 0003" + i32(1) + APP + "00 00 00 00"));
    send(false, framed(i32(1) + "0000 01 00000000 00"));
    send(true, framed("000c 0004" + i32(2) + APP + "00 0261 00000001 0262 00 00"));
    send(false, framed(i32(2) + "00 00000000 001b 00"));
    assertThat(told.exchanges)
        .containsExactly("api_versions NONE", "heartbeat REBALANCE_IN_PROGRESS error");
  }

  @Test
  void findsMessagesAgainBehindBytesThatWereNotKept() {
    send(true, produce(1));
    Turn gap = new Turn();
    gap.requestBytes = 5000;
    kafka.segment(gap, true, told);
    send(true, produce(9));
    send(false, produced(1, "0000") + produced(9, "0000"));
    assertThat(told.exchanges).hasSize(2).containsOnly("produce orders NONE");
    assertThat(told.unread).containsKey("cut");
  }

  @Test
  void boundsWhatIsInFlight() {
    for (int i = 0; i < 600; i++) {
      send(true, produce(i));
    }
    end();
    assertThat(told.exchanges).hasSize(KafkaInFlight.MAX).containsOnly("produce orders error");
    assertThat(told.unread).containsEntry("limit", 600 - KafkaInFlight.MAX);
  }

  @Test
  void aRequestBeforeUsIsNoExchange() {
    send(true, produce(5));
    send(false, produced(4, "0000"));
    send(false, produced(5, "0000"));
    assertThat(told.exchanges).isEqualTo(List.of("produce orders NONE"));
  }
}
