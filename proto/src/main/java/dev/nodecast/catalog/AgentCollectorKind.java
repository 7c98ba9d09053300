package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.COUNT;
import static dev.nodecast.catalog.Unit.MICROSECONDS;

/** One collector of an agent, measured by its runner. */
public final class AgentCollectorKind {
  private static final Kind.Builder B =
      Kind.named("agent_collector", "One collector of one agent.").labels("collector");
  private static final Kind.Builder.GroupBuilder RUNNER = B.group("collectors", 2);

  public static final Column RUNS = RUNNER.counter("runs", COUNT, "Runs.", "");
  public static final Column FAILURES = RUNNER.counter("failures", COUNT, "Runs that failed.", "");
  public static final Column EMPTY =
      RUNNER.counter("empty", COUNT, "Runs that had nothing to report.", "");
  public static final Column DURATION =
      RUNNER.counter("duration_us", MICROSECONDS, "Time spent in it.", "");
  public static final Column OUTCOME =
      RUNNER.text("outcome", "What the last run ended with: ok, or the reason.");

  public static final Kind KIND = B.build();

  private AgentCollectorKind() {}
}
