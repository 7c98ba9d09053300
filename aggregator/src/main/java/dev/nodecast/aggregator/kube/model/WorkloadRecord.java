package dev.nodecast.aggregator.kube.model;

import java.util.Map;

/**
 * Whatever makes pods: Deployment, ReplicaSet, StatefulSet, DaemonSet, ReplicationController, Job,
 * CronJob.
 *
 * @param numbers by the name that the kind's status or spec has for it ({@code
 *     currentNumberScheduled}); absent where the API leaves it out {@code replicas} is the spec's,
 *     {@code active} of a CronJob is how many jobs run
 * @param selector {@code key=value}, by commas
 * @param reason of a condition that says what is wrong; empty
 * @param sinceMs when that condition became so; {@link Amounts#NONE} where not said
 */
public record WorkloadRecord(
    Meta meta,
    Map<String, Long> numbers,
    String selector,
    String schedule,
    boolean suspended,
    String reason,
    String message,
    long sinceMs) {
  public WorkloadRecord {
    numbers = Map.copyOf(numbers);
  }

  /** Without the time of its condition. */
  public WorkloadRecord(
      Meta meta,
      Map<String, Long> numbers,
      String selector,
      String schedule,
      boolean suspended,
      String reason,
      String message) {
    this(meta, numbers, selector, schedule, suspended, reason, message, Amounts.NONE);
  }

  /** A number, or {@link Amounts#NONE}. */
  public long number(String name) {
    return numbers.getOrDefault(name, Amounts.NONE);
  }
}
