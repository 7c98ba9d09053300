package dev.nodecast.bench.sim;

import dev.nodecast.agent.delta.Earlier;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.delta.TickEncoder;
import dev.nodecast.catalog.AgentKind;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.ContainerNetworkKind;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.NodeCpuKind;
import dev.nodecast.catalog.NodeDiskKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.catalog.NodeNetworkKind;
import dev.nodecast.catalog.ProcessKind;
import dev.nodecast.catalog.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A machine that does not exist, through the agent's own delta tables and encoder: only the kernel
 * is made up. 60 % of its containers and processes are idle, 30 % moderate, 10 % busy; of their
 * cells 10, 50 and 80 % change from one collection to the next, which is near 30 % of all.
 */
public final class SimulatedNode {
  private static final int[] CHANGE_PERCENT = {10, 50, 80};
  private static final double[] SCALE = {0.01, 1, 10};
  private static final int STATIC_PERCENT = 2;

  private record Thing(Entity entity, Kind kind, int activity, long[] values) {}

  private final String name;
  private final Random random;
  private final Samples samples =
      new Samples(Catalog.KINDS, Integer.MAX_VALUE >> 4, Earlier.none());
  private final TickEncoder encoder = new TickEncoder();
  private final List<Thing> things = new ArrayList<>();
  private long tick;

  /**
   * @param seed the same seed gives the same values
   */
  public SimulatedNode(String name, int number, int containers, int processes, long seed) {
    this.name = name;
    this.random = new Random(seed);
    add(NodeKind.KIND, 2);
    add(AgentKind.KIND, 1);
    for (int cpu = 0; cpu < 4; cpu++) {
      add(NodeCpuKind.KIND, 2, Integer.toString(cpu));
    }
    add(NodeDiskKind.KIND, 1, "vda");
    add(NodeNetworkKind.KIND, 2, "eth0");
    List<List<String>> owners = new ArrayList<>();
    int[] activity = new int[containers];
    for (int c = 0; c < containers; c++) {
      owners.add(FleetNames.container(number * containers + c));
      activity[c] = activity();
      List<String> labels = new ArrayList<>(owners.get(c));
      List<String> ofContainer = new ArrayList<>(labels);
      ofContainer.addAll(List.of("containerd", "burstable"));
      add(ContainerKind.KIND, activity[c], ofContainer.toArray(String[]::new));
      labels.add("eth0");
      add(ContainerNetworkKind.KIND, activity[c], labels.toArray(String[]::new));
    }
    for (int p = 0; p < processes; p++) {
      List<String> labels =
          new ArrayList<>(
              containers == 0 ? List.of("", "", "", "", "", "") : owners.get(p % containers));
      labels.add(Integer.toString(1000 + p));
      labels.add(Long.toString(1_760_000_000_000L + p * 1000L));
      int owner = containers == 0 ? 0 : activity[p % containers];
      add(ProcessKind.KIND, owner, labels.toArray(String[]::new));
    }
  }

  public String name() {
    return name;
  }

  /**
   * The next tick of one second, uncompressed; a new array.
   *
   * @param timeMs its time, Unix milliseconds
   */
  public byte[] tick(long timeMs, boolean keyframe) {
    for (Kind kind : Catalog.KINDS) {
      for (Group group : kind.groups()) {
        // A minimum of one second: groups of the same cadence are due in the same tick, as in an
        // agent.
        if (tick % Math.max(1, group.cadence().toSeconds()) == 0) {
          collect(kind, group);
        }
      }
    }
    tick++;
    var encoded = encoder.encode(samples, timeMs, keyframe);
    return Arrays.copyOf(encoded.array(), encoded.size());
  }

  /** Samples of the last tick. */
  public long samples() {
    return encoder.samples();
  }

  /** Cells that changed in the last tick. */
  public long changes() {
    return encoder.changes();
  }

  private void add(Kind kind, int activity, String... labels) {
    long[] values = new long[kind.columns().size()];
    Entity entity = samples.define(kind, labels);
    things.add(new Thing(entity, kind, activity, values));
    for (Column column : kind.columns()) {
      if (column.type() == ColumnType.GAUGE) {
        values[column.index()] = 1L + random.nextInt(column.unit() == Unit.BYTES ? 1 << 28 : 100);
      } else if (column.type() == ColumnType.TEXT) {
        samples.text(entity, column, column.name() + "-" + random.nextInt(20));
      }
    }
  }

  private void collect(Kind kind, Group group) {
    boolean any = false;
    for (Thing thing : things) {
      if (thing.kind() == kind) {
        any = true;
        for (Column column : group.columns()) {
          move(thing, column);
        }
      }
    }
    if (any) {
      samples.collected(group, (tick + 1) * 1_000_000_000L);
    }
  }

  private void move(Thing thing, Column column) {
    long[] values = thing.values();
    int c = column.index();
    // Limits and addresses of things: hardly ever new.
    boolean slow = column.name().endsWith("_limit") || column.unit() == Unit.CORES;
    int percent = slow ? STATIC_PERCENT : CHANGE_PERCENT[thing.activity()];
    boolean changes = random.nextInt(100) < percent;
    switch (column.type()) {
      case COUNTER -> {
        if (changes) {
          double mean = mean(column) * SCALE[thing.activity()];
          values[c] += Math.max(1, Math.round(mean * (1 + 0.2 * random.nextGaussian())));
        }
        samples.set(thing.entity(), column, values[c]);
      }
      case GAUGE -> {
        if (changes) {
          long step = Math.round(random.nextGaussian() * Math.max(1, values[c] * 0.01));
          long page = column.unit() == Unit.BYTES ? 4096 : 1;
          values[c] = Math.max(0, (values[c] + (step == 0 ? page : step)) / page * page);
        }
        samples.set(thing.entity(), column, values[c]);
      }
      case HISTOGRAM ->
          samples.observe(
              thing.entity(), column, 1000 + Math.abs(Math.round(random.nextGaussian() * 300)));
      case TEXT -> {}
    }
  }

  /** What a moderate entity adds in one collection. */
  private static double mean(Column column) {
    return switch (column.unit()) {
      case BYTES -> 50_000;
      case NANOSECONDS -> 20_000_000;
      case MICROSECONDS -> 20_000;
      case MILLISECONDS -> 20;
      case PACKETS -> 200;
      default -> 20;
    };
  }

  private int activity() {
    int dice = random.nextInt(10);
    return dice < 6 ? 0 : dice < 9 ? 1 : 2;
  }
}
