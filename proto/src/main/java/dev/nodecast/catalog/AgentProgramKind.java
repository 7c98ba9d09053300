package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.COUNT;
import static dev.nodecast.catalog.Unit.NANOSECONDS;

/**
 * One kernel program of an agent. The kernel counts runs only while its statistics are on, which
 * costs each run 30 to 50 ns; so they are on for 2 s of each 30 s, and what those 2 s show is taken
 * for what happens until the next: runs and time are estimates, exact in the mean.
 */
public final class AgentProgramKind {
  private static final Kind.Builder B =
      Kind.named("agent_program", "One kernel program of one agent.").labels("subject", "program");
  private static final Kind.Builder.GroupBuilder PROGRAMS = B.group("ebpf_programs", 2);

  public static final Column LOADED =
      PROGRAMS.gauge("loaded", COUNT, "1 when the kernel took it, else 0.", "");
  public static final Column HOOK = PROGRAMS.text("hook", "Where in the kernel it belongs.");
  public static final Column REASON =
      PROGRAMS.text("reason", "Why the kernel did not take it; none when it did.");
  public static final Column UNCOUNTED =
      PROGRAMS.text("uncounted", "Why its runs are not counted; none when they are.");
  public static final Column RUNS =
      PROGRAMS.counter("runs", COUNT, "Runs, estimated from 2 s of each 30 s.", "");
  public static final Column RUN_TIME =
      PROGRAMS.counter(
          "run_ns",
          NANOSECONDS,
          "Time spent in it on all processors, estimated from 2 s of each 30 s.",
          "");

  public static final Kind KIND = B.build();

  private AgentProgramKind() {}
}
