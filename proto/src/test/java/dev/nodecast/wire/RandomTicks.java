package dev.nodecast.wire;

import com.google.protobuf.ByteString;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventSeverity;
import dev.nodecast.catalog.EventType;
import dev.nodecast.catalog.Span;
import dev.nodecast.catalog.SpanKind;
import dev.nodecast.v1.Define;
import dev.nodecast.v1.GroupBlock;
import dev.nodecast.v1.KindBlock;
import dev.nodecast.v1.Schema;
import dev.nodecast.v1.SpanBlock;
import dev.nodecast.v1.Tick;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random schemas and ticks, built three times from the same dice: by the hand-written writer, by
 * the generated builders, and as the calls that a reader has to make.
 */
final class RandomTicks {
  /** One tick in its three forms. */
  record Example(byte[] written, Tick generated, List<String> events) {}

  private final Random random;
  private final TickWriter writer = new TickWriter();
  final Schema schema;
  private EventLog log;

  RandomTicks(long seed) {
    random = new Random(seed);
    Schema.Builder building = Schema.newBuilder();
    int kinds = 1 + random.nextInt(4);
    for (int k = 0; k < kinds; k++) {
      dev.nodecast.v1.Kind.Builder kind = building.addKindsBuilder().setName("kind_" + k);
      int labels = random.nextInt(4);
      for (int l = 0; l < labels; l++) {
        kind.addLabels("label_" + l);
      }
      int groups = 1 + random.nextInt(3);
      for (int g = 0; g < groups; g++) {
        dev.nodecast.v1.Group.Builder group = kind.addGroupsBuilder().setName("group_" + g);
        int columns = 1 + random.nextInt(5);
        for (int c = 0; c < columns; c++) {
          group.addColumnsBuilder().setName("c" + g + "_" + c).setTypeValue(1 + random.nextInt(4));
        }
      }
    }
    schema = building.build();
  }

  Example next() {
    log = new EventLog();
    boolean keyframe = random.nextBoolean();
    // Readers take clocks up to the year 2100 only, which 41 bits do not reach.
    long timeMs = 1 + (random.nextLong() >>> (23 + random.nextInt(20)));
    writer.begin(timeMs, keyframe);
    Tick.Builder tick = Tick.newBuilder().setTimeMs(timeMs).setKeyframe(keyframe);
    log.tick(timeMs, keyframe);
    for (int k = 0; k < schema.getKindsCount(); k++) {
      kind(k, keyframe, tick);
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      tick.addEvents(event());
    }
    spans(tick);
    WireBuffer end = writer.end();
    return new Example(Arrays.copyOf(end.array(), end.size()), tick.build(), log.lines);
  }

  private void spans(Tick.Builder tick) {
    List<Span> all = new ArrayList<>();
    for (int blocks = random.nextInt(3); blocks > 0; blocks--) {
      List<String> labels = new ArrayList<>(List.of("block " + blocks)); // no two are the same
      while (labels.size() < SpanKind.KIND.labels().size()) {
        labels.add(text());
      }
      SpanBlock.Builder block = tick.addSpansBuilder().addAllLabels(labels);
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        Span span = span(labels);
        all.add(span);
        log.span(span);
        block
            .addSpansBuilder()
            .setStartUs(span.startUs())
            .setDurationUs(span.durationUs())
            .setError(span.error())
            .setPeerAddress(span.peerAddress())
            .setPeerPort(span.peerPort())
            .setTraceHigh(span.traceHigh())
            .setTraceLow(span.traceLow())
            .setSpanId(span.spanId())
            .setParentSpanId(span.parentSpanId());
      }
    }
    writer.spans(all);
  }

  private Span span(List<String> labels) {
    return new Span(
        labels,
        1 + (random.nextLong() >>> 14),
        random.nextLong() >>> (1 + random.nextInt(63)),
        random.nextBoolean(),
        random.nextBoolean() ? text() : "10.0.0.1",
        random.nextInt(65_536),
        random.nextInt(3) == 0 ? 0 : random.nextLong(),
        random.nextLong(),
        random.nextLong(),
        random.nextInt(3) == 0 ? 0 : random.nextLong());
  }

  private dev.nodecast.v1.Event event() {
    EventSeverity severity = EventSeverity.values()[random.nextInt(3)];
    EventType type =
        random.nextBoolean()
            ? EventType.ALL.get(random.nextInt(EventType.ALL.size())).as(severity)
            : EventType.of("of_a_newer_agent", severity);
    List<String> labels = new ArrayList<>();
    if (random.nextBoolean()) {
      labels.add("namespace"); // labels that are all empty are left out
      while (labels.size() < Event.LABELS.size()) {
        labels.add(text());
      }
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      attributes.put(text(), text());
    }
    Event event = new Event(1 + (random.nextLong() >>> 24), type, labels, text(), attributes);
    writer.event(event);
    log.event(event);
    dev.nodecast.v1.Event.Builder out =
        dev.nodecast.v1.Event.newBuilder()
            .setTimeMs(event.timeMs())
            .setType(type.name())
            .setSeverityValue(severity.ordinal())
            .addAllLabels(labels)
            .setMessage(event.message());
    attributes.forEach((name, value) -> out.addAttributesBuilder().setName(name).setText(value));
    return out.build();
  }

  private void kind(int k, boolean keyframe, Tick.Builder tick) {
    int slots = random.nextInt(40);
    writer.beginKind(k, slots);
    KindBlock.Builder block = KindBlock.newBuilder().setKind(k).setSlots(slots);
    int before = log.lines.size();
    log.kind(k, slots);
    for (int slot = 0; slot < slots; slot++) {
      if (random.nextInt(8) == 0) {
        List<String> labels = new ArrayList<>();
        for (int l = 0; l < schema.getKinds(k).getLabelsCount(); l++) {
          labels.add(text());
        }
        writer.define(slot, labels);
        block.addDefines(Define.newBuilder().setSlot(slot).addAllLabels(labels));
        log.define(k, slot, labels);
      }
    }
    int first = 0;
    for (int g = 0; g < schema.getKinds(k).getGroupsCount(); g++) {
      if (random.nextInt(3) > 0) {
        block.addGroups(group(k, g, first, slots, keyframe));
      }
      first += schema.getKinds(k).getGroups(g).getColumnsCount();
    }
    for (int slot = 0; slot < slots; slot++) {
      if (random.nextInt(10) == 0) {
        writer.released(slot);
        block.addReleased(slot);
        log.released(k, slot);
      }
    }
    writer.endKind();
    if (block.getDefinesCount() + block.getGroupsCount() + block.getReleasedCount() > 0) {
      tick.addKinds(block);
    } else {
      log.lines.subList(before, log.lines.size()).clear(); // left out of the tick
    }
  }

  private GroupBlock group(int k, int g, int first, int slots, boolean keyframe) {
    int interval = random.nextInt(3) * 1_000;
    writer.beginGroup(g, interval);
    GroupBlock.Builder block = GroupBlock.newBuilder().setGroup(g).setIntervalMs(interval);
    log.group(k, g, interval);
    List<dev.nodecast.v1.Column> columns = schema.getKinds(k).getGroups(g).getColumnsList();
    List<String> texts = new ArrayList<>();
    if (keyframe) {
      for (int cell = 0; cell < columns.size() * slots; cell++) {
        base(type(columns, cell / slots), k, first + cell / slots, cell % slots, block, texts);
      }
    }
    int density = 1 + random.nextInt(30);
    List<Integer> cells = new ArrayList<>();
    for (int cell = 0; cell < columns.size() * slots; cell++) {
      if (random.nextInt(density) == 0) {
        cells.add(cell);
        change(type(columns, cell / slots), k, first, cell, slots, block, texts);
      }
    }
    writer.endGroup();
    changed(cells, block);
    return block.addAllTexts(texts).build();
  }

  private static ColumnType type(List<dev.nodecast.v1.Column> columns, int index) {
    return ColumnType.values()[columns.get(index).getTypeValue() - 1];
  }

  private void base(
      ColumnType type, int k, int column, int slot, GroupBlock.Builder block, List<String> texts) {
    boolean none = random.nextInt(4) == 0;
    if (none || type == ColumnType.HISTOGRAM) {
      writer.baseNone();
      block.addBase(0);
      switch (type) {
        case TEXT -> log.baseText(k, column, slot, null);
        case HISTOGRAM -> {}
        case COUNTER, GAUGE -> log.base(k, column, slot, Column.NOT_MEASURED);
      }
      return;
    }
    switch (type) {
      case COUNTER -> {
        long total = random.nextLong() >>> (2 + random.nextInt(50));
        writer.baseCounter(total);
        block.addBase(1 + total);
        log.base(k, column, slot, total);
      }
      case GAUGE -> {
        long value = gaugeValue();
        writer.baseGauge(value);
        block.addBase(1 + zigzag(value));
        log.base(k, column, slot, value);
      }
      case TEXT -> {
        String text = text();
        writer.baseText(text);
        block.addBase(1 + index(text, texts));
        log.baseText(k, column, slot, text);
      }
      case HISTOGRAM -> throw new AssertionError();
    }
  }

  private void change(
      ColumnType type,
      int k,
      int first,
      int cell,
      int slots,
      GroupBlock.Builder block,
      List<String> texts) {
    int column = first + cell / slots;
    int slot = cell % slots;
    boolean none = random.nextInt(6) == 0;
    switch (type) {
      case COUNTER -> {
        long increase = none ? 0 : random.nextLong() >>> (1 + random.nextInt(60));
        writer.counter(cell, increase);
        block.addValues(increase);
        log.counter(k, column, slot, increase);
      }
      case GAUGE -> {
        if (none) {
          writer.unmeasured(cell);
          block.addValues(0);
          log.gaugeUnmeasured(k, column, slot);
        } else {
          long before = gaugeValue();
          long now = gaugeValue();
          writer.gauge(cell, before, now);
          block.addValues(1 + zigzag(now - before));
          log.gauge(k, column, slot, now - before);
        }
      }
      case TEXT -> {
        String text = none ? null : text();
        if (none) {
          writer.unmeasured(cell);
        } else {
          writer.text(cell, text);
        }
        block.addValues(none ? 0 : 1 + index(text, texts));
        log.text(k, column, slot, text);
      }
      case HISTOGRAM -> {
        int buckets = 1 + random.nextInt(5);
        writer.histogram(cell, buckets);
        block.addValues(buckets);
        int bucket = -1 + random.nextInt(3);
        int last = -2;
        for (int i = 0; i < buckets; i++) {
          long count = 1L + random.nextInt(1_000);
          writer.bucket(bucket, count);
          block.addValues(zigzag(bucket - last)).addValues(count);
          log.bucket(k, column, slot, bucket, count);
          last = bucket;
          bucket += 1 + random.nextInt(90);
        }
      }
    }
  }

  /** Whichever is smaller, as tick.proto leaves open: a bitmap wins where it is. */
  private static void changed(List<Integer> cells, GroupBlock.Builder block) {
    int gapBytes = 0;
    int last = -1;
    byte[] bits = new byte[cells.isEmpty() ? 0 : cells.get(cells.size() - 1) / 8 + 1];
    for (int cell : cells) {
      gapBytes += cell - last - 1 < 128 ? 1 : 2;
      bits[cell / 8] |= (byte) (1 << (cell % 8));
      last = cell;
    }
    last = -1;
    if (bits.length < gapBytes) {
      block.setChangedBits(ByteString.copyFrom(bits));
    } else {
      for (int cell : cells) {
        block.addChangedGaps(cell - last - 1);
        last = cell;
      }
    }
  }

  private long gaugeValue() {
    long value = random.nextLong() >> (2 + random.nextInt(60));
    return value;
  }

  private static long zigzag(long value) {
    return value << 1 ^ value >> 63;
  }

  private static int index(String text, List<String> texts) {
    if (!texts.contains(text)) {
      texts.add(text);
    }
    return texts.indexOf(text);
  }

  private String text() {
    String[] texts = {"", "a", "nginx", "<b>'; DROP TABLE node --", "größe", "\u0000\n", "日本"};
    return texts[random.nextInt(texts.length)];
  }
}
