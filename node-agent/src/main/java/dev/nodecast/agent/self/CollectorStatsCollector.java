package dev.nodecast.agent.self;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.CollectorRun;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.catalog.AgentCollectorKind;
import dev.nodecast.catalog.Group;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reports how every collector fared, itself and the unsupported ones included. */
public final class CollectorStatsCollector implements Collector {
  private static final List<Group> GROUPS = List.of(AgentCollectorKind.KIND.groups().get(0));

  private final Map<String, Entity> entities = new HashMap<>();
  private List<CollectorRun> runs = List.of();

  /**
   * The runner is made from the list of collectors, which this one is in; so it is told afterwards.
   */
  public void watch(List<CollectorRun> all) {
    runs = all;
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return Support.SUPPORTED;
  }

  @Override
  public Outcome collect(Samples samples) {
    for (CollectorRun run : runs) {
      Entity entity = entities.get(run.name());
      if (entity == null) {
        entity = samples.define(AgentCollectorKind.KIND, run.name());
        if (entity == null) {
          continue;
        }
        entities.put(run.name(), entity);
      }
      samples.setFromZero(entity, AgentCollectorKind.RUNS, run.runs());
      samples.setFromZero(entity, AgentCollectorKind.FAILURES, run.failures());
      samples.setFromZero(entity, AgentCollectorKind.EMPTY, run.empty());
      samples.setFromZero(entity, AgentCollectorKind.DURATION, run.nanos() / 1000);
      samples.text(entity, AgentCollectorKind.OUTCOME, run.outcome());
    }
    return Outcome.PRODUCED;
  }
}
