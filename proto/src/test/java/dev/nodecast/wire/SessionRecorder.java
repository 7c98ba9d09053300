package dev.nodecast.wire;

import com.google.protobuf.ByteString;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.v1.AgentMessage;
import dev.nodecast.v1.Frame;
import dev.nodecast.v1.Hello;
import dev.nodecast.v1.Schema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.Deflater;

/**
 * Made the sessions in {@code src/test/resources/sessions}: what an agent sends in 40 s, and beside
 * it what a receiver must have understood. A session is a file of length-delimited {@code
 * AgentMessage}s; its {@code .tsv} has a line per cell that was ever measured: kind, labels joined
 * by '/', column, and for counters the sum of all increases, for histograms the number of values,
 * for gauges and texts the last one. Recorded sessions are kept as they are when the catalog
 * changes; that is their use.
 */
final class SessionRecorder {
  static final long START_MS = 1_790_000_000_000L;
  static final int TICKS = 40;
  private static final int ENTITIES = 3;

  private final Schema schema;
  private final SchemaShape shape;
  private final Random random;
  private final TickWriter writer = new TickWriter();
  private final Deflater deflater = new Deflater(6, true);
  private final TreeMap<String, String> expected = new TreeMap<>();
  private final long[][][] total;
  private final String[][][] text;
  private final ByteArrayOutputStream session = new ByteArrayOutputStream();

  private SessionRecorder(Schema schema, long seed) throws MalformedTickException {
    this.schema = schema;
    this.shape = WireSchema.shape(schema);
    this.random = new Random(seed);
    int kinds = shape.types().length;
    total = new long[kinds][][];
    text = new String[kinds][][];
    for (int k = 0; k < kinds; k++) {
      int columns = shape.types()[k].length;
      total[k] = new long[columns][ENTITIES];
      text[k] = new String[columns][ENTITIES];
      for (long[] cells : total[k]) {
        Arrays.fill(cells, Column.NOT_MEASURED);
      }
    }
  }

  /** Writes {@code <name>.session} and {@code <name>.tsv} into the directory that is given. */
  public static void main(String[] directory) throws IOException, MalformedTickException {
    Path to = Files.createDirectories(Path.of(directory[0]));
    record(to, "current", WireSchema.current());
    record(to, "older", older(WireSchema.current()));
    record(to, "newer", newer(WireSchema.current()));
  }

  private static void record(Path to, String name, Schema schema)
      throws IOException, MalformedTickException {
    SessionRecorder recorder = new SessionRecorder(schema, name.hashCode());
    recorder.hello(name);
    for (int tick = 0; tick < TICKS; tick++) {
      recorder.tick(tick);
    }
    Files.write(to.resolve(name + ".session"), recorder.session.toByteArray());
    List<String> lines = new ArrayList<>();
    recorder.expected.forEach((cell, value) -> lines.add(cell + "\t" + value));
    Files.write(to.resolve(name + ".tsv"), lines);
  }

  /** An agent from before: without the last kind, the last column of each group, a few groups. */
  private static Schema older(Schema now) {
    Schema.Builder older = now.toBuilder();
    older.removeKinds(older.getKindsCount() - 1);
    for (dev.nodecast.v1.Kind.Builder kind : older.getKindsBuilderList()) {
      if (kind.getGroupsCount() > 1) {
        kind.removeGroups(kind.getGroupsCount() - 1);
      }
      for (dev.nodecast.v1.Group.Builder group : kind.getGroupsBuilderList()) {
        if (group.getColumnsCount() > 1) {
          group.removeColumns(group.getColumnsCount() - 1);
        }
      }
    }
    return older.build();
  }

  /** An agent from later: a kind in front, a column in front of each group, a group behind. */
  private static Schema newer(Schema now) {
    dev.nodecast.v1.Group.Builder group =
        dev.nodecast.v1.Group.newBuilder().setName("future_group").setCadenceMs(1_000);
    for (ColumnType type : ColumnType.values()) {
      group.addColumns(column("future_" + type.name().toLowerCase(java.util.Locale.ROOT), type));
    }
    Schema.Builder newer = Schema.newBuilder();
    newer.addKindsBuilder().setName("future_kind").addLabels("what").addGroups(group);
    for (dev.nodecast.v1.Kind before : now.getKindsList()) {
      dev.nodecast.v1.Kind.Builder kind = before.toBuilder();
      for (dev.nodecast.v1.Group.Builder g : kind.getGroupsBuilderList()) {
        g.addColumns(0, column("future_front_" + g.getName(), ColumnType.COUNTER));
      }
      newer.addKinds(kind.addGroups(group));
    }
    return newer.build();
  }

  private static dev.nodecast.v1.Column column(String name, ColumnType type) {
    return dev.nodecast.v1.Column.newBuilder()
        .setName(name)
        .setTypeValue(type.ordinal() + 1)
        .setUnit("1")
        .setDivisor(1)
        .build();
  }

  private void hello(String name) throws IOException {
    AgentMessage.newBuilder()
        .setHello(
            Hello.newBuilder()
                .setNode("recorded-" + name)
                .setBootId("0a1b2c3d-00000001")
                .setAgentVersion("0.1.0-" + name)
                .setSchema(schema)
                .setFirstSeq(1)
                .setNextSeq(TICKS + 1L)
                .setKernel("6.1.0")
                .setArchitecture("x86_64"))
        .build()
        .writeDelimitedTo(session);
  }

  private void tick(int tick) throws IOException {
    boolean keyframe = tick == 0 || tick == 25;
    writer.begin(START_MS + tick * 1_000L, keyframe);
    for (int k = 0; k < schema.getKindsCount(); k++) {
      int slots = shape.labels()[k] == 0 ? 1 : ENTITIES;
      writer.beginKind(k, slots);
      if (keyframe) {
        for (int slot = 0; slot < slots; slot++) {
          writer.define(slot, labels(k, slot));
        }
      }
      for (int g = 0; g < schema.getKinds(k).getGroupsCount(); g++) {
        long cadence = Math.max(1, schema.getKinds(k).getGroups(g).getCadenceMs() / 1_000);
        boolean collected = tick % cadence == 0;
        if (collected || keyframe) {
          group(k, g, slots, keyframe, collected ? (int) cadence * 1_000 : 0);
        }
      }
      writer.endKind();
    }
    frame(tick + 1L, writer.end());
  }

  private void group(int k, int g, int slots, boolean keyframe, int intervalMs) {
    writer.beginGroup(g, intervalMs);
    int first = shape.firstColumn()[k][g];
    int end = shape.firstColumn()[k][g + 1];
    if (keyframe) {
      for (int c = first; c < end; c++) {
        for (int slot = 0; slot < slots; slot++) {
          base(k, c, slot);
        }
      }
    }
    for (int c = first; c < end && intervalMs > 0; c++) {
      for (int slot = 0; slot < slots; slot++) {
        change(k, c, slot, (c - first) * slots + slot);
      }
    }
    writer.endGroup();
  }

  private void base(int k, int c, int slot) {
    ColumnType type = shape.types()[k][c];
    if (type == ColumnType.COUNTER && total[k][c][slot] == Column.NOT_MEASURED) {
      total[k][c][slot] = random.nextInt(1 << 30); // what it was when the agent first saw it
    }
    if (type == ColumnType.TEXT && text[k][c][slot] != null) {
      writer.baseText(text[k][c][slot]);
    } else if (type == ColumnType.COUNTER) {
      writer.baseCounter(total[k][c][slot]);
    } else if (type == ColumnType.GAUGE && total[k][c][slot] != Column.NOT_MEASURED) {
      writer.baseGauge(total[k][c][slot]);
    } else {
      writer.baseNone();
    }
  }

  private void change(int k, int c, int slot, int cell) {
    boolean first = !expected.containsKey(name(k, c, slot));
    if (!first && random.nextInt(3) > 0) {
      return;
    }
    switch (shape.types()[k][c]) {
      case COUNTER -> {
        long increase = first ? 0 : 1 + random.nextInt(100_000);
        writer.counter(cell, increase);
        total[k][c][slot] += increase;
        sum(k, c, slot, increase);
      }
      case GAUGE -> {
        long before = total[k][c][slot] == Column.NOT_MEASURED ? 0 : total[k][c][slot];
        long now = random.nextInt(1 << 30);
        writer.gauge(cell, before, now);
        total[k][c][slot] = now;
        expected.put(name(k, c, slot), Long.toString(now));
      }
      case TEXT -> {
        text[k][c][slot] = "text-" + random.nextInt(10);
        writer.text(cell, text[k][c][slot]);
        expected.put(name(k, c, slot), text[k][c][slot]);
      }
      case HISTOGRAM -> {
        long count = 1L + random.nextInt(50);
        writer.histogram(cell, 1);
        writer.bucket(random.nextInt(100), count);
        sum(k, c, slot, count);
      }
    }
  }

  private void sum(int k, int c, int slot, long more) {
    expected.merge(
        name(k, c, slot),
        Long.toString(more),
        (a, b) -> Long.toString(Long.parseLong(a) + Long.parseLong(b)));
  }

  private List<String> labels(int k, int slot) {
    return schema.getKinds(k).getLabelsList().stream().map(l -> l + "-" + slot).toList();
  }

  private String name(int k, int c, int slot) {
    return cell(schema, k, c, labels(k, slot));
  }

  /** The first three fields of a line. */
  static String cell(Schema schema, int k, int c, List<String> labels) {
    int left = c;
    for (dev.nodecast.v1.Group group : schema.getKinds(k).getGroupsList()) {
      if (left < group.getColumnsCount()) {
        return schema.getKinds(k).getName()
            + "\t"
            + String.join("/", labels)
            + "\t"
            + group.getColumns(left).getName();
      }
      left -= group.getColumnsCount();
    }
    throw new IllegalArgumentException("column: " + c);
  }

  private void frame(long seq, WireBuffer tick) throws IOException {
    byte[] out = new byte[tick.size() * 2 + 64];
    deflater.setInput(tick.array(), 0, tick.size());
    int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH) - 4;
    AgentMessage.newBuilder()
        .setFrame(
            Frame.newBuilder()
                .setSeq(seq)
                .setBody(ByteString.copyFrom(out, 0, size))
                .setLength(tick.size()))
        .build()
        .writeDelimitedTo(session);
  }
}
