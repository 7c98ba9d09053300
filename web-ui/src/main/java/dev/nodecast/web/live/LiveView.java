package dev.nodecast.web.live;

import dev.nodecast.web.live.ViewCache.Answer;
import dev.nodecast.web.live.ViewCache.ShownTick;
import dev.nodecast.web.read.Order;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One view, for all its viewers: HTML of the newest tick, hashes of the last few, and the answers
 * already made for pollers that show one of these.
 */
final class LiveView {
  /** 16 s of ticks: a poller that was away for longer gets all regions. */
  private static final int KEPT_TICKS = 8;

  /** After as many missed evaluations nobody looks at the old order: the new one begins at once. */
  private static final int FORGET = 3;

  private final long orderMillis;
  private final LinkedHashMap<Long, Shown> shown = new LinkedHashMap<>();
  private final Map<Long, String> answers = new LinkedHashMap<>();
  private View view;
  private long tick;
  private long orderedAt;
  private Hold hold = Hold.NONE;
  // Written under the lock, read by the cache without it: an old number only delays an eviction.
  private volatile long bytes;

  LiveView(long orderMillis) {
    this.orderMillis = orderMillis;
  }

  synchronized Answer whole(long newest, long now, Function<Hold, View> render) {
    View current = at(newest, now, render);
    return new Answer(tick, current, "", true, false);
  }

  private View at(long newest, long now, Function<Hold, View> render) {
    // A slower request may come with an older tick: the newer view is the better answer.
    if (view != null && newest <= tick) {
      return view;
    }
    long age = now - orderedAt;
    if (age < 0 || age >= orderMillis * FORGET) { // also when the clock was set back
      hold = Hold.NONE;
    }
    boolean order = hold.byTable().isEmpty() || age >= orderMillis;
    View next = render.apply(order ? hold.due() : hold);
    if (order) {
      orderedAt = now;
    }
    hold = held(next);
    view = next;
    tick = newest;
    answers.clear();
    shown.put(newest, Shown.of(next));
    while (shown.size() > KEPT_TICKS) {
      shown.remove(shown.keySet().iterator().next());
    }
    bytes = size();
    return next;
  }

  synchronized Answer changes(
      long newest, long now, ShownTick poller, Function<Hold, View> render) {
    View current = at(newest, now, render);
    boolean whole = poller.structure() != 0 && poller.structure() != current.structure();
    if (whole) {
      return new Answer(tick, current, "", true, false);
    }
    if (poller.tick() == tick) {
      return new Answer(tick, current, "", false, true);
    }
    Shown before = shown.get(poller.tick());
    String html =
        answers.computeIfAbsent(
            before == null ? -1L : poller.tick(),
            ignored -> Changes.html(current, before, (tick & 1) == 0 ? "f0" : "f1"));
    return new Answer(tick, current, html, false, false);
  }

  long bytes() {
    return bytes;
  }

  private static Hold held(View view) {
    Map<String, Order> rows = new HashMap<>();
    for (Part part : view.parts()) {
      if (part instanceof Table table && table.held()) {
        List<String> shown = table.rows().stream().map(Table.Row::key).toList();
        rows.put(table.id(), new Order(shown, table.wanted(), false));
      }
    }
    return new Hold(rows);
  }

  private long size() {
    long size = 1024;
    for (Part part : view.parts()) {
      if (part instanceof Table table) {
        size += 80L * table.wanted().size();
        for (Table.Row row : table.rows()) {
          for (Region cell : row.cells()) {
            size += 120 + cell.id().length() + cell.inner().length();
          }
        }
      } else if (part instanceof Drawing drawing) {
        for (Drawing.Shape shape : drawing.shapes()) {
          size += 120 + shape.before().length() + shape.after().length();
          for (Region region : shape.regions()) {
            size += 120 + region.attributes().length() + region.inner().length();
          }
        }
      } else if (part instanceof Region region) {
        size += 120 + region.inner().length();
      }
    }
    for (Shown one : shown.values()) {
      size += one.bytes();
    }
    return size;
  }
}
