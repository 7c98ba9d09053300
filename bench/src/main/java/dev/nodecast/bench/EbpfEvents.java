package dev.nodecast.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodecast.bench.run.CSource;
import dev.nodecast.bench.run.TempDir;
import dev.nodecast.bench.run.UnifiedCgroups;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.ProgramSupport;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.life.Life;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Storms of processes that begin, execute and end in a cgroup of their own, and whether each is
 * accounted for: as an event, or as one that found no room; and by number in its cgroup either way.
 */
final class EbpfEvents implements Benchmark {
  private static final int SLOTS = 2048;
  private static final int PACE = 10_000;
  private static final int PACED_SECONDS = 5;
  private static final int FLAT_OUT = 300_000;

  /** Four rings full. */
  private static final int UNREAD = 100_000;

  /** What a storm says of itself. */
  private record Storm(long ended, long executed, double seconds) {}

  /** Which storm. */
  private record Plan(int processes, int perSecond, int execEvery, boolean drained) {}

  @Override
  public String name() {
    return "ebpf.events";
  }

  @Override
  public void run(Report report) throws Exception {
    KernelSupport kernel = Skip.unlessKernelPrograms();
    try (TempDir directory = new TempDir("events");
        UnifiedCgroups cgroups = new UnifiedCgroups(1);
        Slots slots = Slots.open(SLOTS);
        Life life = Life.start(kernel, slots)) {
      for (ProgramSupport program : life.programs().support()) {
        if (!program.loaded()) {
          throw new Skip(program.program() + ": " + program.reason());
        }
      }
      Path storm = CSource.compile(directory.path(), "storm");
      Path procs = cgroups.paths().get(0).resolve("cgroup.procs");
      ExitTally tally = new ExitTally(slots, life, cgroups.ids().iterator().next());
      measure(report, storm, procs, tally);
    }
  }

  private void measure(Report report, Path storm, Path procs, ExitTally tally) throws Exception {
    Plan paced = new Plan(PACE * PACED_SECONDS, PACE, 10, true);
    long lost = tally.lost();
    Storm said = storm(paced, storm, procs, tally);
    long unaccounted = unaccounted(report, "paced", said, tally);
    report.figure(name() + ".paced.rate", said.ended() / said.seconds(), "exits/s");
    report.figure(name() + ".paced.lost", tally.lost() - lost, "events", Target.atMost(0));

    lost = tally.lost();
    said = storm(new Plan(FLAT_OUT, 0, 100, true), storm, procs, tally);
    unaccounted += unaccounted(report, "flat out", said, tally);
    report.figure(name() + ".flat.rate", said.ended() / said.seconds(), "exits/s");
    report.figure(name() + ".flat.lost", tally.lost() - lost, "events");

    lost = tally.lost();
    said = storm(new Plan(UNREAD, 0, 100, false), storm, procs, tally);
    unaccounted += unaccounted(report, "flat out and not read", said, tally);
    report.figure(name() + ".unread.lost", tally.lost() - lost, "events");
    if (tally.lost() == lost) {
      throw new IOException("nothing lost of " + UNREAD + " (expected: more than the ring holds)");
    }
    report.figure(name() + ".unaccounted", unaccounted, "events", Target.atMost(0));
  }

  /** Reads as the agent does, each second, while it lasts. */
  private static Storm storm(Plan plan, Path program, Path procs, ExitTally tally)
      throws IOException, InterruptedException {
    tally.begin();
    String printed;
    Process process =
        new ProcessBuilder(
                program.toString(),
                Integer.toString(plan.processes()),
                Integer.toString(plan.perSecond()),
                Integer.toString(plan.execEvery()),
                procs.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      while (!process.waitFor(1, TimeUnit.SECONDS)) {
        if (plan.drained()) {
          tally.drain();
        }
      }
      printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new IOException("storm: ended with " + process.exitValue() + " (expected: 0)");
    }
    String[] fields = printed.split(" ", -1);
    return new Storm(
        Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]) / 1e9);
  }

  /** By how much anything differs from what the storm said, and what was read from what ended. */
  private static long unaccounted(Report report, String what, Storm said, ExitTally tally)
      throws IOException, InterruptedException {
    long difference = tally.settle();
    report.note(
        what
            + ": "
            + said.ended()
            + " ended and "
            + said.executed()
            + " executed in "
            + Report.digits(said.seconds())
            + " s; counted in their cgroup "
            + tally.ended()
            + " and "
            + tally.executed()
            + "; since the beginning, on the whole machine: "
            + tally.read()
            + " read + "
            + tally.lost()
            + " lost, of "
            + tally.all()
            + "; load "
            + Machine.load());
    return Math.abs(difference)
        + Math.abs(said.ended() - tally.ended())
        + Math.abs(said.executed() - tally.executed());
  }
}
