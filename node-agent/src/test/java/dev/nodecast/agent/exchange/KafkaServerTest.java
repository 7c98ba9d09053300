package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.exchange.ExchangeProtocol;
import dev.nodecast.bpf.exchange.Exchanges;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A real broker and Java's client, counted at both ends. */
class KafkaServerTest {
  private static final int MESSAGES = 2_000;
  private static final int TOO_LARGE = 5;

  @TempDir Path directory;
  private final ExchangeReader reader = new ExchangeReader(Path.of("/proc"));

  /** By role and row: what was told so far. */
  private final Map<String, Long> told = new TreeMap<>();

  private Slots slots;
  private Exchanges exchanges;
  private KafkaBroker broker;

  @BeforeEach
  void start() throws Exception {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.ERROR);
    slots = Slots.open(2048);
    exchanges = Exchanges.start(kernel, slots, EnumSet.of(ExchangeProtocol.KAFKA));
    broker = new KafkaBroker(directory);
    broker.await();
  }

  @AfterEach
  void stop() {
    if (broker != null) {
      broker.close();
    }
    if (exchanges != null) {
      exchanges.close();
      slots.close();
    }
  }

  private Map<String, Object> settings() {
    return Map.of("bootstrap.servers", "127.0.0.1:" + broker.port);
  }

  @Test
  void countsProducesAndFetchesAtBothEnds() throws Exception {
    try (Admin admin = Admin.create(settings())) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("orders", Optional.of(1), Optional.empty())
                      .configs(Map.of("max.message.bytes", "2000"))))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    long fetches = exchangeMessages();
    for (String end : new String[] {"server ", "client "}) {
      expect(end + "produce orders NONE", MESSAGES);
      expect(end + "produce orders MESSAGE_TOO_LARGE errors", TOO_LARGE);
      expect(end + "fetch orders NONE", fetches);
    }
    assertThat(told.get("client process orders NONE")).isBetween(MESSAGES - 1L, fetches);
    assertThat(told).doesNotContainKey("server process orders NONE");
    assertThat(exchanges.lostEvents()).isZero();
    assertThat(reader.unreadByReason()).isEmpty();
  }

  @Test
  void countsWhatIsNeverAcknowledgedAndWhatAGroupReads() throws Exception {
    try (Admin admin = Admin.create(settings())) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("fire", Optional.of(1), Optional.empty()),
                  new NewTopic("forget", Optional.of(1), Optional.empty())))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    Map<String, Object> unacknowledged = new java.util.HashMap<>(settings());
    unacknowledged.put("acks", "0");
    unacknowledged.put("enable.idempotence", "false");
    Map<String, Object> group = new java.util.HashMap<>(settings());
    group.put("group.id", "readers");
    group.put("auto.offset.reset", "earliest");
    int seen = 0;
    try (KafkaProducer<String, String> producer =
            new KafkaProducer<>(unacknowledged, new StringSerializer(), new StringSerializer());
        KafkaConsumer<String, String> consumer =
            new KafkaConsumer<>(group, new StringDeserializer(), new StringDeserializer())) {
      for (int i = 0; i < 100; i++) {
        producer.send(new ProducerRecord<>(i % 2 == 0 ? "fire" : "forget", "message " + i));
        producer.flush();
      }
      consumer.subscribe(List.of("fire", "forget"));
      while (seen < 100) {
        seen += consumer.poll(Duration.ofSeconds(10)).count();
        reader.drain(exchanges);
      }
      consumer.commitSync();
    }
    for (String end : new String[] {"server ", "client "}) {
      expect(end + "produce fire ", 50);
      expect(end + "produce forget ", 50);
      for (String one : List.of("join_group  NONE", "sync_group  NONE")) {
        assertThat(told).containsKey(end + one);
      }
      assertThat(told.keySet()).anyMatch(what -> what.startsWith(end + "offset_commit f"));
      assertThat(told.keySet()).anyMatch(what -> what.startsWith(end + "fetch f"));
    }
    assertThat(told.keySet()).anyMatch(what -> what.startsWith("client process f"));
  }

  /**
   * Each message is awaited before the next; returns how many fetches the consumer made by its own
   * count.
   */
  private long exchangeMessages() throws Exception {
    TopicPartition partition = new TopicPartition("orders", 0);
    try (KafkaProducer<String, String> producer =
            new KafkaProducer<>(settings(), new StringSerializer(), new StringSerializer());
        KafkaConsumer<String, String> consumer =
            new KafkaConsumer<>(settings(), new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, 0);
      for (int i = 0; i < MESSAGES; i++) {
        producer.send(new ProducerRecord<>("orders", "message " + i)).get(10, TimeUnit.SECONDS);
        int seen = 0;
        while (seen == 0) {
          seen = consumer.poll(Duration.ofSeconds(10)).count();
        }
        if (i % 50 == 0) {
          reader.drain(exchanges);
        }
      }
      for (int i = 0; i < TOO_LARGE; i++) {
        assertThatThrownBy(
                () -> producer.send(new ProducerRecord<>("orders", "x".repeat(5000))).get())
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(RecordTooLargeException.class);
      }
      consumer.pause(List.of(partition));
      consumer.poll(Duration.ofSeconds(1)); // longer than a fetch without records takes
      settle();
      return fetches(consumer);
    }
  }

  private static long fetches(KafkaConsumer<?, ?> consumer) {
    return consumer.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals("fetch-total"))
        .filter(metric -> metric.getKey().tags().size() == 1)
        .mapToLong(metric -> ((Double) metric.getValue().metricValue()).longValue())
        .sum();
  }

  private void expect(String what, long count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (told.getOrDefault(what, 0L) < count && System.nanoTime() < deadline) {
      settle();
      LockSupport.parkNanos(20_000_000);
    }
    assertThat(told).containsEntry(what, count);
  }

  private void settle() {
    reader.settle(exchanges);
    for (Party party : reader.parties()) {
      String end = party.key.server() ? "server " : "client ";
      for (Row row : party.rows()) {
        String kind = row.operation + " " + row.target + " " + row.status;
        if (row.requests > 0) {
          told.merge(end + kind + (row.errors > 0 ? " errors" : ""), row.requests, Long::sum);
        }
        row.clear();
      }
    }
  }
}
