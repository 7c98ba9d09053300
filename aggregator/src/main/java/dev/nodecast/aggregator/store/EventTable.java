package dev.nodecast.aggregator.store;

import dev.nodecast.aggregator.store.Field.Role;
import dev.nodecast.catalog.EventKind;
import java.util.ArrayList;
import java.util.List;

/** The table of events: its columns, and which of them an {@code Event} fills. */
final class EventTable {
  static final String TIME = "DateTime64(3, 'UTC')";
  static final String ATTRIBUTES = "Map(LowCardinality(String), String)";

  /** What an event says of itself; the position is the field's index. */
  enum Part {
    TS,
    SOURCE,
    TYPE,
    SEVERITY,
    MESSAGE,
    ATTRIBUTES
  }

  /**
   * Events lie as they happened, the newest are asked for. An event is told after it happened, so
   * partitions follow the window that brought it.
   */
  static final Table TABLE =
      new Table(
          EventKind.KIND,
          Resolution.RAW,
          fields(),
          List.of(),
          Layout.daily("reported", "(ts, node)", "node", "One row per event."));

  private EventTable() {}

  private static List<Field> fields() {
    String text = SqlTypes.PLAIN_CODEC;
    List<Field> out = new ArrayList<>();
    out.add(event(Part.TS, "ts", TIME, SqlTypes.TIME_CODEC, "When it happened."));
    out.add(Field.of("node", SqlTypes.NAME, text, "Name of the machine.", Role.NODE, ""));
    out.add(event(Part.SOURCE, "source", SqlTypes.NAME, text, "Who tells of it."));
    out.add(event(Part.TYPE, "type", SqlTypes.NAME, text, "What kind of thing happened."));
    out.add(event(Part.SEVERITY, "severity", SqlTypes.NAME, text, "info, warning or critical."));
    for (int i = 0; i < EventKind.KIND.labels().size(); i++) {
      String label = EventKind.KIND.labels().get(i);
      out.add(new Field(label, SqlTypes.NAME, text, "Label.", Role.LABEL, i, ""));
    }
    out.add(event(Part.MESSAGE, "message", "String", text, "One sentence."));
    out.add(event(Part.ATTRIBUTES, "attributes", ATTRIBUTES, text, "Further facts by name."));
    String reported = "Beginning of the window that brought it.";
    out.add(Field.of("reported", SqlTypes.TIME, SqlTypes.TIME_CODEC, reported, Role.TS, ""));
    String boot = "Identity of the agent's sequence of frames.";
    out.add(Field.of("boot", SqlTypes.NAME, text, boot, Role.BOOT, ""));
    String seq = "Last frame of the window.";
    out.add(Field.of("seq", "UInt64", SqlTypes.TIME_CODEC, seq, Role.SEQ, ""));
    return out;
  }

  private static Field event(Part part, String name, String type, String codec, String help) {
    return new Field(name, type, codec, help, Role.EVENT, part.ordinal(), "");
  }
}
