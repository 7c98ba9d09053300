package dev.nodecast.aggregator.kube.model;

import java.util.Map;

/**
 * Whatever makes pods: Deployment, ReplicaSet, StatefulSet, DaemonSet, ReplicationController, Job,
 * CronJob.
 *
 * @param numbers by the name that the kind's status or spec has for it ({@code
 *     currentNumberScheduled}); absent where the API leaves it out
 * @param selector {@code key=value}, by commas
 * @param reason of a condition that says what is wrong; empty
 */
public record WorkloadRecord(
    Meta meta,
    Map<String, Long> numbers,
    String selector,
    String schedule,
    boolean suspended,
    String reason,
    String message) {
  public WorkloadRecord {
    numbers = Map.copyOf(numbers);
  }

  /** A number, or {@link Amounts#NONE}. */
  public long number(String name) {
    return numbers.getOrDefault(name, Amounts.NONE);
  }
}
