package dev.nodecast.bench.sim;

import dev.nodecast.agent.delta.Earlier;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.delta.TickEncoder;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.EdgeKind;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.ServiceKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A node whose agent tells of calls, through the agent's own delta tables and encoder. */
final class CallNode {
  /** Durations told of one call in one tick; percentiles need no more. */
  private static final int MOST_DURATIONS = 20;

  /** What is counted of one row, whichever kind it is of. */
  private record Columns(
      Kind kind,
      Column requests,
      Column errors,
      Column duration,
      Column requestBytes,
      Column responseBytes) {}

  private static final Columns EDGE =
      new Columns(
          EdgeKind.KIND,
          EdgeKind.REQUESTS,
          EdgeKind.ERRORS,
          EdgeKind.DURATION,
          EdgeKind.REQUEST_BYTES,
          EdgeKind.RESPONSE_BYTES);
  private static final Columns SERVICE =
      new Columns(
          ServiceKind.KIND,
          ServiceKind.REQUESTS,
          ServiceKind.ERRORS,
          ServiceKind.DURATION,
          ServiceKind.REQUEST_BYTES,
          ServiceKind.RESPONSE_BYTES);

  private record Row(
      Columns of, Entity entity, double perSecond, double errorShare, long[] totals) {}

  private final Random random;
  private final Samples samples =
      new Samples(Catalog.KINDS, Integer.MAX_VALUE >> 4, Earlier.none());
  private final TickEncoder encoder = new TickEncoder();
  private final List<Row> rows = new ArrayList<>();
  private long tick;

  CallNode(long seed) {
    random = new Random(seed);
  }

  /** Calls of one client to one server from now on. */
  void call(String[] labels, double perSecond, double errorShare) {
    add(EDGE, labels, perSecond, errorShare);
  }

  /** Requests that one container answers from now on. */
  void serve(String[] labels, double perSecond, double errorShare) {
    add(SERVICE, labels, perSecond, errorShare);
  }

  private void add(Columns of, String[] labels, double perSecond, double errorShare) {
    rows.add(new Row(of, samples.define(of.kind(), labels), perSecond, errorShare, new long[4]));
  }

  /** The next tick of one second, uncompressed; a new array. */
  byte[] tick(long timeMs, boolean keyframe) {
    for (Row row : rows) {
      double spread = row.perSecond() * (1 + 0.1 * random.nextGaussian());
      long requests = Math.max(0, Math.round(spread));
      long[] totals = row.totals();
      totals[0] += requests;
      totals[1] += Math.round(requests * row.errorShare());
      totals[2] += requests * 400;
      totals[3] += requests * 2_000;
      samples.set(row.entity(), row.of().requests(), totals[0]);
      samples.set(row.entity(), row.of().errors(), totals[1]);
      samples.set(row.entity(), row.of().requestBytes(), totals[2]);
      samples.set(row.entity(), row.of().responseBytes(), totals[3]);
      for (long i = Math.min(requests, MOST_DURATIONS); i > 0; i--) {
        long micros = Math.round(2_000 * Math.exp(random.nextGaussian()));
        samples.observe(row.entity(), row.of().duration(), micros);
      }
    }
    tick++;
    samples.collected(EdgeKind.KIND.groups().get(0), tick * 1_000_000_000L);
    samples.collected(ServiceKind.KIND.groups().get(0), tick * 1_000_000_000L);
    var encoded = encoder.encode(samples, timeMs, keyframe);
    return Arrays.copyOf(encoded.array(), encoded.size());
  }
}
