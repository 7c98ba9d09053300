package dev.nodecast.aggregator.ingest;

import dev.nodecast.catalog.AgentKind;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerNetworkKind;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventType;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.catalog.ProcessKind;
import dev.nodecast.catalog.Span;
import dev.nodecast.v1.Hello;
import dev.nodecast.wire.TickWriter;
import dev.nodecast.wire.WireBuffer;
import dev.nodecast.wire.WireSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * An agent that makes up its values and remembers all of them: what the aggregator shows and stores
 * can be compared with what was sent, exactly. Seeded, single-threaded, no clock of its own.
 */
final class TestingAgent {
  static final List<Kind> KINDS =
      List.of(ContainerNetworkKind.KIND, NodeKind.KIND, ProcessKind.KIND, AgentKind.KIND);

  private static final int MAX_SLOTS = 7;

  /** One life of an entity. Cells by column: before this tick and now; what this tick added. */
  static final class Life {
    final Kind kind;
    final List<String> labels;
    final long[] value;
    final long[] before;
    final long[] increase;
    final String[] text;
    final String[] textBefore;
    final TreeMap<Integer, Long>[] buckets;

    /** The frame after which it is there no more. */
    int gone = Integer.MAX_VALUE;

    @SuppressWarnings({"unchecked", "rawtypes"})
    Life(Kind kind, List<String> labels) {
      int columns = kind.columns().size();
      this.kind = kind;
      this.labels = labels;
      value = new long[columns];
      before = new long[columns];
      increase = new long[columns];
      text = new String[columns];
      textBefore = new String[columns];
      buckets = new TreeMap[columns];
      Arrays.fill(value, Column.NOT_MEASURED);
    }
  }

  /** What one life was at the end of one frame. */
  record Shot(
      Life life,
      long[] before,
      long[] value,
      long[] increase,
      String[] text,
      List<TreeMap<Integer, Long>> buckets,
      int[] intervalMs) {}

  /** A frame as it is kept in the spool, and what it meant. */
  record Sent(
      long seq,
      boolean keyframe,
      byte[] tick,
      long timeMs,
      List<Shot> shots,
      List<Event> events,
      List<Span> spans) {}

  final List<Sent> history = new ArrayList<>();
  private final Random random;
  private final String node;
  private final String boot;
  private final TickWriter writer = new TickWriter();
  private final Life[][] slots = new Life[KINDS.size()][MAX_SLOTS];
  private long timeMs = 1_700_000_000_000L;
  private boolean keyframeNext = true;
  private int spoolFrom = 1;

  TestingAgent(String node, String boot, long seed) {
    this.node = node;
    this.boot = boot;
    random = new Random(seed);
  }

  Hello hello() {
    return Hello.newBuilder()
        .setNode(node)
        .setBootId(boot)
        .setSchema(WireSchema.of(KINDS))
        .setFirstSeq(spoolFrom)
        .setNextSeq(history.size() + 1L)
        .build();
  }

  /** Steps the wall clock. */
  void stepClock(long ms) {
    timeMs += ms;
  }

  /** A new process with the same spool: other slots, entities found anew, a keyframe first. */
  void restart() {
    for (int k = 0; k < KINDS.size(); k++) {
      List<Life> living = new ArrayList<>();
      for (Life life : slots[k]) {
        if (life != null) {
          living.add(life);
        }
      }
      Collections.shuffle(living, random);
      Arrays.fill(slots[k], null);
      for (int i = 0; i < living.size(); i++) {
        slots[k][i] = living.get(i);
        // The new process has not read its cells yet; counters resume, gauges and texts do not.
        for (Column column : living.get(i).kind.columns()) {
          int c = column.index();
          boolean resumes = random.nextBoolean();
          switch (column.type()) {
            case COUNTER -> {
              if (!resumes) {
                living.get(i).value[c] = Column.NOT_MEASURED;
              }
            }
            case GAUGE -> living.get(i).value[c] = Column.NOT_MEASURED;
            case TEXT -> living.get(i).text[c] = null;
            case HISTOGRAM -> {}
          }
        }
      }
    }
    keyframeNext = true;
  }

  void keyframe() {
    keyframeNext = true;
  }

  /** The aggregator committed up to here: the spool may forget what no resume needs. */
  void acknowledged(long seq) {
    spoolFrom = Math.max(spoolFrom, keyframeAtOrBefore(seq + 1));
  }

  /** The last keyframe at or before a frame; fails when the spool has forgotten it. */
  int keyframeAtOrBefore(long seq) {
    for (int s = (int) Math.min(seq, history.size()); s >= spoolFrom; s--) {
      if (history.get(s - 1).keyframe()) {
        return s;
      }
    }
    throw new AssertionError(
        "resume from " + seq + ": the spool begins at " + spoolFrom + " (acknowledged too early)");
  }

  /** The next tick, at the end of the spool. */
  Sent produce() {
    timeMs += 1000;
    boolean keyframe = keyframeNext || random.nextInt(12) == 0;
    keyframeNext = false;
    long seq = history.size() + 1L;
    List<Shot> shots = new ArrayList<>();
    writer.begin(timeMs, keyframe);
    for (int k = 0; k < KINDS.size(); k++) {
      kind(k, keyframe, (int) seq, shots);
    }
    List<Event> events = new ArrayList<>();
    for (int i = random.nextInt(4) - 1; i > 0; i--) {
      // Two of the same are two.
      EventType type = EventType.ALL.get(random.nextInt(EventType.ALL.size()));
      Event event = new Event(timeMs, type, List.of(), "frame " + seq, Map.of());
      events.add(event);
      writer.event(event);
    }
    List<Span> spans = new ArrayList<>();
    for (int i = random.nextInt(4) - 1; i > 0; i--) {
      List<String> labels = Span.bounded(List.of("frame " + seq));
      spans.add(new Span(labels, timeMs * 1000, i, false, "", 0, 0, seq, seq, 0));
    }
    writer.spans(spans);
    WireBuffer tick = writer.end();
    byte[] bytes = Arrays.copyOf(tick.array(), tick.size());
    Sent sent = new Sent(seq, keyframe, bytes, timeMs, shots, events, spans);
    history.add(sent);
    return sent;
  }

  private void kind(int k, boolean keyframe, int seq, List<Shot> shots) {
    Kind kind = KINDS.get(k);
    Life[] mine = slots[k];
    boolean single = kind.name().equals("node") || kind.name().equals("agent");
    List<Integer> defined = new ArrayList<>();
    for (int slot = 0; slot < MAX_SLOTS; slot++) {
      if (single ? slot == 0 && mine[0] == null : mine[slot] == null && random.nextInt(4) == 0) {
        mine[slot] = born(kind, mine, single);
        defined.add(slot);
      } else if (!single && mine[slot] != null && random.nextInt(25) == 0) {
        // Defined over: replaces its entity without a release, as the protocol allows.
        mine[slot].gone = seq;
        mine[slot] = born(kind, mine, false);
        defined.add(slot);
      }
    }
    int count = 0;
    for (int slot = 0; slot < MAX_SLOTS; slot++) {
      count = mine[slot] == null ? count : slot + 1;
    }
    writer.beginKind(k, count);
    for (int slot = 0; slot < count; slot++) {
      if (mine[slot] != null && (keyframe || defined.contains(slot))) {
        writer.define(slot, mine[slot].labels);
      }
    }
    for (Life life : mine) {
      if (life != null) {
        System.arraycopy(life.value, 0, life.before, 0, life.value.length);
        System.arraycopy(life.text, 0, life.textBefore, 0, life.text.length);
        Arrays.fill(life.buckets, null);
        Arrays.fill(life.increase, 0);
      }
    }
    int[] intervals = new int[kind.groups().size()];
    for (Group group : kind.groups()) {
      int interval = random.nextInt(3) == 0 ? 0 : 900 + random.nextInt(200);
      if (count > 0 && (interval > 0 || keyframe)) {
        writer.beginGroup(group.index(), interval);
        if (keyframe) {
          base(group, mine, count);
        }
        if (interval > 0) {
          intervals[group.index()] = interval;
          changes(group, mine, count);
        }
        writer.endGroup();
      }
    }
    List<Life> living = new ArrayList<>();
    for (int slot = 0; slot < count; slot++) {
      if (mine[slot] != null) {
        living.add(mine[slot]);
        if (!single && random.nextInt(10) == 0) {
          writer.released(slot);
          mine[slot].gone = seq;
          mine[slot] = null;
        }
      }
    }
    writer.endKind();
    for (Life life : living) {
      shots.add(shot(life, intervals));
    }
  }

  private Life born(Kind kind, Life[] mine, boolean single) {
    while (true) {
      String[] labels = new String[kind.labels().size()];
      Arrays.fill(labels, "x");
      // Few names, so that they come again.
      if (!single) {
        labels[0] = "e" + random.nextInt(12);
      }
      List<String> name = List.of(labels);
      boolean taken = false;
      for (Life other : mine) {
        taken |= other != null && other.labels.equals(name);
      }
      if (!taken) {
        return new Life(kind, name);
      }
    }
  }

  private void base(Group group, Life[] mine, int count) {
    for (Column column : group.columns()) {
      int c = column.index();
      for (int slot = 0; slot < count; slot++) {
        Life life = mine[slot];
        switch (column.type()) {
          case COUNTER -> {
            if (life == null || life.before[c] == Column.NOT_MEASURED) {
              writer.baseNone();
            } else {
              writer.baseCounter(life.before[c]);
            }
          }
          case GAUGE -> {
            if (life == null || life.before[c] == Column.NOT_MEASURED) {
              writer.baseNone();
            } else {
              writer.baseGauge(life.before[c]);
            }
          }
          case TEXT -> {
            if (life == null || life.textBefore[c] == null) {
              writer.baseNone();
            } else {
              writer.baseText(life.textBefore[c]);
            }
          }
          case HISTOGRAM -> writer.baseNone();
        }
      }
    }
  }

  private void changes(Group group, Life[] mine, int count) {
    for (Column column : group.columns()) {
      int c = column.index();
      int first = (c - group.first()) * count;
      for (int slot = 0; slot < count; slot++) {
        if (mine[slot] != null) {
          if (random.nextInt(3) == 0) {
            change(column, mine[slot], first + slot);
          }
        }
      }
    }
  }

  private void change(Column column, Life life, int cell) {
    int c = column.index();
    switch (column.type()) {
      case COUNTER -> {
        long by = random.nextInt(4) == 0 ? 0 : random.nextLong() >>> (2 + random.nextInt(60));
        by >>>= 8;
        writer.counter(cell, by);
        life.value[c] = (life.value[c] == Column.NOT_MEASURED ? 0 : life.value[c]) + by;
        life.increase[c] = by;
      }
      case GAUGE -> {
        long before = life.value[c];
        if (before != Column.NOT_MEASURED && random.nextInt(8) == 0) {
          writer.unmeasured(cell);
          life.value[c] = Column.NOT_MEASURED;
        } else {
          long now = random.nextLong() >> (2 + random.nextInt(60));
          writer.gauge(cell, before == Column.NOT_MEASURED ? 0 : before, now);
          life.value[c] = now;
        }
      }
      case TEXT -> {
        String now = random.nextInt(5) == 0 ? null : "t" + random.nextInt(5);
        if (now == null) {
          writer.unmeasured(cell);
        } else {
          writer.text(cell, now);
        }
        life.text[c] = now;
      }
      case HISTOGRAM -> {
        TreeMap<Integer, Long> counts = new TreeMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          counts.put(random.nextInt(505) - 1, 1L + random.nextInt(1000));
        }
        writer.histogram(cell, counts.size());
        counts.forEach(writer::bucket);
        life.buckets[c] = counts;
      }
    }
  }

  private static Shot shot(Life life, int[] intervals) {
    return new Shot(
        life,
        life.before.clone(),
        life.value.clone(),
        life.increase.clone(),
        life.text.clone(),
        Arrays.asList(life.buckets.clone()),
        intervals.clone());
  }
}
