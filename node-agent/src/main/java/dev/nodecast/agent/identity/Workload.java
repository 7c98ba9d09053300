package dev.nodecast.agent.identity;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who stands behind a pod's owner, told from the owner's name alone: who may list pods may not list
 * what makes them.
 *
 * @param kind as in the API; empty for a bare pod
 */
record Workload(String kind, String name) {
  static final Workload NONE = new Workload("", "");

  /**
   * A CronJob's Job is named after the scheduled time: in minutes of Unix time since Kubernetes
   * 1.21 (getJobName of pkg/controller/cronjob/cronjob_controllerv2.go), before in seconds.
   */
  private static final Pattern CRON_JOB = Pattern.compile("(.{1,52})-([0-9]{8}|[0-9]{10})");

  private static final int MINUTES_DIGITS = 8;
  private static final long MAX_EARLY_SECONDS = 3600;

  /** A Job may make pods for long after its time came. */
  private static final long MAX_LATE_SECONDS = 30L * 24 * 3600;

  /**
   * Finds it.
   *
   * @param ownerKind of the owner that controls the pod; empty without one
   * @param templateHash the pod's label pod-template-hash, which a Deployment gives
   * @param createdSeconds Unix time
   */
  static Workload of(String ownerKind, String ownerName, String templateHash, long createdSeconds) {
    return switch (ownerKind) {
      case "", "Node" -> NONE; // a static pod's mirror is its node's
      case "ReplicaSet" -> {
        boolean deployed = !templateHash.isEmpty() && ownerName.endsWith("-" + templateHash);
        int length = ownerName.length() - templateHash.length() - 1;
        yield deployed && length > 0
            ? new Workload("Deployment", ownerName.substring(0, length))
            : new Workload(ownerKind, ownerName);
      }
      case "Job" -> job(ownerName, createdSeconds);
      default -> new Workload(ownerKind, ownerName);
    };
  }

  private static Workload job(String name, long createdSeconds) {
    Matcher cron = CRON_JOB.matcher(name);
    if (!cron.matches()) {
      return new Workload("Job", name);
    }
    long number = Long.parseLong(cron.group(2));
    long scheduled = cron.group(2).length() == MINUTES_DIGITS ? number * 60 : number;
    // Anybody may end a Job's name in digits; few in the time at which it ran.
    boolean then =
        scheduled <= createdSeconds + MAX_EARLY_SECONDS
            && scheduled >= createdSeconds - MAX_LATE_SECONDS;
    return then ? new Workload("CronJob", cron.group(1)) : new Workload("Job", name);
  }
}
