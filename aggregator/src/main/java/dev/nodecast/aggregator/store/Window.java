package dev.nodecast.aggregator.store;

import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.Span;
import java.util.List;

/**
 * Everything one node sent in one wall-clock-aligned window. Frames are counted in exactly one
 * window, so sums over rows are sums over frames, also when a window was cut short (agent silent)
 * and continued in a second row of the same time.
 *
 * @param node its name
 * @param boot identity of the sequence of frames
 * @param startMs beginning, Unix milliseconds
 * @param lengthMs intended length
 * @param ticks frames in it
 * @param lastSeq sequence number of its last frame; stored in every row, and so what a restart
 *     resumes from
 * @param kinds rows by kind; kinds without rows are left out, {@code node} is always there
 * @param events what happened
 * @param spans sampled exchanges
 * @param bytes what it takes in memory, about
 */
public record Window(
    String node,
    String boot,
    long startMs,
    int lengthMs,
    int ticks,
    long lastSeq,
    List<KindRows> kinds,
    List<Event> events,
    List<Span> spans,
    long bytes) {
  public Window {
    events = List.copyOf(events);
    spans = List.copyOf(spans);
  }

  /** Of a time in which nothing happened. */
  public Window(
      String node,
      String boot,
      long startMs,
      int lengthMs,
      int ticks,
      long lastSeq,
      List<KindRows> kinds,
      long bytes) {
    this(node, boot, startMs, lengthMs, ticks, lastSeq, kinds, List.of(), List.of(), bytes);
  }
}
