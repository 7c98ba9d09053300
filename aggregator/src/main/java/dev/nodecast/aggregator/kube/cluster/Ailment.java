package dev.nodecast.aggregator.kube.cluster;

import java.util.Comparator;

/**
 * One thing that is wrong in the cluster, in words.
 *
 * @param kind what it is about, as in the API: Pod
 * @param namespace empty for objects of the cluster
 * @param uid of that object; of the first, when several share the ailment
 * @param workloadKind of the topmost owner; empty without one
 * @param reason a word for it, the API's own where there is one: OOMKilled
 * @param brief a few words, to be read beside the object's name
 * @param what a sentence that stands alone
 * @param sinceMs Unix milliseconds; {@code Amounts.NONE} where nothing says
 * @param remedy what to do
 * @param count how many objects have it: pods of one workload share a line
 */
public record Ailment(
    Severity severity,
    String kind,
    String namespace,
    String name,
    String uid,
    String workloadKind,
    String workload,
    String reason,
    String brief,
    String what,
    long sinceMs,
    String remedy,
    int count) {
  /** Worst first. */
  public enum Severity {
    /** Something does not work. */
    CRITICAL,
    /** Something will not work soon, or works in part. */
    WARNING
  }

  /** Worst first, then the newest, as what just broke is what people look for; then by name. */
  static final Comparator<Ailment> ORDER =
      Comparator.comparing(Ailment::severity)
          .thenComparing(Ailment::sinceMs, Comparator.reverseOrder())
          .thenComparing(Ailment::kind)
          .thenComparing(Ailment::namespace)
          .thenComparing(Ailment::name)
          .thenComparing(Ailment::reason);
}
