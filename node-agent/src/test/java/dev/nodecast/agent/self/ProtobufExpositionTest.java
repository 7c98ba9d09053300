package dev.nodecast.agent.self;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnknownFieldSet;
import dev.nodecast.catalog.BucketCounts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What Prometheus would read, field by field of io/prometheus/client/metrics.proto. */
class ProtobufExpositionTest {
  private static List<UnknownFieldSet> families(byte[] bytes) throws IOException {
    List<UnknownFieldSet> families = new ArrayList<>();
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    while (!in.isAtEnd()) {
      families.add(UnknownFieldSet.parseFrom(in.readBytes()));
    }
    return families;
  }

  private static UnknownFieldSet message(UnknownFieldSet of, int field, int index)
      throws IOException {
    return UnknownFieldSet.parseFrom(of.getField(field).getLengthDelimitedList().get(index));
  }

  private static String text(UnknownFieldSet of, int field) {
    return of.getField(field).getLengthDelimitedList().get(0).toStringUtf8();
  }

  private static long number(UnknownFieldSet of, int field) {
    return of.getField(field).getVarintList().get(0);
  }

  private static double real(UnknownFieldSet of, int field) {
    return Double.longBitsToDouble(of.getField(field).getFixed64List().get(0));
  }

  @Test
  void familiesHaveTheirTypesLabelsAndValues() throws IOException {
    ProtobufExposition out = new ProtobufExposition();
    out.family("a_total", "counter", "Of a.").sample("a_total", 3, "x", "1", "none", "");
    out.family("b", "gauge", "Of b.").sample("b", 0.5).sample("b", 1.5, "x", "é\"");
    List<UnknownFieldSet> families = families(out.bytes());
    assertThat(families).hasSize(2);
    assertThat(text(families.get(0), 1)).isEqualTo("a_total");
    assertThat(text(families.get(0), 2)).isEqualTo("Of a.");
    assertThat(number(families.get(0), 3)).isZero();
    UnknownFieldSet counter = message(families.get(0), 4, 0);
    assertThat(counter.getField(1).getLengthDelimitedList()).as("no empty label").hasSize(1);
    assertThat(text(message(counter, 1, 0), 1)).isEqualTo("x");
    assertThat(real(message(counter, 3, 0), 1)).isEqualTo(3);
    assertThat(number(families.get(1), 3)).isEqualTo(1);
    UnknownFieldSet gauge = message(families.get(1), 4, 1);
    assertThat(text(message(gauge, 1, 0), 2)).isEqualTo("é\"");
    assertThat(real(message(gauge, 2, 0), 1)).isEqualTo(1.5);
  }

  @Test
  void aNativeHistogramHasEachValueWithinABucketOfWhereItIs() throws IOException {
    long[] micros = {0, 1, 2, 90, 100, 110, 5_000, 5_100, 5_100, 70_000_000};
    BucketCounts counts = new BucketCounts();
    for (long value : micros) {
      counts.add(value);
    }
    ProtobufExposition out = new ProtobufExposition();
    out.family("d_seconds", "histogram", "")
        .histogram(
            "d_seconds",
            counts,
            1e-6,
            List.of(0.01),
            bound -> bound == 0 ? new MetricFormat.Exemplar("t", "s", 0.002, 1_500) : null);
    UnknownFieldSet family = families(out.bytes()).get(0);
    assertThat(number(family, 3)).isEqualTo(4);
    UnknownFieldSet histogram = message(message(family, 4, 0), 7, 0);
    assertThat(number(histogram, 1)).isEqualTo(10);
    assertThat(real(histogram, 2)).isCloseTo(70.016, within(70.016 * 0.045));
    UnknownFieldSet classic = message(histogram, 3, 0);
    assertThat(number(classic, 1)).isEqualTo(9);
    assertThat(real(classic, 2)).isEqualTo(0.01);
    UnknownFieldSet exemplar = message(classic, 3, 0);
    assertThat(text(message(exemplar, 1, 0), 2)).isEqualTo("t");
    assertThat(text(message(exemplar, 1, 1), 2)).isEqualTo("s");
    assertThat(real(exemplar, 2)).isEqualTo(0.002);
    UnknownFieldSet time = message(exemplar, 3, 0);
    assertThat(number(time, 1)).isEqualTo(1);
    assertThat(number(time, 2)).isEqualTo(500_000_000);
    assertThat(CodedInputStream.decodeZigZag64(number(histogram, 5))).as("schema").isEqualTo(3);
    assertThat(real(histogram, 6)).isEqualTo(1e-6);
    assertThat(number(histogram, 7)).isEqualTo(1);
    Map<Integer, Long> buckets = positive(histogram);
    assertThat(buckets.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(9);
    int at = 0;
    List<Long> sorted = new ArrayList<>();
    buckets.forEach(
        (index, count) ->
            sorted.addAll(java.util.Collections.nCopies(count.intValue(), (long) index)));
    for (long index : sorted) {
      double seconds = micros[++at] * 1e-6;
      double upper = Math.pow(2, index / 8.0);
      assertThat(seconds).as(upper + "").isBetween(upper / 1.15, upper * 1.06);
    }
  }

  /** Counts by index, as spans and deltas say. */
  private static Map<Integer, Long> positive(UnknownFieldSet histogram) throws IOException {
    Map<Integer, Long> buckets = new TreeMap<>();
    CodedInputStream deltas =
        histogram.getField(13).getLengthDelimitedList().get(0).newCodedInput();
    int index = 0;
    long count = 0;
    for (int i = 0; i < histogram.getField(12).getLengthDelimitedList().size(); i++) {
      UnknownFieldSet span = message(histogram, 12, i);
      index += CodedInputStream.decodeZigZag32((int) number(span, 1));
      for (long length = number(span, 2); length > 0; length--) {
        count += deltas.readSInt64();
        buckets.put(index++, count);
      }
    }
    assertThat(deltas.isAtEnd()).isTrue();
    return buckets;
  }

  @Test
  void aScraperGetsTheFormatThatItAccepts() throws Exception {
    ScrapePage page =
        new ScrapePage(out -> out.family("a_total", "counter", "Of a.").sample("a_total", 3));
    try (TelemetryServer server =
        new TelemetryServer(
            "K", new InetSocketAddress("127.0.0.1", 0), Map.of("/metrics", page::answer))) {
      // As Prometheus 3 asks with native histograms on.
      String wanted =
          "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
              + "encoding=delimited;q=0.6,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";
      HttpResponse<byte[]> protobuf = get(server, page, wanted);
      assertThat(protobuf.headers().firstValue("Content-Type")).hasValue(ProtobufExposition.TYPE);
      assertThat(text(families(protobuf.body()).get(0), 1)).isEqualTo("a_total");
      HttpResponse<byte[]> text = get(server, page, "text/plain;version=0.0.4");
      assertThat(text.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
      assertThat(new String(text.body(), java.nio.charset.StandardCharsets.UTF_8))
          .endsWith("a_total 3\n");
    }
  }

  private static HttpResponse<byte[]> get(TelemetryServer server, ScrapePage page, String accept)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/metrics"))
            .header("Accept", accept)
            .build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!answer.isDone() && System.nanoTime() < deadline) {
      page.ticked();
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
    return answer.get(1, TimeUnit.SECONDS);
  }
}
