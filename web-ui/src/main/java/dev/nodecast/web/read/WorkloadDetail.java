package dev.nodecast.web.read;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that is known of one workload now.
 *
 * @param numbers by the name that the API has for them
 * @param selector of its pods; may be empty, as the texts that follow
 * @param schedule of a CronJob
 * @param suspended whether a job makes no more pods
 * @param message the API's words on what is wrong
 * @param children what it made and what makes its pods: ReplicaSets and Jobs, newest first
 */
public record WorkloadDetail(
    WorkloadRow row,
    Map<String, Long> numbers,
    String selector,
    String schedule,
    boolean suspended,
    String message,
    Map<String, String> labels,
    List<Child> children) {
  public WorkloadDetail {
    numbers = Map.copyOf(numbers);
    labels = Map.copyOf(labels);
    children = List.copyOf(children);
  }

  /** What a workload made. */
  public record Child(
      String kind, String name, Health health, double ready, double desired, Instant created) {}
}
