package dev.nodecast.agent.self;

import com.google.protobuf.CodedOutputStream;
import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.Histogram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Metric families as Prometheus reads them in protobuf, each with its length in front
 * (io/prometheus/client/metrics.proto of prometheus/client_model): the only format that has native
 * histograms. Histograms have both kinds of buckets; Prometheus takes those it is told to. Fields
 * are written by hand, as the whole format is twenty of them.
 */
public final class ProtobufExposition implements MetricFormat {
  /** What a scraper accepts that wants this, and what it is then answered with. */
  public static final String TYPE =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

  private static final int COUNTER = 0;
  private static final int GAUGE = 1;
  private static final int HISTOGRAM = 4;

  /** Writes fields. */
  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(16 * 1024);
  private final ByteArrayOutputStream family = new ByteArrayOutputStream();
  private int type;

  @Override
  public MetricFormat family(String name, String typeName, String help) {
    end();
    type = typeName.equals("counter") ? COUNTER : typeName.equals("gauge") ? GAUGE : HISTOGRAM;
    append(
        family,
        fields -> {
          fields.writeString(1, name);
          fields.writeString(2, help);
          fields.writeEnum(3, type);
        });
    return this;
  }

  @Override
  public MetricFormat sample(String name, double value, String... labels) {
    // Gauge and Counter are alike: field 1 is the value.
    metric(type == COUNTER ? 3 : 2, message(fields -> fields.writeDouble(1, value)), labels);
    return this;
  }

  @Override
  public MetricFormat histogram(
      String name,
      BucketCounts counts,
      double scale,
      List<Double> bounds,
      Exemplars exemplars,
      String... labels) {
    metric(7, message(fields -> histogram(fields, counts, scale, bounds, exemplars)), labels);
    return this;
  }

  /**
   * Bucket i of ours, (base^i, base^(i+1)], is bucket i + 1 of a native histogram, and with another
   * unit so many buckets away; rounded to whole ones, which shifts values by 4 % (of microseconds
   * to seconds).
   */
  private static void histogram(
      CodedOutputStream out,
      BucketCounts counts,
      double scale,
      List<Double> bounds,
      Exemplars exemplars)
      throws IOException {
    long below = 0;
    int at = 0;
    double sum = 0;
    long zero = 0;
    for (int i = 0; i < counts.size(); i++) {
      sum += counts.count(i) * Histogram.middle(counts.bucket(i)) * scale;
      zero += counts.bucket(i) == Histogram.ZERO_BUCKET ? counts.count(i) : 0;
    }
    out.writeUInt64(1, counts.total());
    out.writeDouble(2, sum);
    for (int i = 0; i < bounds.size(); i++) {
      double bound = bounds.get(i);
      Exemplar exemplar = exemplars.of(i);
      while (at < counts.size() && Histogram.middle(counts.bucket(at)) * scale <= bound) {
        below += counts.count(at++);
      }
      long cumulative = below;
      nested(
          out,
          3,
          bucket -> {
            bucket.writeUInt64(1, cumulative);
            bucket.writeDouble(2, bound);
            if (exemplar != null) {
              nested(bucket, 3, fields -> exemplar(fields, exemplar));
            }
          });
    }
    out.writeSInt32(5, Histogram.SCALE);
    out.writeDouble(6, scale); // values below 1 of our unit
    out.writeUInt64(7, zero);
    int shift = 1 + (int) Math.round(Math.log(scale) / Math.log(2) * (1 << Histogram.SCALE));
    spans(out, counts, shift);
    deltas(out, counts);
  }

  private static void exemplar(CodedOutputStream out, Exemplar of) throws IOException {
    pair(out, "trace_id", of.traceId());
    pair(out, "span_id", of.spanId());
    out.writeDouble(2, of.value());
    nested(
        out,
        3, // google.protobuf.Timestamp
        time -> {
          time.writeInt64(1, of.timeMs() / 1000);
          time.writeInt32(2, (int) (of.timeMs() % 1000) * 1_000_000);
        });
  }

  private static void pair(CodedOutputStream out, String name, String value) throws IOException {
    nested(
        out,
        1,
        pair -> {
          pair.writeString(1, name);
          pair.writeString(2, value);
        });
  }

  /** Runs of buckets that follow each other, each by its distance from the one before. */
  private static void spans(CodedOutputStream out, BucketCounts counts, int shift)
      throws IOException {
    int next = 0; // the bucket behind the last run
    int at = counts.size() > 0 && counts.bucket(0) == Histogram.ZERO_BUCKET ? 1 : 0;
    while (at < counts.size()) {
      int first = at;
      while (at + 1 < counts.size() && counts.bucket(at + 1) == counts.bucket(at) + 1) {
        at++;
      }
      int offset = counts.bucket(first) + shift - next;
      int length = at - first + 1;
      nested(
          out,
          12,
          span -> {
            span.writeSInt32(1, offset);
            span.writeUInt32(2, length);
          });
      next = counts.bucket(at) + shift + 1;
      at++;
    }
  }

  private static void deltas(CodedOutputStream out, BucketCounts counts) throws IOException {
    nested(
        out,
        13, // packed
        packed -> {
          long before = 0;
          for (int i = 0; i < counts.size(); i++) {
            if (counts.bucket(i) != Histogram.ZERO_BUCKET) {
              packed.writeSInt64NoTag(counts.count(i) - before);
              before = counts.count(i);
            }
          }
        });
  }

  private void metric(int field, byte[] value, String... labels) {
    append(
        family,
        fields ->
            nested(
                fields,
                4,
                metric -> {
                  for (int i = 0; i < labels.length; i += 2) {
                    if (!labels[i + 1].isEmpty()) {
                      pair(metric, labels[i], labels[i + 1]);
                    }
                  }
                  metric.writeByteArray(field, value);
                }));
  }

  private void end() {
    if (family.size() > 0) {
      byte[] bytes = family.toByteArray();
      append(out, fields -> fields.writeByteArrayNoTag(bytes));
      family.reset();
    }
  }

  /** Everything. */
  public byte[] bytes() {
    end();
    return out.toByteArray();
  }

  private static void nested(CodedOutputStream out, int field, Fields fields) throws IOException {
    out.writeByteArray(field, message(fields));
  }

  private static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    append(bytes, fields);
    return bytes.toByteArray();
  }

  private static void append(ByteArrayOutputStream to, Fields fields) {
    try {
      CodedOutputStream coded = CodedOutputStream.newInstance(to, 128);
      fields.write(coded);
      coded.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of an array's stream: never
    }
  }
}
