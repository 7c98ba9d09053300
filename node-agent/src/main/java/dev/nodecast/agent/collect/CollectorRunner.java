package dev.nodecast.agent.collect;

import dev.nodecast.agent.delta.Samples;
import dev.nodecast.catalog.Group;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what is due, times it, and keeps one collector's failure from the others. The only place
 * that logs about collectors: a change of outcome once, not each run. Belongs to the tick thread.
 */
public final class CollectorRunner {
  private static final Logger logger = LoggerFactory.getLogger(CollectorRunner.class);
  private static final int OUTCOME_LENGTH = 200;

  private final List<CollectorRun> runs = new ArrayList<>();
  private final LongSupplier nanoTime;

  /**
   * @param disabled names of collectors to leave out
   */
  public CollectorRunner(List<Collector> collectors, Set<String> disabled, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    for (Collector collector : collectors) {
      if (disabled.contains(collector.name())) {
        continue;
      }
      CollectorRun run = new CollectorRun(collector);
      if (run.support() instanceof Support.Unsupported unsupported) {
        logger.info("collector {} is off: {}", collector.name(), unsupported.reason());
      }
      runs.add(run);
    }
  }

  /** Collects everything that is due at this tick. */
  public void tick(long timeMs, Samples samples) {
    for (CollectorRun run : runs) {
      if (run.due(timeMs)) {
        run(run, timeMs, samples);
      }
    }
  }

  public List<CollectorRun> runs() {
    return runs;
  }

  private void run(CollectorRun run, long timeMs, Samples samples) {
    long start = nanoTime.getAsLong();
    String outcome;
    boolean failed = false;
    boolean empty = false;
    try {
      Outcome result = run.collector().collect(samples);
      if (result instanceof Outcome.Empty nothing) {
        empty = true;
        outcome = nothing.reason();
      } else {
        outcome = "ok";
        long now = nanoTime.getAsLong();
        for (Group group : run.collector().groups()) {
          samples.collected(group, now);
        }
      }
    } catch (IOException | RuntimeException e) {
      // A defect in one collector must not take the agent's other eyes; what it had set is sent
      // with its next good run.
      failed = true;
      outcome = e instanceof IOException ? String.valueOf(e.getMessage()) : e.toString();
    }
    if (outcome.length() > OUTCOME_LENGTH) {
      outcome = outcome.substring(0, OUTCOME_LENGTH);
    }
    if (!outcome.equals(run.outcome()) && (failed || run.runs() > 0)) {
      if (failed) {
        logger.warn("collector {}: {}", run.name(), outcome);
      } else {
        logger.info("collector {}: {}", run.name(), outcome);
      }
    }
    run.ended(timeMs, nanoTime.getAsLong() - start, outcome, failed, empty);
  }
}
