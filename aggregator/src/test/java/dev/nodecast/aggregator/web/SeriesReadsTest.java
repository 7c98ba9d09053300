package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nodecast.aggregator.store.BucketPoint;
import dev.nodecast.aggregator.store.Line;
import dev.nodecast.aggregator.store.SeriesQuery;
import dev.nodecast.aggregator.store.Stat;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.Histogram;
import dev.nodecast.catalog.NodeCpuKind;
import dev.nodecast.catalog.NodeDiskKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.catalog.NodeNetworkKind;
import dev.nodecast.web.read.DurationBands;
import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.Series;
import dev.nodecast.web.read.Subject;
import dev.nodecast.web.read.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SeriesReadsTest {
  private static final TimeRange RANGE =
      new TimeRange(
          Instant.ofEpochSecond(1_699_999_800),
          Instant.ofEpochSecond(1_700_000_000),
          Duration.ofSeconds(10));

  private TestingServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Answers every query with constant lines: by name, then by column. */
  private void stored(Map<String, Map<Column, Double>> byName) {
    server.storage.answer =
        query -> {
          Map<String, double[][]> out = new HashMap<>();
          byName.forEach((name, values) -> out.put(name, lines(query, values)));
          return out;
        };
  }

  private static double[][] lines(SeriesQuery query, Map<Column, Double> values) {
    double[][] lines = new double[query.lines().size()][query.points()];
    for (int i = 0; i < lines.length; i++) {
      Line line = query.lines().get(i);
      Arrays.fill(lines[i], values.getOrDefault(line.column(), Double.NaN));
    }
    return lines;
  }

  /** Not by way of what remembers answers: tests change them. */
  private Series history(Subject subject, Set<Metric> metrics, TimeRange range) {
    return new SeriesReads(server.data.pictures, server.storage).history(subject, metrics, range);
  }

  private double first(Metric metric) {
    Series series = history(new Subject(Subject.Kind.NODE, "n1"), Set.of(metric), RANGE);
    assertThat(series.error()).isEmpty();
    assertThat(series.values().get(metric)).hasSize(RANGE.points());
    return series.values().get(metric)[0];
  }

  @Test
  void timesBecomeCores() {
    stored(Map.of("", Map.of(NodeKind.CPU_USER, 1_500.0, NodeKind.CPU_NICE, 250.0)));
    assertThat(first(Metric.CPU_USER)).isEqualTo(1.75);
    assertThat(server.storage.asked.get(0).where()).isEqualTo(Map.of("node", "n1"));
  }

  @Test
  void usedMemoryIsADifferenceAndUnknownWhenHalfOfItIs() {
    stored(Map.of("", Map.of(NodeKind.MEMORY_TOTAL, 100.0, NodeKind.MEMORY_AVAILABLE, 30.0)));
    assertThat(first(Metric.MEMORY_USED)).isEqualTo(70);
    stored(Map.of("", Map.of(NodeKind.MEMORY_TOTAL, 100.0)));
    Series half = history(new Subject(Subject.Kind.NODE, "n1"), Set.of(Metric.MEMORY_USED), RANGE);
    assertThat(half.values()).doesNotContainKey(Metric.MEMORY_USED);
  }

  @Test
  void retransmitsAreAShareOfSentSegments() {
    stored(Map.of("", Map.of(NodeKind.TCP_RETRANSMITS, 3.0, NodeKind.TCP_OUT_SEGMENTS, 100.0)));
    assertThat(first(Metric.TCP_RETRANSMITS)).isEqualTo(0.03);
  }

  @Test
  void loopbackAndPartitionsAreLeftOut() {
    stored(
        Map.of(
            "lo", Map.of(NodeNetworkKind.RX_BYTES, 1e6),
            "eth0", Map.of(NodeNetworkKind.RX_BYTES, 5.0),
            "eth1", Map.of(NodeNetworkKind.RX_BYTES, 7.0)));
    assertThat(first(Metric.RX_BYTES)).isEqualTo(12);
    stored(
        Map.of(
            "sda", disk(0.0, 100, 200),
            "sda1", disk(1.0, 100, 200),
            "sdb", disk(0.0, 10, 900),
            "loop0", disk(0.0, 1e9, 1_000)));
    assertThat(first(Metric.READ_BYTES)).isEqualTo(110);
    assertThat(first(Metric.DISK_BUSY)).isEqualTo(0.9);
  }

  private static Map<Column, Double> disk(double partition, double read, double busy) {
    return Map.of(
        NodeDiskKind.PARTITION,
        partition,
        NodeDiskKind.READ_BYTES,
        read,
        NodeDiskKind.IO_TIME,
        busy);
  }

  @Test
  void percentilesOfOneColumnAreLinesOfTheirOwnInOneQuery() {
    server.storage.answer =
        query -> {
          double[][] lines = new double[query.lines().size()][query.points()];
          for (int i = 0; i < lines.length; i++) {
            Arrays.fill(lines[i], query.lines().get(i).stat() == Stat.P50 ? 500 : 7_000);
          }
          return Map.of("", lines);
        };
    Set<Metric> both = Set.of(Metric.RUN_QUEUE_P50, Metric.RUN_QUEUE_P99);
    Series series = history(new Subject(Subject.Kind.POD, "uid-1"), both, RANGE);
    assertThat(series.values().get(Metric.RUN_QUEUE_P50)[3]).isCloseTo(0.0005, within(1e-12));
    assertThat(series.values().get(Metric.RUN_QUEUE_P99)[3]).isCloseTo(0.007, within(1e-12));
    assertThat(server.storage.asked).hasSize(1);
    assertThat(server.storage.asked.get(0).kind()).isEqualTo(ContainerKernelKind.KIND);
    assertThat(server.storage.asked.get(0).where()).isEqualTo(Map.of("pod_uid", "uid-1"));
    history(new Subject(Subject.Kind.NODE, "n1"), both, RANGE);
    assertThat(server.storage.asked).as("the map of CPUs is not asked for again").hasSize(2);
  }

  @Test
  void coresAreBusyOfAll() {
    stored(Map.of("1", Map.of(NodeCpuKind.USER, 250.0, NodeCpuKind.IDLE, 750.0)));
    Series series = history(new Subject(Subject.Kind.NODE, "n1"), Set.of(Metric.LOAD_1M), RANGE);
    assertThat(series.heat()).hasDimensions(2, RANGE.points());
    assertThat(series.heat()[0][0]).isNaN();
    assertThat(series.heat()[1][0]).isEqualTo(0.25);
  }

  @Test
  void durationsOfAServiceAreSharesOfBands() {
    // 12 µs and 1.1 s, as buckets of microseconds.
    int[] buckets = {Histogram.bucket(12), Histogram.bucket(1_100_000)};
    server.storage.buckets = List.of(new BucketPoint(2, buckets, new long[] {30, 10}));
    Subject service = new Subject(Subject.Kind.SERVICE, "server:shop:cart");
    Series series = history(service, Set.of(Metric.REQUESTS, Metric.DURATION_P99), RANGE);
    assertThat(series.heat()).hasDimensions(DurationBands.COUNT, RANGE.points());
    assertThat(series.heat()[DurationBands.of(12e-6)][2]).isEqualTo(0.75);
    assertThat(series.heat()[DurationBands.of(1.1)][2]).isEqualTo(0.25);
    assertThat(series.heat()[DurationBands.of(0.3)][2]).isZero();
    assertThat(series.heat()[DurationBands.of(12e-6)][1]).isNaN();
    assertThat(server.storage.asked)
        .allSatisfy(
            query ->
                assertThat(query.where())
                    .isEqualTo(Map.of("role", "server", "namespace", "shop", "service", "cart")));
    server.storage.asked.clear();
    history(new Subject(Subject.Kind.SERVICE, "client::a:b"), Set.of(Metric.ERROR_SHARE), RANGE);
    assertThat(server.storage.asked.get(0).where())
        .containsEntry("role", "client")
        .containsEntry("service", "a:b");
  }

  @Test
  void aFailureIsTheDatabasesOwnWordsAndNeverThrown() {
    server.storage.failure = "Code: 241. Memory limit exceeded";
    Subject process = new Subject(Subject.Kind.PROCESS, "no such id");
    assertThat(history(process, Set.of(Metric.CPU_USER), RANGE).error())
        .isEqualTo("Code: 241. Memory limit exceeded");
    server.storage.reason = "connection refused";
    assertThat(history(process, Set.of(Metric.CPU_USER), RANGE).error())
        .isEqualTo("connection refused");
  }

  @Test
  void subjectsAreAskedForByTheLabelsTheyAreStoredUnder() {
    Map<String, Map<String, String>> expected =
        Map.of(
            "8a1f-uid", Map.of("pod_uid", "8a1f-uid"),
            "n~1~0123456789abcdef", Map.of("node", "n~1", "container_id", "0123456789abcdef"),
            "n1~ssh.service", Map.of("node", "n1", "container", "ssh.service"));
    expected.forEach((uid, where) -> assertThat(PodAddress.labels(uid, null)).isEqualTo(where));
    history(new Subject(Subject.Kind.PROCESS, "a~b~7~99"), Set.of(Metric.CPU_USER), RANGE);
    assertThat(server.storage.asked.get(0).where())
        .isEqualTo(Map.of("node", "a~b", "pid", "7", "start_ms", "99"));
  }
}
