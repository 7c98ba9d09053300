package dev.nodecast.web.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The views that people look at, least recently used first, bounded in bytes. Each view is rendered
 * once per tick, under its own lock, whatever the number of viewers.
 */
public final class ViewCache {
  /** Value sorts are evaluated this often; in between the rows stay where they are. */
  private static final long ORDER_MILLIS = 10_000;

  private final long maxBytes;
  private final LongSupplier millis;
  // Access order; guarded by this. Holds no lock while a view renders.
  private final LinkedHashMap<String, LiveView> views = new LinkedHashMap<>(16, 0.75f, true);
  private long evictions;

  /**
   * @param maxBytes bound on the kept HTML and hashes
   * @param millis monotonic clock in milliseconds
   */
  public ViewCache(long maxBytes, LongSupplier millis) {
    this.maxBytes = maxBytes;
    this.millis = millis;
  }

  /** Whole view at {@code tick}, rendered now or remembered. */
  public Answer view(String key, long tick, Function<Hold, View> render) {
    LiveView live = live(key);
    Answer answer = live.whole(tick, millis.getAsLong(), render);
    trim();
    return answer;
  }

  /** What differs from what a poller shows. */
  public Answer changes(String key, long tick, ShownTick shown, Function<Hold, View> render) {
    LiveView live = live(key);
    Answer answer = live.changes(tick, millis.getAsLong(), shown, render);
    trim();
    return answer;
  }

  private synchronized LiveView live(String key) {
    return views.computeIfAbsent(key, ignored -> new LiveView(ORDER_MILLIS));
  }

  private synchronized void trim() {
    long bytes = 0;
    for (LiveView view : views.values()) {
      bytes += view.bytes();
    }
    List<String> oldest = new ArrayList<>();
    for (Map.Entry<String, LiveView> entry : views.entrySet()) {
      if (bytes <= maxBytes || oldest.size() == views.size() - 1) {
        break;
      }
      bytes -= entry.getValue().bytes();
      oldest.add(entry.getKey());
    }
    evictions += oldest.size();
    oldest.forEach(views::remove);
  }

  /** Views kept now. */
  public synchronized int size() {
    return views.size();
  }

  /** Views forgotten for room since the start; their viewers got all regions once. */
  public synchronized long evictions() {
    return evictions;
  }

  /**
   * The answer to a poll.
   *
   * @param tick of the view, which may be newer than asked for
   * @param view what it is about, for what is outside of its parts
   * @param html out-of-band regions; empty when none changed
   * @param whole the poller's page has other regions than the view: send {@code main}
   * @param unchanged the poller already shows this tick
   */
  public record Answer(long tick, View view, String html, boolean whole, boolean unchanged) {
    /** For the hidden field that the poller sends back. */
    public String token() {
      return ShownTick.token(tick, view);
    }
  }

  /**
   * What a poller says that it shows.
   *
   * @param structure of the view, 0 when not known
   */
  public record ShownTick(long tick, long structure) {
    public static final ShownTick UNKNOWN = new ShownTick(-1, 0);

    /** The token for the hidden field; {@link #parse} reads it. */
    public static String token(long tick, View view) {
      return tick + "-" + Long.toHexString(view.structure());
    }

    /** Anything that is not a token is unknown. */
    public static ShownTick parse(String token) {
      int dash = token.indexOf('-');
      if (dash < 1 || token.length() > 40) {
        return UNKNOWN;
      }
      try {
        return new ShownTick(
            Long.parseLong(token, 0, dash, 10),
            Long.parseUnsignedLong(token, dash + 1, token.length(), 16));
      } catch (NumberFormatException e) {
        return UNKNOWN;
      }
    }
  }
}
