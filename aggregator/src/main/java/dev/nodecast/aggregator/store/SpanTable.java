package dev.nodecast.aggregator.store;

import dev.nodecast.aggregator.store.Field.Role;
import dev.nodecast.catalog.SpanKind;
import java.util.ArrayList;
import java.util.List;

/** The table of spans: its columns, and which of them a {@code Span} fills. */
final class SpanTable {
  private static final String TIME = "DateTime64(6, 'UTC')";

  /** What a span says of itself; the position is the field's index. */
  enum Part {
    TS,
    DURATION,
    ERROR,
    PEER_ADDRESS,
    PEER_PORT,
    TRACE_ID,
    SPAN_ID,
    PARENT_SPAN_ID
  }

  /**
   * Spans of one service lie together within an hour, since they are asked for by service. A span
   * is told after it ended, so partitions follow the window that brought it.
   */
  static final Table TABLE =
      new Table(
          SpanKind.KIND,
          Resolution.RAW,
          fields(),
          List.of(),
          Layout.daily(
              "reported",
              "(toStartOfHour(reported), namespace, workload, service, role, ts)",
              "node",
              "One row per span."));

  private SpanTable() {}

  private static List<Field> fields() {
    String text = SqlTypes.PLAIN_CODEC;
    String number = SqlTypes.COUNT_CODEC;
    List<Field> out = new ArrayList<>();
    String begins = "First bytes of the request.";
    out.add(span(Part.TS, "ts", TIME, SqlTypes.TIME_CODEC, begins));
    String lasts = "Until the last bytes of the answer. [us]";
    out.add(span(Part.DURATION, "duration_us", "UInt64", number, lasts));
    out.add(Field.of("node", SqlTypes.NAME, text, "Name of the machine.", Role.NODE, ""));
    for (int i = 0; i < SpanKind.KIND.labels().size(); i++) {
      String label = SpanKind.KIND.labels().get(i);
      out.add(new Field(label, SqlTypes.NAME, text, "Label.", Role.LABEL, i, ""));
    }
    String failed = "1: it failed by the protocol's own word.";
    out.add(span(Part.ERROR, "error", "UInt8", text, failed));
    String peer = "The other end of the connection; empty: not known.";
    out.add(span(Part.PEER_ADDRESS, "peer_address", SqlTypes.NAME, text, peer));
    out.add(span(Part.PEER_PORT, "peer_port", "UInt16", text, "Likewise; 0."));
    String trace = "As in W3C's traceparent, or random: 32 hexadecimal digits.";
    out.add(span(Part.TRACE_ID, "trace_id", "String", text, trace));
    String own = "Its own: 16 hexadecimal digits.";
    out.add(span(Part.SPAN_ID, "span_id", "String", text, own));
    String parent = "As in W3C's traceparent; empty: none was told.";
    out.add(span(Part.PARENT_SPAN_ID, "parent_span_id", "String", text, parent));
    String reported = "Beginning of the window that brought it.";
    out.add(Field.of("reported", SqlTypes.TIME, SqlTypes.TIME_CODEC, reported, Role.TS, ""));
    String boot = "Identity of the agent's sequence of frames.";
    out.add(Field.of("boot", SqlTypes.NAME, text, boot, Role.BOOT, ""));
    String seq = "Last frame of the window.";
    out.add(Field.of("seq", "UInt64", SqlTypes.TIME_CODEC, seq, Role.SEQ, ""));
    return out;
  }

  private static Field span(Part part, String name, String type, String codec, String help) {
    return new Field(name, type, codec, help, Role.SPAN, part.ordinal(), "");
  }
}
