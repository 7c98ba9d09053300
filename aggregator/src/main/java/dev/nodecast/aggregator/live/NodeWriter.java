package dev.nodecast.aggregator.live;

import dev.nodecast.aggregator.store.Window;
import dev.nodecast.aggregator.store.WindowStore;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.Span;
import dev.nodecast.wire.MalformedTickException;
import dev.nodecast.wire.TickHandler;
import dev.nodecast.wire.TickReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Applies the frames of one stream to its node: live cells always, the open window only where a
 * frame was not counted before. Used by one thread at a time.
 */
public final class NodeWriter implements TickHandler {
  private final LiveState live;
  private final NodeState node;
  private final SchemaMap map;
  private final TickReader reader;
  private final int windowMs;
  private final RowCollector[] early = new RowCollector[Catalog.KINDS.size()];
  private final boolean[] counts = new boolean[Catalog.KINDS.size()];
  private final List<Event> frameEvents = new ArrayList<>();
  private final List<Event> windowEvents = new ArrayList<>();
  private final List<Span> frameSpans = new ArrayList<>();
  private final List<Span> windowSpans = new ArrayList<>();
  private final long[] counted;
  private long frameSeq;
  private long tickMs;
  private long windowStart = -1;
  private long lastStart;
  private int windowTicks;
  private long windowLastSeq;
  private Window closed;
  private boolean keyframe;
  private boolean started;
  private boolean broken;
  private boolean storing = true;
  private int localKind;
  private int peerKind;
  private KindState state;
  private long cells;
  private long refusedEntities;
  private long strayValues;

  /**
   * @param counted as {@link WindowStore#watermarks}: frames up to this sequence number are stored
   *     (or waiting to be) already
   */
  public NodeWriter(
      LiveState live,
      NodeState node,
      SchemaMap map,
      TickReader reader,
      int windowMs,
      long[] counted) {
    this.live = live;
    this.node = node;
    this.map = map;
    this.reader = reader;
    this.windowMs = windowMs;
    this.counted = counted.clone();
    for (int i = 0; i < early.length; i++) {
      early[i] = new RowCollector(Catalog.KINDS.get(i));
    }
    synchronized (node) {
      for (KindState kind : node.kinds) {
        kind.nextWindow();
        // Its frames may come again, and would be in the recent histograms twice.
        kind.forgetLastWindow();
      }
    }
  }

  /**
   * Applies one frame.
   *
   * @return the window that this frame closed, or null
   * @throws MalformedTickException the node's cells are then undefined until the next keyframe
   */
  public Window apply(long seq, byte[] tick, int offset, int length, long nowMs)
      throws MalformedTickException {
    synchronized (node) {
      frameSeq = seq;
      closed = null;
      frameEvents.clear();
      frameSpans.clear();
      broken = true;
      try {
        reader.read(tick, offset, length, this);
        broken = false;
      } finally {
        if (keyframe) {
          for (KindState kind : node.kinds) {
            if (broken) {
              kind.abandonKeyframe();
            } else {
              live.giveBack(kind.endKeyframe());
            }
          }
        }
      }
      started = true;
      boolean any = false;
      for (int i = 0; i < counts.length; i++) {
        if (counts[i]) {
          any = true;
          node.kinds[i].counted();
        }
      }
      if (frameSeq > counted[WindowStore.EVENTS]) {
        any = true;
        windowEvents.addAll(frameEvents);
      }
      if (frameSeq > counted[WindowStore.SPANS]) {
        any = true;
        windowSpans.addAll(frameSpans);
      }
      if (node.tells(seq)) {
        frameEvents.forEach(event -> live.events().add(node.name(), event));
        live.spans().add(node.name(), frameSpans);
      }
      if (any) {
        windowTicks++;
        windowLastSeq = seq;
      }
      node.applied(tickMs, nowMs, seq);
    }
    live.changed();
    return closed;
  }

  /**
   * Closes the open window before its time, because the agent is silent or gone; null when nothing
   * is in it, or only a part of a frame.
   */
  public Window closeEarly() {
    synchronized (node) {
      return broken ? null : close();
    }
  }

  /**
   * Forgets what the open window gathered: its frames will come again. From now on windows are for
   * the sparklines only, {@link #apply} returns none.
   */
  public void stopStoring() {
    synchronized (node) {
      storing = false;
      // Later frames are in windows that nobody stores, whatever was counted before.
      Arrays.fill(counted, 0);
    }
  }

  /** Frames that are in closed windows or the open one are at or below this. */
  public long countedSeq() {
    return windowLastSeq;
  }

  public NodeState node() {
    return node;
  }

  /** Changed cells applied. */
  public long cells() {
    return cells;
  }

  /** Entities refused because the aggregator is at its limit. */
  public long refusedEntities() {
    return refusedEntities;
  }

  /** Values for slots without an entity. */
  public long strayValues() {
    return strayValues;
  }

  private Window close() {
    if (windowStart < 0 || windowTicks == 0) {
      return null;
    }
    lastStart = windowStart;
    Window done =
        node.closeWindow(
            windowStart, windowMs, windowTicks, windowLastSeq, early, windowEvents, windowSpans);
    windowEvents.clear();
    windowSpans.clear();
    windowStart = -1;
    windowTicks = 0;
    return storing ? done : null;
  }

  @Override
  public void tick(long timeMs, boolean isKeyframe) throws MalformedTickException {
    if (!started && !isKeyframe) {
      keyframe = false;
      throw new MalformedTickException("first frame of a stream: not a keyframe (expected: one)");
    }
    tickMs = timeMs;
    keyframe = isKeyframe;
    long start = Math.floorDiv(timeMs, windowMs) * windowMs;
    if (start != windowStart) {
      closed = close();
      windowStart = start;
      if (start != lastStart && start != lastStart + windowMs) {
        for (KindState kind : node.kinds) {
          kind.forgetLastWindow();
        }
      }
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] = frameSeq > counted[i];
      if (counts[i]) {
        node.kinds[i].open();
      }
    }
    if (isKeyframe) {
      for (KindState kind : node.kinds) {
        kind.keyframe();
      }
    }
  }

  @Override
  public void kind(int kind, int slots) {
    peerKind = kind;
    localKind = map.kind[kind];
    state = localKind < 0 ? null : node.kinds[localKind];
  }

  @Override
  public void define(int kind, int slot, List<String> labels) {
    if (state == null) {
      return;
    }
    String[] name = new String[state.kind().labels().size()];
    Arrays.fill(name, "");
    for (int i = 0; i < labels.size(); i++) {
      int at = map.label[kind][i];
      if (at >= 0) {
        name[at] = labels.get(i);
      }
    }
    boolean room = slot < state.capacity();
    if (keyframe && state.holds(slot, name)) {
      if (!state.occupied(slot) && !live.takeEntity()) {
        refusedEntities++;
        return;
      }
      state.keep(slot);
      return;
    }
    if (room && state.seen.get(slot)) {
      early[localKind].add(state, slot);
      state.seen.clear(slot);
    }
    if (room && state.occupied(slot)) {
      live.giveBack(1);
    }
    if (!live.takeEntity()) {
      refusedEntities++;
      state.released(slot);
      return;
    }
    for (int i = 0; i < name.length; i++) {
      name[i] = name[i].intern(); // the same few names in many entities and rows
    }
    state.define(slot, name);
  }

  @Override
  public void group(int kind, int group, int intervalMs) {
    if (state == null) {
      return;
    }
    if (counts[localKind]) {
      // Whoever may get values now lives in this window, even if it is replaced in this same frame.
      state.seen.or(state.living());
    }
    state.collected(map.groupColumns[kind][group], intervalMs, counts[localKind]);
  }

  @Override
  public void base(int kind, int column, int slot, long value) {
    int local = local(column, slot);
    if (local >= 0) {
      state.base(local, slot, value);
    }
  }

  @Override
  public void baseText(int kind, int column, int slot, String text) {
    int local = local(column, slot);
    if (local >= 0) {
      state.baseText(local, slot, text);
    }
  }

  @Override
  public void counter(int kind, int column, int slot, long increase) {
    int local = local(column, slot);
    if (local >= 0) {
      state.counter(local, slot, increase, counts[localKind]);
    }
  }

  @Override
  public void gauge(int kind, int column, int slot, long difference) {
    int local = local(column, slot);
    if (local >= 0) {
      state.gauge(local, slot, difference);
    }
  }

  @Override
  public void gaugeUnmeasured(int kind, int column, int slot) {
    int local = local(column, slot);
    if (local >= 0) {
      state.gaugeUnmeasured(local, slot);
    }
  }

  @Override
  public void text(int kind, int column, int slot, String text) {
    int local = local(column, slot);
    if (local >= 0) {
      state.text(local, slot, text);
    }
  }

  @Override
  public void bucket(int kind, int column, int slot, int bucket, long count) {
    int local = local(column, slot);
    if (local >= 0 && counts[localKind]) {
      state.bucket(local, slot, bucket, count);
    }
  }

  @Override
  public void released(int kind, int slot) {
    if (state == null || slot >= state.capacity() || !state.lives(slot)) {
      return;
    }
    if (counts[localKind]) {
      state.seen.set(slot);
    }
    state.released(slot);
    live.giveBack(1);
  }

  @Override
  public void event(Event event) {
    frameEvents.add(event);
  }

  @Override
  public void span(Span span) {
    frameSpans.add(span);
  }

  private int local(int column, int slot) {
    cells++;
    if (state == null) {
      return -1;
    }
    int local = map.column[peerKind][column];
    if (local >= 0 && !state.lives(slot)) {
      // Keyframes give cells of free slots too, as not measured; others belong to refused entities.
      strayValues += keyframe ? 0 : 1;
      return -1;
    }
    return local;
  }
}
