package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.cluster.Ailment.Severity;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Workloads short of pods, and jobs that failed. */
final class SickWorkloads {
  private static final List<String> KINDS =
      List.of(
          "Deployment", "StatefulSet", "ReplicationController", "DaemonSet", "Job", "ReplicaSet");

  private SickWorkloads() {}

  static List<Ailment> of(ClusterView view) {
    List<Ailment> out = new ArrayList<>();
    for (String kind : KINDS) {
      for (WorkloadRecord workload : view.workloads(kind)) {
        // Sets of a Deployment are told with it.
        if (!kind.equals("ReplicaSet") || workload.meta().owner().isEmpty()) {
          of(workload, view).ifPresent(out::add);
        }
      }
    }
    return out;
  }

  static Optional<Ailment> of(WorkloadRecord workload, ClusterView view) {
    if (workload.meta().deletedMs() != Amounts.NONE) {
      return Optional.empty();
    }
    return switch (workload.meta().kind()) {
      case "Deployment", "ReplicaSet", "ReplicationController" ->
          shortOf(workload, "replicas", "availableReplicas", "available");
      case "StatefulSet" -> shortOf(workload, "replicas", "readyReplicas", "ready");
      case "DaemonSet" -> shortOf(workload, "desiredNumberScheduled", "numberReady", "ready");
      case "Job" -> failed(workload, view);
      default -> Optional.empty();
    };
  }

  private static Optional<Ailment> shortOf(
      WorkloadRecord workload, String want, String have, String word) {
    Meta meta = workload.meta();
    long wanted = workload.number(want);
    long there = Math.max(0, workload.number(have)); // The API leaves out zeros.
    if (wanted == Amounts.NONE || there >= wanted) {
      return Optional.empty();
    }
    String of = there + " of " + wanted;
    return Optional.of(
        ailment(
            workload,
            new OwnerRef(meta.kind(), meta.name(), meta.uid()),
            there == 0 ? Severity.CRITICAL : Severity.WARNING,
            "Short",
            of + ' ' + word,
            meta.kind() + ' ' + meta.name() + " has " + of + " pods " + word + why(workload),
            "Look at its pods and events: kubectl describe "
                + meta.kind().toLowerCase(Locale.ROOT)
                + ' '
                + meta.name()));
  }

  private static Optional<Ailment> failed(WorkloadRecord job, ClusterView view) {
    // While it retries, its pods tell; the reason is that of the condition Failed.
    if (job.reason().isEmpty()) {
      return Optional.empty();
    }
    Meta meta = job.meta();
    OwnerRef owner = view.workload(meta).orElse(new OwnerRef(meta.kind(), meta.name(), meta.uid()));
    String cron = owner.kind().equals("CronJob") ? " of cron job " + owner.name() : "";
    long pods = Math.max(0, job.number("failed"));
    return Optional.of(
        ailment(
            job,
            owner,
            Severity.WARNING,
            job.reason(),
            "Failed: " + job.reason() + (job.message().isEmpty() ? "" : ", " + job.message()),
            "Job "
                + meta.name()
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
      WorkloadRecord workload,
      OwnerRef top,
      Severity severity,
      String reason,
      String brief,
      String what,
      String remedy) {
    Meta meta = workload.meta();
    return new Ailment(
        severity,
        meta.kind(),
        meta.namespace(),
        meta.name(),
        meta.uid(),
        top.kind(),
        top.name(),
        reason,
        brief,
        what,
        workload.sinceMs(),
        remedy,
        1);
  }
}
