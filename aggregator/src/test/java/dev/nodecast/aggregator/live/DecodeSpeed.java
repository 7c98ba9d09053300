package dev.nodecast.aggregator.live;

import dev.nodecast.aggregator.live.NodeState.AgentInfo;
import dev.nodecast.aggregator.store.WindowStore;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.ProcessKind;
import dev.nodecast.wire.TickReader;
import dev.nodecast.wire.TickWriter;
import dev.nodecast.wire.WireSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * How many samples a second one thread brings from frames into the live state: 100 nodes with 100
 * containers and 300 processes each, 30 % of the cells changing. A sample is a cell of a collected
 * group, changed or not. Run it by hand; prints {@code name value unit} lines.
 */
public final class DecodeSpeed {
  private static final int NODES = 100;
  private static final int TICKS = 10;
  private static final List<Kind> KINDS = List.of(ContainerKind.KIND, ProcessKind.KIND);
  private static final int[] ENTITIES = {100, 300};

  private DecodeSpeed() {}

  /** The argument is how many seconds to measure. */
  public static void main(String[] args) throws Exception {
    long seconds = args.length > 0 ? Long.parseLong(args[0]) : 10;
    LiveState live = new LiveState(NODES, 1_000_000);
    List<SchemaMap.PeerKind> peer = new ArrayList<>();
    for (Kind kind : KINDS) {
      List<ColumnType> types = kind.columns().stream().map(Column::type).toList();
      peer.add(
          new SchemaMap.PeerKind(
              kind.name(),
              kind.labels(),
              kind.groups().stream().map(Group::name).toList(),
              kind.columns().stream().map(Column::name).toList(),
              types,
              kind.columns().stream().mapToInt(Column::group).toArray()));
    }
    SchemaMap map = new SchemaMap(peer);
    byte[][] ticks = new byte[TICKS + 1][];
    long changed = 0;
    Random random = new Random(1);
    long[][][] gauges = new long[KINDS.size()][][];
    for (int t = 0; t <= TICKS; t++) {
      TickWriter writer = new TickWriter();
      ticks[t] = tick(writer, t, gauges, random);
      changed += t == 0 ? 0 : writer.changes();
    }
    NodeWriter[] writers = new NodeWriter[NODES];
    for (int n = 0; n < NODES; n++) {
      NodeState node = live.open("n" + n, new AgentInfo("b", "", "", "", "", 0, true, ""));
      writers[n] =
          new NodeWriter(
              live,
              node,
              map,
              new TickReader(WireSchema.shape(WireSchema.of(KINDS)), 10_000),
              5000,
              new long[WindowStore.TABLES]);
      writers[n].apply(1, ticks[0], 0, ticks[0].length, 0);
    }
    long samples = 0;
    for (int k = 0; k < KINDS.size(); k++) {
      samples += (long) KINDS.get(k).columns().size() * ENTITIES[k];
    }
    long seq = 2;
    long frames = 0;
    long rows = 0;
    long start = 0;
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < (seconds + 3) * 1_000_000_000L) {
      if (start == 0 && System.nanoTime() - begun > 3_000_000_000L) {
        start = System.nanoTime(); // warm
        frames = 0;
        rows = 0;
      }
      for (int t = 1; t <= TICKS; t++, seq++) {
        for (NodeWriter writer : writers) {
          rows += writer.apply(seq, ticks[t], 0, ticks[t].length, 0) == null ? 0 : 400;
          frames++;
        }
      }
    }
    double took = (System.nanoTime() - start) / 1e9;
    System.out.printf("decode_samples %.0f samples/s%n", frames * samples / took);
    System.out.printf("decode_changes %.0f cells/s%n", frames / took * changed / TICKS);
    System.out.printf("decode_frames %.0f frames/s%n", frames / took);
    System.out.printf("decode_rows %.0f rows/s%n", rows / took);
  }

  private static byte[] tick(TickWriter writer, int t, long[][][] gauges, Random random) {
    writer.begin(1_700_000_000_000L + t * 1000L, t == 0);
    for (int k = 0; k < KINDS.size(); k++) {
      Kind kind = KINDS.get(k);
      int slots = ENTITIES[k];
      writer.beginKind(k, slots);
      if (t == 0) {
        gauges[k] = new long[kind.columns().size()][slots];
        for (int slot = 0; slot < slots; slot++) {
          List<String> labels = new ArrayList<>(Collections.nCopies(kind.labels().size(), "l"));
          labels.set(labels.size() - 1, "e" + slot);
          labels.set(5, "c" + slot);
          writer.define(slot, labels);
        }
      }
      for (Group group : kind.groups()) {
        writer.beginGroup(group.index(), 1000);
        if (t == 0) {
          for (int cell = 0; cell < group.columns().size() * slots; cell++) {
            writer.baseNone();
          }
        }
        changes(writer, group, slots, gauges[k], random, t == 0);
        writer.endGroup();
      }
      writer.endKind();
    }
    var tick = writer.end();
    return Arrays.copyOf(tick.array(), tick.size());
  }

  private static void changes(
      TickWriter writer, Group group, int slots, long[][] gauges, Random random, boolean all) {
    for (Column column : group.columns()) {
      for (int slot = 0; slot < slots; slot++) {
        int cell = (column.index() - group.first()) * slots + slot;
        if (!all && random.nextInt(100) >= 30) {
          continue;
        }
        switch (column.type()) {
          case COUNTER -> writer.counter(cell, random.nextInt(100_000));
          case GAUGE -> {
            long now = random.nextInt(1_000_000);
            writer.gauge(cell, gauges[column.index()][slot], now);
            gauges[column.index()][slot] = now;
          }
          case TEXT -> {
            if (all) {
              writer.text(cell, "text");
            }
          }
          case HISTOGRAM -> {}
        }
      }
    }
  }
}
