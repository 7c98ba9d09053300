package dev.nodecast.bench.truth;

import dev.nodecast.bench.run.Await;
import dev.nodecast.bench.run.Ports;
import dev.nodecast.bench.run.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kafka: a broker that is its own controller, and clients that wait for each acknowledgement. These
 * are producers of the Java client, for the counts; or they do as it does by calls of their own,
 * for the times.
 */
public final class KafkaPeer implements Peer {
  private static final String TOPIC = "truth";
  private static final byte[] MESSAGE = new byte[100];
  private static final Duration START = Duration.ofSeconds(60);

  /** RequestChannel.Request.updateRequestMetrics: from the request's last byte to the answer's. */
  private static final Pattern PRODUCED =
      Pattern.compile("\"requestApiKeyName\":\"PRODUCE\".*\"totalTimeMs\":([0-9.]+)");

  private final boolean producers;
  private final Program broker;
  private final Path log;
  private int read;
  private final int port = Ports.free();

  /**
   * @param producers whether the clients are those
   */
  public KafkaPeer(Path parent, boolean producers) throws Exception {
    this.producers = producers;
    Path directory = Files.createTempDirectory(parent, "kafka");
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.writeString(
        data.resolve("meta.properties"),
        "version=1\nnode.id=1\ncluster.id=bm9kZWNhc3QtdGVzdHMuLg\n");
    Path settings = Files.writeString(directory.resolve("kafka.properties"), settings(data));
    log = directory.resolve("kafka.log");
    broker =
        Program.start(
            "kafka",
            directory,
            Map.of(),
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dlogback.configurationFile=logback-kafka.xml",
                "-cp",
                System.getProperty("java.class.path"),
                "kafka.Kafka",
                settings.toString()));
    try {
      Await.until("kafka", START, this::answers); // which makes the topic
      logged(new double[1]);
    } catch (IOException | InterruptedException e) {
      close();
      throw e;
    }
  }

  private String settings(Path data) throws IOException {
    int controller = Ports.free();
    return String.join(
        "\n",
        "process.roles=broker,controller",
        "node.id=1",
        "controller.quorum.voters=1@127.0.0.1:" + controller,
        "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller,
        "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
        "controller.listener.names=CONTROLLER",
        "log.dirs=" + data,
        "num.partitions=1",
        "");
  }

  private boolean answers() throws IOException {
    broker.requireAlive();
    try (Talk talk = producer()) {
      talk.ask(false);
      return true;
    } catch (Exception notYet) {
      return false;
    }
  }

  @Override
  public String protocol() {
    return "kafka";
  }

  @Override
  public String where() {
    return "operation = 'produce' AND target = '" + TOPIC + "'";
  }

  @Override
  public String end() {
    return producers ? "server" : "client";
  }

  @Override
  public boolean near() {
    return !producers;
  }

  @Override
  public boolean reconnects() {
    return !producers;
  }

  /** Its request log: a producer hands its records to another thread, and batches them. */
  @Override
  public double[] logged(double[] clients) throws Exception {
    if (!producers) {
      return clients;
    }
    List<Double> all = new ArrayList<>();
    Await.until(
        clients.length + " requests in kafka.log",
        START,
        () -> {
          all.clear();
          all.addAll(produced());
          return all.size() >= read + clients.length;
        });
    double[] own = all.stream().skip(read).mapToDouble(millis -> millis * 1e3).toArray();
    read = all.size();
    return own;
  }

  private List<Double> produced() throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .map(PRODUCED::matcher)
          .filter(Matcher::find)
          .map(found -> Double.parseDouble(found.group(1)))
          .toList();
    }
  }

  @Override
  public boolean fails() {
    return !producers;
  }

  @Override
  public Talk connect() throws IOException {
    return producers ? producer() : new KafkaWire(port, TOPIC, MESSAGE);
  }

  private Talk producer() {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", "127.0.0.1:" + port,
                "linger.ms", "0",
                "acks", "1",
                "max.block.ms", "5000",
                "buffer.memory", "1048576",
                "enable.idempotence", "false"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    return new Talk() {
      @Override
      public void ask(boolean wrong) throws Exception {
        producer.send(new ProducerRecord<>(TOPIC, MESSAGE)).get(10, TimeUnit.SECONDS);
      }

      @Override
      public void close() {
        producer.close(Duration.ofSeconds(1));
      }
    };
  }

  @Override
  public void close() {
    broker.close();
  }
}
