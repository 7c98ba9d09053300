package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.cluster.Ailment.Severity;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Workloads short of pods, and jobs that failed. */
final class SickWorkloads {
  private SickWorkloads() {}

  static List<Ailment> of(ClusterView view) {
    List<Ailment> out = new ArrayList<>();
    shortOf(view, "Deployment", "replicas", "availableReplicas", "available", out);
    shortOf(view, "StatefulSet", "replicas", "readyReplicas", "ready", out);
    shortOf(view, "ReplicationController", "replicas", "availableReplicas", "available", out);
    shortOf(view, "DaemonSet", "desiredNumberScheduled", "numberReady", "ready", out);
    view.workloads("Job").forEach(job -> failed(job, view, out));
    // Those of a Deployment are told with it.
    view.workloads("ReplicaSet").stream()
        .filter(set -> set.meta().owner().isEmpty())
        .forEach(set -> shortOf(set, "replicas", "availableReplicas", "available", out));
    return out;
  }

  private static void shortOf(
      ClusterView view, String kind, String want, String have, String word, List<Ailment> out) {
    view.workloads(kind).forEach(workload -> shortOf(workload, want, have, word, out));
  }

  private static void shortOf(
      WorkloadRecord workload, String want, String have, String word, List<Ailment> out) {
    Meta meta = workload.meta();
    long wanted = workload.number(want);
    long there = Math.max(0, workload.number(have)); // The API leaves out zeros.
    if (wanted == Amounts.NONE || there >= wanted || meta.deletedMs() != Amounts.NONE) {
      return;
    }
    out.add(
        ailment(
            workload,
            there == 0 ? Severity.CRITICAL : Severity.WARNING,
            "Short",
            meta.kind()
                + ' '
                + meta.name()
                + " has "
                + there
                + " of "
                + wanted
                + " pods "
                + word
                + why(workload),
            "Look at its pods and events: kubectl describe "
                + meta.kind().toLowerCase(Locale.ROOT)
                + ' '
                + meta.name()));
  }

  private static void failed(WorkloadRecord job, ClusterView view, List<Ailment> out) {
    // While it retries, its pods tell; the reason is that of the condition Failed.
    if (job.reason().isEmpty() || job.meta().deletedMs() != Amounts.NONE) {
      return;
    }
    String cron =
        view.workload(job.meta())
            .filter(owner -> owner.kind().equals("CronJob"))
            .map(owner -> " of cron job " + owner.name())
            .orElse("");
    long pods = Math.max(0, job.number("failed"));
    out.add(
        ailment(
            job,
            Severity.WARNING,
            job.reason(),
            "Job "
                + job.meta().name()
                + cron
                + " failed after "
                + pods
                + (pods == 1 ? " pod" : " pods")
                + why(job),
            "Read its pods' logs; delete the job to be rid of this"));
  }

  private static String why(WorkloadRecord workload) {
    String why = workload.message().isEmpty() ? workload.reason() : workload.message();
    return why.isEmpty() ? "" : ": " + why;
  }

  private static Ailment ailment(
      WorkloadRecord workload, Severity severity, String reason, String what, String remedy) {
    Meta meta = workload.meta();
    return new Ailment(
        severity,
        meta.kind(),
        meta.namespace(),
        meta.name(),
        meta.uid(),
        meta.kind(),
        meta.name(),
        reason,
        what,
        workload.sinceMs(),
        remedy,
        1);
  }
}
