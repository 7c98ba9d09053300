package dev.nodecast.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventSeverity;
import dev.nodecast.catalog.EventType;
import dev.nodecast.v1.Schema;
import dev.nodecast.v1.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What an event may be, and what is refused. */
class EventReaderTest {
  private static final String HOSTILE = "<b>'; DROP TABLE event --\u0000\n\uD83D\uDE00";

  private static List<Event> read(byte[] tick) throws MalformedTickException {
    List<Event> events = new ArrayList<>();
    EventLog log =
        new EventLog() {
          @Override
          public void event(Event event) {
            events.add(event);
          }
        };
    Schema schema = Schema.getDefaultInstance();
    new TickReader(WireSchema.shape(schema), 10).read(tick, 0, tick.length, log);
    return events;
  }

  private static dev.nodecast.v1.Event.Builder valid() {
    return dev.nodecast.v1.Event.newBuilder().setTimeMs(1_790_000_000_123L).setType("oom_kill");
  }

  private static byte[] tick(dev.nodecast.v1.Event.Builder... events) {
    Tick.Builder tick = Tick.newBuilder().setTimeMs(1_790_000_001_000L);
    for (dev.nodecast.v1.Event.Builder event : events) {
      tick.addEvents(event);
    }
    return tick.build().toByteArray();
  }

  private static void refused(dev.nodecast.v1.Event.Builder event, String words) {
    assertThatThrownBy(() -> read(tick(event)))
        .isInstanceOf(MalformedTickException.class)
        .hasMessageContaining(words);
  }

  @Test
  void comesOutAsItWentIn() throws MalformedTickException {
    Event event =
        new Event(
            1_790_000_000_123L,
            EventType.OOM_KILL,
            List.of("shop", "cart", "cart-0", HOSTILE, "uid", "id"),
            HOSTILE,
            Map.of(HOSTILE, HOSTILE));
    TickWriter writer = new TickWriter();
    writer.begin(1_790_000_001_000L, true);
    writer.event(event);
    byte[] tick = java.util.Arrays.copyOf(writer.end().array(), writer.end().size());
    assertThat(read(tick)).containsExactly(event);
  }

  @Test
  void theLargestEventComesThrough() throws MalformedTickException {
    Map<String, String> attributes = new TreeMap<>();
    for (int i = 0; i < 2 * Event.MAX_ATTRIBUTES; i++) {
      attributes.put(("日".repeat(200) + i).substring(i), "本".repeat(1000));
    }
    Event event =
        new Event(
            1,
            EventType.PROCESS_EXIT,
            java.util.Collections.nCopies(6, "語".repeat(1000)),
            "€".repeat(5000),
            attributes);
    assertThat(event.message()).hasSize(Event.MAX_MESSAGE);
    assertThat(event.labels()).allMatch(label -> label.length() == Event.MAX_LABEL);
    TickWriter writer = new TickWriter();
    writer.begin(1, true);
    writer.event(event);
    byte[] tick = java.util.Arrays.copyOf(writer.end().array(), writer.end().size());
    assertThat(read(tick)).containsExactly(event);
  }

  @Test
  void nothingOfAnEventMayBeWithoutBound() {
    refused(valid().setTimeMs(0), "event time_ms: 0 (expected: 1 to");
    refused(valid().setTimeMs(Long.MAX_VALUE), "event time_ms");
    refused(valid().setType(""), "event type: 0 characters");
    refused(valid().setType("Oom"), "event type: 3 characters (expected: [a-z][a-z0-9_]{0,63})");
    refused(valid().setType("a".repeat(65)), "event type: 65 bytes (expected: at most 64)");
    refused(valid().addLabels("one"), "event: 1 labels (expected: 6, or none)");
    refused(valid().addAllLabels(List.of("", "", "", "", "", "", "")), "event: too many labels");
    refused(valid().addLabels("a".repeat(769)), "event label: 769 bytes (expected: at most 768)");
    refused(valid().setMessage("a".repeat(3073)), "event message: 3073 bytes");
    dev.nodecast.v1.Event.Builder many = valid();
    for (int i = 0; i < 17; i++) {
      many.addAttributesBuilder().setName("a" + i);
    }
    refused(many, "event: too many attributes (expected: at most 16)");
    dev.nodecast.v1.Event.Builder[] events = new dev.nodecast.v1.Event.Builder[1001];
    java.util.Arrays.fill(events, valid());
    assertThatThrownBy(() -> read(tick(events)))
        .isInstanceOf(MalformedTickException.class)
        .hasMessageContaining("events: more than 1000");
  }

  @Test
  void whatANewerAgentAddsIsKeptOrSkipped() throws MalformedTickException {
    List<Event> events = read(tick(valid().setType("gpu_reset").setSeverityValue(7)));
    assertThat(events.get(0).type())
        .isEqualTo(new EventType("gpu_reset", EventSeverity.CRITICAL, ""));
  }

  @Test
  void aCutNeverSplitsACharacter() {
    String text = "a".repeat(Event.MAX_MESSAGE - 1) + "\uD83D\uDE00";
    Event event = new Event(1, EventType.OOM_KILL, List.of(), text, Map.of());
    assertThat(event.message()).isEqualTo("a".repeat(Event.MAX_MESSAGE - 1));
  }
}
