package dev.nodecast.web.page;

import dev.nodecast.web.format.Figure;
import dev.nodecast.web.format.Rate;
import dev.nodecast.web.read.CallEnd;
import dev.nodecast.web.read.MapBox;
import dev.nodecast.web.read.MapLine;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Signals;

/** What the map says in words; plain text, to be escaped. */
final class MapText {
  private MapText() {}

  /**
   * "1,990 /s · 4.1 % · 2.4 s": rate, errors and p99.
   *
   * @param narrow only the rate, and errors where something is wrong
   */
  static String figures(MapBox of, boolean narrow) {
    Signals signals = of.signals();
    Severity severity = of.health().severity();
    boolean wrong = severity == Severity.WARNING || severity == Severity.CRITICAL;
    return rate(signals)
        + (narrow && !wrong ? "" : " · " + errors(signals))
        + (narrow ? "" : " · " + seconds(signals.p99Seconds()));
  }

  static String rate(Signals of) {
    return Rate.of(of.requestsPerSecond()).text();
  }

  private static String errors(Signals of) {
    return Figure.of(of.errorShare(), Quantity.SHARE).text();
  }

  static String percentiles(Signals of) {
    return seconds(of.p50Seconds())
        + " · "
        + seconds(of.p95Seconds())
        + " · "
        + seconds(of.p99Seconds());
  }

  static String seconds(double seconds) {
    return Figure.of(seconds, Quantity.SECONDS).text();
  }

  private static String sentence(Signals of) {
    return rate(of)
        + ", errors "
        + errors(of)
        + ", p50 "
        + seconds(of.p50Seconds())
        + ", p95 "
        + seconds(of.p95Seconds())
        + ", p99 "
        + seconds(of.p99Seconds());
  }

  /** The namespace; of what is in none, what it is if that is no service. */
  static String where(CallEnd end) {
    return !end.namespace().isEmpty() || end.kind() == CallEnd.Kind.WORKLOAD
        ? end.namespace()
        : end.kind().word();
  }

  static String title(MapBox box) {
    CallEnd end = box.end();
    return end.name()
        + (end.namespace().isEmpty() ? "" : " in " + end.namespace())
        + (end.kind() == CallEnd.Kind.WORKLOAD ? "" : ", " + end.kind().word())
        + (box.answers() ? "; called by " : "; only asks; called by ")
        + box.callers()
        + ", calls "
        + box.callees();
  }

  static String title(MapBox from, MapBox to, MapLine line) {
    return from.end().name()
        + " to "
        + (from.equals(to) ? "itself" : to.end().name())
        + ", "
        + String.join(", ", line.protocols())
        + ": "
        + sentence(line.signals());
  }

  /** What a line that is not well says beside it. */
  static String label(MapLine line, boolean roomy) {
    return (roomy ? rate(line.signals()) + " · " : "") + errors(line.signals());
  }

  /** The beginning of what is too long for its box. */
  static String cut(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }
}
