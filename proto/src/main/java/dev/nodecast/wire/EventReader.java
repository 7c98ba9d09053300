package dev.nodecast.wire;

import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventSeverity;
import dev.nodecast.catalog.EventType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one event of a tick, checking every bound of tick.proto. Reused; not thread-safe. */
final class EventReader {
  /** More than any agent sends: a newer one may send more than this build's. */
  static final int MAX_PER_TICK = 1_000;

  /** A character that is counted by {@code String.length} has at most so many bytes of UTF-8. */
  private static final int BYTES = 3;

  private final WireCursor field = new WireCursor();
  private final WireCursor attribute = new WireCursor();

  Event read(WireCursor event) throws MalformedTickException {
    long timeMs = 0;
    String type = "";
    int severity = 0;
    List<String> labels = new ArrayList<>(Event.LABELS.size());
    String message = "";
    Map<String, String> attributes = Map.of();
    while (event.more()) {
      int tag = event.bounded("tag", Integer.MAX_VALUE);
      switch (tag) {
        case 1 << 3 -> timeMs = event.varint("event time_ms");
        case (2 << 3) | 2 -> type = text(event, "event type", 64);
        case 3 << 3 -> severity = event.bounded("event severity", Integer.MAX_VALUE);
        case (4 << 3) | 2 -> {
          if (labels.size() == Event.LABELS.size()) {
            throw new MalformedTickException(
                "event: too many labels (expected: " + labels.size() + ", or none)");
          }
          labels.add(text(event, "event label", Event.MAX_LABEL * BYTES));
        }
        case (5 << 3) | 2 -> message = text(event, "event message", Event.MAX_MESSAGE * BYTES);
        case (6 << 3) | 2 -> {
          attributes = attributes.isEmpty() ? new LinkedHashMap<>() : attributes;
          event.enter(attribute, "event attribute");
          attribute(attributes);
        }
        default -> event.skip(tag);
      }
    }
    if (timeMs <= 0 || timeMs > TickReader.MAX_TIME_MS) {
      throw new MalformedTickException(
          "event time_ms: " + timeMs + " (expected: 1 to " + TickReader.MAX_TIME_MS + ")");
    }
    if (!EventType.valid(type)) {
      throw new MalformedTickException(
          "event type: " + type.length() + " characters (expected: [a-z][a-z0-9_]{0,63})");
    }
    if (!labels.isEmpty() && labels.size() != Event.LABELS.size()) {
      throw new MalformedTickException(
          "event: " + labels.size() + " labels (expected: " + Event.LABELS.size() + ", or none)");
    }
    return new Event(timeMs, EventType.of(type, severity(severity)), labels, message, attributes);
  }

  /** A severity that a newer agent made up is worse than the worst that is known. */
  private static EventSeverity severity(int number) {
    EventSeverity[] known = EventSeverity.values();
    return known[Math.min(number, known.length - 1)];
  }

  private void attribute(Map<String, String> attributes) throws MalformedTickException {
    String name = "";
    String value = "";
    while (attribute.more()) {
      int tag = attribute.bounded("tag", Integer.MAX_VALUE);
      switch (tag) {
        case (1 << 3) | 2 -> name = text(attribute, "attribute name", Event.MAX_NAME * BYTES);
        case (2 << 3) | 2 -> value = text(attribute, "attribute text", Event.MAX_VALUE * BYTES);
        default -> attribute.skip(tag);
      }
    }
    if (attributes.size() == Event.MAX_ATTRIBUTES && !attributes.containsKey(name)) {
      throw new MalformedTickException(
          "event: too many attributes (expected: at most " + Event.MAX_ATTRIBUTES + ")");
    }
    attributes.put(name, value);
  }

  private String text(WireCursor from, String what, int maxBytes) throws MalformedTickException {
    from.enter(field, what);
    int length = field.limit() - field.position();
    if (length > maxBytes) {
      throw new MalformedTickException(
          what + ": " + length + " bytes (expected: at most " + maxBytes + ")");
    }
    return new String(field.array(), field.position(), length, StandardCharsets.UTF_8);
  }
}
