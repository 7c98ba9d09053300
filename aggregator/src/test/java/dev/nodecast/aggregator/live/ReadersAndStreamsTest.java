package dev.nodecast.aggregator.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.live.NodeState.AgentInfo;
import dev.nodecast.aggregator.store.WindowStore;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.NodeFilesystemKind;
import dev.nodecast.wire.TickReader;
import dev.nodecast.wire.TickWriter;
import dev.nodecast.wire.WireBuffer;
import dev.nodecast.wire.WireSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Streams write while pages read and nodes come and go: nobody sees half a tick. */
class ReadersAndStreamsTest {
  private static final int STREAMS = 8;
  private static final int FRAMES = 400;
  private static final long SUM = 1_000_000;
  private static final Kind KIND = NodeFilesystemKind.KIND;
  private static final Column USED = NodeFilesystemKind.USED;
  private static final Column AVAILABLE = NodeFilesystemKind.AVAILABLE;

  private final LiveState live = new LiveState(STREAMS, 10_000);
  private final AtomicLong read = new AtomicLong();

  @Test
  void readersNeverSeeHalfATick() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(STREAMS + 2);
    AtomicBoolean done = new AtomicBoolean();
    try {
      List<Future<?>> readers = new ArrayList<>();
      for (int r = 0; r < 2; r++) {
        readers.add(
            threads.submit(
                () -> {
                  while (!done.get()) {
                    readAll();
                    Thread.onSpinWait();
                  }
                }));
      }
      List<Future<?>> streams = new ArrayList<>();
      for (int s = 0; s < STREAMS; s++) {
        String name = "n" + s;
        streams.add(
            threads.submit(
                () -> {
                  stream(name);
                  return null;
                }));
      }
      for (Future<?> stream : streams) {
        stream.get(60, TimeUnit.SECONDS);
      }
      done.set(true);
      for (Future<?> reader : readers) {
        reader.get(60, TimeUnit.SECONDS);
      }
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
    readAll();
    assertThat(read.get()).isPositive();
    assertThat(live.nodes()).hasSize(STREAMS);
    long living = 0;
    for (NodeState node : live.nodes()) {
      synchronized (node) {
        living += node.kind(KIND).living().cardinality();
      }
    }
    assertThat(live.entities()).isEqualTo(living);
  }

  private void readAll() {
    for (NodeState node : live.nodes()) {
      synchronized (node) {
        KindState kind = node.kind(KIND);
        kind.living().stream()
            .forEach(
                slot -> {
                  long used = kind.value(USED, slot);
                  if (used + kind.value(AVAILABLE, slot) != SUM) {
                    throw new AssertionError(node.name() + ": a torn tick in slot " + slot);
                  }
                  if (!kind.labels(slot)[0].equals(
                      "m" + kind.value(NodeFilesystemKind.INODES, slot))) {
                    throw new AssertionError(node.name() + ": values of another entity in " + slot);
                  }
                  read.incrementAndGet();
                });
      }
    }
  }

  private void stream(String name) throws Exception {
    var schema = WireSchema.of(List.of(KIND));
    List<String> columns = KIND.columns().stream().map(Column::name).toList();
    List<ColumnType> types = KIND.columns().stream().map(Column::type).toList();
    SchemaMap map =
        new SchemaMap(
            List.of(
                new SchemaMap.PeerKind(
                    KIND.name(), KIND.labels(), List.of("g"), columns, types, new int[6])));
    TickWriter writer = new TickWriter();
    for (int life = 0; life < 4; life++) {
      AgentInfo agent = new AgentInfo("b" + life, "1", "", "", "", 0, true, "");
      NodeState node = live.open(name, agent);
      NodeWriter to =
          new NodeWriter(
              live,
              node,
              map,
              new TickReader(WireSchema.shape(schema), 1000),
              5000,
              new long[WindowStore.TABLES]);
      for (int f = 1; f <= FRAMES / 4; f++) {
        boolean keyframe = f == 1 || f % 20 == 0;
        // The number of entities breathes.
        int slots = 20 + f % 20;
        WireBuffer tick = tick(writer, f, keyframe, slots);
        to.apply(f, tick.array(), 0, tick.size(), f);
      }
      to.closeEarly();
      live.disconnected(name, agent);
      if (life < 3) {
        assertThat(live.forget(name)).isTrue();
      }
    }
  }

  private static WireBuffer tick(TickWriter writer, int f, boolean keyframe, int slots) {
    writer.begin(1_700_000_000_000L + f * 1000L, keyframe);
    writer.beginKind(0, slots);
    for (int slot = 0; slot < slots; slot++) {
      // Each entity lives one frame: defined over in the next.
      writer.define(slot, List.of("m" + (f * 1000 + slot), "d", "t"));
    }
    writer.beginGroup(0, 1000);
    if (keyframe) {
      for (int cell = 0; cell < KIND.columns().size() * slots; cell++) {
        writer.baseNone();
      }
    }
    for (Column column : KIND.columns()) {
      for (int slot = 0; slot < slots; slot++) {
        long value =
            column == USED
                ? f * 7L + slot
                : column == AVAILABLE
                    ? SUM - (f * 7L + slot)
                    : column == NodeFilesystemKind.INODES ? f * 1000L + slot : 1;
        writer.gauge(column.index() * slots + slot, 0, value);
      }
    }
    writer.endGroup();
    for (int slot = 0; slot < slots && f % 3 == 0; slot += 5) {
      writer.released(slot);
    }
    writer.endKind();
    return writer.end();
  }
}
