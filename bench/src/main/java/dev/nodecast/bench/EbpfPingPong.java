package dev.nodecast.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodecast.bench.run.CSource;
import dev.nodecast.bench.run.TempDir;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.scheduling.Scheduling;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What the program on the scheduler's tracepoint costs where it costs most: two processes on one
 * processor that wake each other and sleep, and do nothing else. With and without it in turns.
 */
final class EbpfPingPong implements Benchmark {
  private static final int ROUNDS = 5;
  private static final int SLOTS = 2048;
  private static final double LEAST_RATIO = 0.75;

  @Override
  public String name() {
    return "ebpf.pingpong";
  }

  @Override
  public void run(Report report) throws Exception {
    KernelSupport kernel = Skip.unlessKernelPrograms();
    double[] off = new double[ROUNDS];
    double[] on = new double[ROUNDS];
    double[] ratio = new double[ROUNDS];
    try (TempDir directory = new TempDir("pingpong")) {
      Path program = CSource.compile(directory.path(), "pingpong");
      for (int round = 0; round < ROUNDS; round++) {
        off[round] = roundTrip(program);
        on[round] = roundTripWatched(program, kernel);
        ratio[round] = off[round] / on[round];
      }
    }
    report.note("medians of " + ROUNDS + " rounds; load " + Machine.load());
    report.figure(name() + ".off", Quantiles.of(off).median(), "ns");
    report.figure(name() + ".on", Quantiles.of(on).median(), "ns");
    report.figure(
        name() + ".ratio", Quantiles.of(ratio).median(), "1", Target.atLeast(LEAST_RATIO));
  }

  private static double roundTripWatched(Path program, KernelSupport kernel) throws Exception {
    try (Slots slots = Slots.open(SLOTS);
        Scheduling scheduling = Scheduling.start(kernel, slots)) {
      if (scheduling.programs().object().isEmpty()) {
        throw new Skip(scheduling.programs().support().get(0).reason());
      }
      return roundTrip(program);
    }
  }

  /** Nanoseconds, on the last processor: the first one has most interrupts. */
  private static double roundTrip(Path program) throws Exception {
    int last = Runtime.getRuntime().availableProcessors() - 1;
    Process process =
        new ProcessBuilder(program.toString(), Integer.toString(last))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException("pingpong: ended with " + code);
    }
    return Double.parseDouble(printed);
  }
}
