package dev.nodecast.agent.ebpf;

import dev.nodecast.bpf.ProgramStats;

/**
 * How often one program ran, from windows in which it was counted: a window's runs and time are
 * exact, and its rates are held until the next one. The error of a total is that of a rate that
 * changed in between; in the mean over many windows it is none, as nothing in the kernel keeps our
 * beat.
 */
final class RunEstimate {
  private ProgramStats start;
  private boolean counted;
  private double runs;
  private double nanos;
  private double runRate;
  private double nanoRate;

  /** A window opens. */
  void begin(ProgramStats stats) {
    start = stats;
  }

  /** Time outside a window passed. */
  void hold(double seconds) {
    runs += runRate * seconds;
    nanos += nanoRate * seconds;
  }

  /**
   * The window closes, after so many seconds. A program that was loaded in the middle of it, or
   * anew, waits for the next.
   */
  void end(ProgramStats stats, double seconds) {
    ProgramStats from = start;
    start = null;
    if (from == null || from.id() != stats.id() || seconds <= 0) {
      hold(seconds);
      return;
    }
    long ran = stats.runs() - from.runs();
    long took = stats.nanos() - from.nanos();
    runs += ran;
    nanos += took;
    runRate = ran / seconds;
    nanoRate = took / seconds;
    counted = true;
  }

  /** It does not run any more. */
  void stop() {
    start = null;
    runRate = 0;
    nanoRate = 0;
  }

  /** Whether a window was seen to its end. */
  boolean counted() {
    return counted;
  }

  long runs() {
    return (long) runs;
  }

  long nanos() {
    return (long) nanos;
  }

  double nanosPerSecond() {
    return nanoRate;
  }
}
