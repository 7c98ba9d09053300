package dev.nodecast.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.live.NodeWriter;
import dev.nodecast.aggregator.store.Window;
import dev.nodecast.aggregator.store.WindowStore;
import dev.nodecast.bench.sim.CatalogMap;
import dev.nodecast.bench.sim.Recording;
import dev.nodecast.bench.sim.SimulatedNode;
import dev.nodecast.wire.TickReader;
import dev.nodecast.wire.WireSchema;
import java.lang.management.ManagementFactory;
import java.util.zip.Inflater;

/**
 * Decoding frames into the live state and closing windows, in one thread. What is divided by is the
 * CPU time of this whole process, so that its garbage collector and compiler count and other
 * programs do not.
 */
final class IngestDecode implements Benchmark {
  private static final int NODES = 20;
  private static final int TICKS = 60;
  private static final int WINDOW_MS = 5000;
  private static final int ROUNDS = 7;

  private static final OperatingSystemMXBean OS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  @Override
  public String name() {
    return "ingest.decode";
  }

  @Override
  public void run(Report report) throws Exception {
    Recording[] recordings = new Recording[NODES];
    long samples = 0;
    long changes = 0;
    long bytes = 0;
    long sent = 0;
    for (int n = 0; n < NODES; n++) {
      SimulatedNode node = new SimulatedNode("node-" + n, n, 100, 300, n);
      recordings[n] = Recording.of(node, TICKS, 1_800_000_000_000L);
      samples += recordings[n].samples();
      changes += recordings[n].changes();
      bytes += recordings[n].tickBytes();
      sent += recordings[n].sentBytes();
    }
    report.note(
        NODES
            + " nodes of 100 containers and 300 processes, "
            + TICKS
            + " ticks each: "
            + samples / TICKS / NODES
            + " samples a tick, "
            + Report.digits(100.0 * changes / samples)
            + " % of them changed, "
            + bytes / TICKS / NODES
            + " bytes a tick, "
            + sent / TICKS / NODES
            + " compressed");
    double[] plain = new double[ROUNDS];
    double[] inflating = new double[ROUNDS];
    for (int round = -3; round < ROUNDS; round++) {
      double ticks = samples / cpuSeconds(recordings, false);
      double frames = samples / cpuSeconds(recordings, true);
      if (round >= 0) {
        plain[round] = ticks;
        inflating[round] = frames;
      }
    }
    double median = Quantiles.of(plain).median();
    report.figure(name(), median, "samples/s/core", Target.atLeast(2_000_000));
    report.figure(name() + ".changed", median * changes / samples, "cells/s/core");
    report.note("beside it: the same with each frame inflated first, as from the wire");
    report.figure(name() + ".inflating", Quantiles.of(inflating).median(), "samples/s/core");
    report.note("peers (docs/benchmarks.md): Netdata parent 490,000 samples/s/core");
  }

  /** One pass over all recordings into a new live state. */
  private static double cpuSeconds(Recording[] recordings, boolean inflate) throws Exception {
    LiveState live = new LiveState(NODES, 1_000_000);
    NodeWriter[] writers = new NodeWriter[NODES];
    Inflater[] inflaters = new Inflater[NODES];
    for (int n = 0; n < NODES; n++) {
      NodeState.AgentInfo agent = new NodeState.AgentInfo("boot", "bench", "", "", "", 0, true, "");
      writers[n] =
          new NodeWriter(
              live,
              live.open("node-" + n, agent),
              CatalogMap.map(),
              new TickReader(WireSchema.shape(WireSchema.current()), 100_000),
              WINDOW_MS,
              new long[WindowStore.TABLES]);
      inflaters[n] = new Inflater(true);
    }
    byte[] buffer = new byte[1 << 20];
    long rows = 0;
    long before = OS.getProcessCpuTime();
    for (int t = 0; t < TICKS; t++) {
      for (int n = 0; n < NODES; n++) {
        Recording recording = recordings[n];
        byte[] tick = recording.tick(t);
        int length = tick.length;
        if (inflate) {
          recording.inflate(t, inflaters[n], buffer);
          tick = buffer;
        }
        Window closed = writers[n].apply(t + 1, tick, 0, length, 0);
        rows += closed == null ? 0 : closed.kinds().size();
      }
    }
    double seconds = (OS.getProcessCpuTime() - before) / 1e9;
    for (Inflater inflater : inflaters) {
      inflater.end();
    }
    if (rows == 0) {
      throw new IllegalStateException("no window was closed");
    }
    return seconds;
  }
}
