package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Event;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Writes what events say of themselves, column by column. Not for several threads. */
final class EventColumns {
  /** All events come from agents, and agents have them from the kernel. */
  private static final String SOURCE = "kernel";

  private final BlockBuffer out;
  private final DictionaryColumn dictionary;

  EventColumns(BlockBuffer out, DictionaryColumn dictionary) {
    this.out = out;
    this.dictionary = dictionary;
  }

  void write(EventTable.Part part, List<Event> events) {
    switch (part) {
      case TS -> events.forEach(event -> out.u64(event.timeMs()));
      case SOURCE -> names(events, event -> SOURCE);
      case TYPE -> names(events, event -> event.type().name());
      case SEVERITY ->
          names(events, event -> event.type().severity().name().toLowerCase(Locale.ROOT));
      case MESSAGE -> events.forEach(event -> out.string(event.message()));
      case ATTRIBUTES -> attributes(events);
    }
  }

  private void names(List<Event> events, Function<Event, String> name) {
    dictionary.clear();
    events.forEach(event -> dictionary.add(name.apply(event)));
    dictionary.write(out);
  }

  /** As an array of pairs: where each row's pairs end, then all names, then all values. */
  private void attributes(List<Event> events) {
    dictionary.clear();
    dictionary.writeVersion(out);
    long end = 0;
    for (Event event : events) {
      end += event.attributes().size();
      out.u64(end);
    }
    if (end == 0) {
      return; // columns of no values have no bytes, not even a dictionary
    }
    for (Event event : events) {
      event.attributes().keySet().forEach(dictionary::add);
    }
    dictionary.writeRows(out);
    for (Event event : events) {
      for (Map.Entry<String, String> attribute : event.attributes().entrySet()) {
        out.string(attribute.getValue());
      }
    }
  }
}
