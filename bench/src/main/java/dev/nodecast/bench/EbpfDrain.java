package dev.nodecast.bench;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.CollectorRunner;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.container.Containers;
import dev.nodecast.agent.container.OpenFiles;
import dev.nodecast.agent.delta.Earlier;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.delta.TickEncoder;
import dev.nodecast.agent.ebpf.Probe;
import dev.nodecast.agent.ebpf.Programs;
import dev.nodecast.agent.ebpf.Workloads;
import dev.nodecast.bench.run.CSource;
import dev.nodecast.bench.run.TempDir;
import dev.nodecast.bench.run.UnifiedCgroups;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Profile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * CPU time of reading what the programs of the standard profile counted in 10,240 containers, each
 * second: the agent's own collectors and encoder, in this process. With all their numbers changed,
 * with those of some, and with none, which is the reading alone.
 */
final class EbpfDrain implements Benchmark {
  private static final int CONTAINERS = 10_240;

  /** What else this machine has gets slots too. */
  private static final int SLOTS = CONTAINERS + 1024;

  private static final int ENTITY_LIMIT = 20_000;
  private static final int ALL = 100;

  /** 512 containers, as many as a large node's pods. */
  private static final int SOME = 5;

  private static final int WARM_UP = 60;
  private static final int SECONDS = 20;
  private static final long SECOND_MS = 1000;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Samples samples = new Samples(Catalog.KINDS, ENTITY_LIMIT, Earlier.none());
  private final TickEncoder encoder = new TickEncoder();

  /** CPU time of the parts of a tick: owners, numbers, encoding. */
  private final long[] nanos = new long[3];

  private long timeMs = SECOND_MS;

  @Override
  public String name() {
    return "ebpf.drain";
  }

  @Override
  public void run(Report report) throws Exception {
    Path proc = Path.of("/proc");
    Path sys = Path.of("/sys");
    KernelSupport kernel = KernelSupport.read(proc, sys);
    if (!kernel.capable()) {
      throw new Skip(String.join("; ", kernel.obstacles()));
    }
    HostRoot host = new HostRoot(proc, sys, sys.resolve("fs/cgroup"), Path.of("/"));
    OpenFiles open = new OpenFiles(OpenFiles.DEFAULT_LIMIT);
    try (TempDir directory = new TempDir("drain");
        UnifiedCgroups cgroups = new UnifiedCgroups(CONTAINERS);
        Containers containers = new Containers(host, new KernelReader(), open, ENTITY_LIMIT);
        Programs programs = new Programs(kernel, SLOTS)) {
      programs.leaveOut(Programs.outside(Profile.STANDARD));
      Workloads workloads = new Workloads(programs, containers, SLOTS);
      CollectorRunner runner =
          new CollectorRunner(
              dev.nodecast.agent.Collectors.kernel(host, programs, workloads),
              Set.of(),
              System::nanoTime);
      tick(workloads, runner);
      requireRunning(report, programs);
      cgroups.inhabit(CSource.compile(directory.path(), "inhabit"));
      SlotWriter writer = new SlotWriter(programs, cgroups.ids());
      PeerWriter peers = new PeerWriter(programs, writer.owners());
      for (int i = 0; i < WARM_UP; i++) {
        change(writer, peers, ALL);
        tick(workloads, runner);
      }
      // A row of cgroup files, one of kernel numbers; and those of peers.
      int rows = 2 * CONTAINERS + peers.size();
      if (samples.entities() < rows) {
        throw new IOException(samples.entities() + " rows (expected: at least " + rows + ")");
      }
      measure(report, workloads, runner, writer, peers);
    }
  }

  private void measure(
      Report report,
      Workloads workloads,
      CollectorRunner runner,
      SlotWriter writer,
      PeerWriter peers)
      throws Exception {
    report.note(
        writer.describe()
            + ", in "
            + CONTAINERS
            + " slots of each; "
            + peers.size()
            + " peers; load "
            + Machine.load());
    double all = percent(report, workloads, runner, () -> change(writer, peers, ALL));
    if (encoder.changes() < writer.least()) {
      throw new IOException(
          encoder.changes() + " changes (expected: at least " + writer.least() + ")");
    }
    report.figure(name() + ".all.cpu", all, "%");
    double some = percent(report, workloads, runner, () -> change(writer, peers, SOME));
    report.figure(name() + ".some.cpu", some, "%");
    double still = percent(report, workloads, runner, () -> {});
    report.figure(name() + ".cpu", still, "%", Target.atMost(1));
  }

  private static void change(SlotWriter writer, PeerWriter peers, int percent) {
    writer.change(percent);
    peers.change(percent);
  }

  /** CPU time of this thread while it collects and encodes, of a core; a tick each second. */
  private double percent(
      Report report, Workloads workloads, CollectorRunner runner, Runnable before)
      throws InterruptedException {
    Arrays.fill(nanos, 0);
    Map<String, Long> earlier = new HashMap<>();
    runner.runs().forEach(run -> earlier.put(run.name(), run.nanos()));
    long began = System.nanoTime();
    for (int i = 1; i <= SECONDS; i++) {
      before.run();
      tick(workloads, runner);
      long rest = began + TimeUnit.SECONDS.toNanos(i) - System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(Math.max(0, rest));
    }
    report.note(
        "changed in the last tick: %d of %d; owners %s, numbers %s, encoding %s ms a tick"
            .formatted(
                encoder.changes(),
                encoder.samples(),
                millis(nanos[0]),
                millis(nanos[1]),
                millis(nanos[2])));
    report.note(
        runner.runs().stream()
            .map(run -> run.name() + " " + millis(run.nanos() - earlier.get(run.name())))
            .collect(Collectors.joining(", ", "of the numbers: ", " ms")));
    return Arrays.stream(nanos).sum() * 100.0 / TimeUnit.SECONDS.toNanos(SECONDS);
  }

  private static String millis(long nanos) {
    return Report.digits(nanos / 1e6 / SECONDS);
  }

  /** Collectors bring the owners of slots up to date themselves when it was not done before. */
  private void tick(Workloads workloads, CollectorRunner runner) {
    timeMs += SECOND_MS;
    long start = threads.getCurrentThreadCpuTime();
    workloads.refresh(samples);
    long known = threads.getCurrentThreadCpuTime();
    runner.tick(timeMs, samples);
    long collected = threads.getCurrentThreadCpuTime();
    encoder.encode(samples, timeMs, false);
    nanos[0] += known - start;
    nanos[1] += collected - known;
    nanos[2] += threads.getCurrentThreadCpuTime() - collected;
  }

  /** What of the profile this kernel does not run, and is therefore not in the figure. */
  private static void requireRunning(Report report, Programs programs) throws Skip {
    Set<String> outside = Programs.outside(Profile.STANDARD).keySet();
    boolean any = false;
    for (Probe<?> probe : programs.all()) {
      any |= probe.running().isPresent();
      if (!probe.reason().isEmpty() && !outside.contains(probe.name())) {
        report.note("without " + probe.name() + ": " + probe.reason());
      }
    }
    if (!any) {
      throw new Skip("no kernel program runs");
    }
  }
}
