package dev.nodecast.bench.otlp;

import dev.nodecast.wire.TickHandler;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Sizes of export requests, one for each agent and tick. */
public final class OtlpSize {
  private long messages;
  private long points;
  private long samples;
  private long plain;
  private long compressed;

  /** What takes the ticks of one agent; those outside of the time build its state only. */
  public TickHandler of(String node, long fromMs, long toMs) {
    return new TickState(
        (timeMs, tick) -> {
          if (timeMs >= fromMs && timeMs < toMs) {
            OtlpRequest request = new OtlpRequest(node, timeMs);
            tick.collected(request);
            add(request.build(), request.points(), request.samples());
          }
        });
  }

  private void add(ExportMetricsServiceRequest request, long measured, long cells) {
    byte[] bytes = request.toByteArray();
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    messages++;
    points += measured;
    samples += cells;
    plain += bytes.length;
    compressed += out.size();
  }

  public void add(OtlpSize other) {
    messages += other.messages;
    points += other.points;
    samples += other.samples;
    plain += other.plain;
    compressed += other.compressed;
  }

  public long messages() {
    return messages;
  }

  /** Cells of collected groups, as agents count them. */
  public long samples() {
    return samples;
  }

  /** Data points, each of which is one sample that has a value. */
  public long points() {
    return points;
  }

  public long plain() {
    return plain;
  }

  public long compressed() {
    return compressed;
  }
}
