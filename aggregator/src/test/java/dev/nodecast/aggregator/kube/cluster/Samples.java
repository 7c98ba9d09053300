package dev.nodecast.aggregator.kube.cluster;

import static dev.nodecast.aggregator.kube.model.Amounts.NONE;

import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.EndpointsRecord;
import dev.nodecast.aggregator.kube.model.EndpointsRecord.Endpoint;
import dev.nodecast.aggregator.kube.model.HpaRecord;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.NamespaceRecord;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.aggregator.kube.model.PodRecord;
import dev.nodecast.aggregator.kube.model.QuotaRecord;
import dev.nodecast.aggregator.kube.model.ServiceRecord;
import dev.nodecast.aggregator.kube.model.VolumeRecord;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records as a small shop's cluster has them; each is in namespace {@code shop}. */
final class Samples {
  /** 2026-01-02T03:04:05Z. */
  static final long CREATED = 1_767_323_045_000L;

  static final long MINUTE = 60_000;

  private Samples() {}

  static Meta meta(String kind, String name, OwnerRef... owner) {
    boolean ofCluster =
        List.of("Node", "Namespace", "PersistentVolume", "ClusterResourceQuota").contains(kind);
    return new Meta(
        kind,
        ofCluster ? "" : "shop",
        name,
        "uid-" + name,
        Map.of(),
        owner.length == 0 ? Optional.empty() : Optional.of(owner[0]),
        CREATED,
        NONE);
  }

  static Meta deleted(Meta meta, long atMs) {
    return new Meta(
        meta.kind(),
        meta.namespace(),
        meta.name(),
        meta.uid(),
        Map.of("app", "web"),
        meta.owner(),
        meta.createdMs(),
        atMs);
  }

  static OwnerRef owner(String kind, String name) {
    return new OwnerRef(kind, name, "uid-" + name);
  }

  static WorkloadRecord workload(Meta meta, Map<String, Long> numbers) {
    return workload(meta, numbers, "", "");
  }

  static WorkloadRecord workload(
      Meta meta, Map<String, Long> numbers, String reason, String message) {
    return new WorkloadRecord(
        meta, numbers, "app=web", "", false, reason, message, CREATED + MINUTE);
  }

  static ContainerRecord running(String name) {
    return container(name, "running", "", "", NONE, NONE);
  }

  static ContainerRecord container(
      String name, String state, String reason, String lastReason, long exitCode, long finishedMs) {
    return new ContainerRecord(
        name,
        false,
        "registry:5000/shop/" + name + ":1.2",
        "sha256:1",
        state.isEmpty() ? "" : "id-" + name,
        new Amounts(250, 64L << 20, 5L << 20, 1L << 30, NONE),
        new Amounts(1500, 128L << 20, 6L << 20, 2L << 30, NONE),
        state.equals("running"),
        lastReason.isEmpty() ? 0 : 3,
        state,
        reason,
        lastReason,
        exitCode,
        CREATED + MINUTE,
        finishedMs);
  }

  static PodRecord pod(Meta meta, String phase, ContainerRecord... containers) {
    return pod(meta, phase, "", "", "", containers);
  }

  static PodRecord pod(
      Meta meta,
      String phase,
      String reason,
      String message,
      String unschedulable,
      ContainerRecord... containers) {
    boolean placed = unschedulable.isEmpty();
    return new PodRecord(
        meta,
        placed ? "node-1" : "",
        placed ? "10.0.0.9" : "",
        phase,
        reason,
        message,
        unschedulable,
        "Burstable",
        "",
        false,
        phase.equals("Running") && List.of(containers).stream().allMatch(ContainerRecord::ready),
        placed ? CREATED : NONE,
        List.of(),
        List.of(containers));
  }

  static NodeRecord node(
      String name, Map<String, Integer> conditions, Map<String, String> reasons) {
    return new NodeRecord(
        meta("Node", name),
        new Amounts(4000, 8L << 30, NONE, 100L << 30, 110),
        new Amounts(3800, 7L << 30, 3L << 30, 90L << 30, 110),
        conditions,
        reasons,
        Map.of("Ready", CREATED + MINUTE),
        false,
        List.of(),
        Map.of("InternalIP", "10.0.0.1"),
        10250,
        "v1.31.2",
        "containerd://1.7.22",
        "Debian GNU/Linux 12 (bookworm)",
        "linux",
        "6.1.0-25-amd64",
        "amd64");
  }

  static NamespaceRecord namespace(String name) {
    return new NamespaceRecord(meta("Namespace", name), "Active");
  }

  static QuotaRecord quota(String kind, Map<String, Long> hard, Map<String, Long> used) {
    return new QuotaRecord(meta(kind, "quota"), hard, used, Map.of());
  }

  static VolumeRecord claim(String phase) {
    boolean bound = phase.equals("Bound");
    return new VolumeRecord(
        meta("PersistentVolumeClaim", "data"),
        phase,
        "fast",
        bound ? "pv-1" : "",
        10L << 30,
        bound ? 16L << 30 : NONE);
  }

  static VolumeRecord volume(String phase) {
    return new VolumeRecord(meta("PersistentVolume", "pv-1"), phase, "fast", "", NONE, 16L << 30);
  }

  static HpaRecord hpa() {
    return new HpaRecord(
        meta("HorizontalPodAutoscaler", "web"), 2, 10, 3, 4, "apps/v1", "Deployment", "web");
  }

  static ServiceRecord service() {
    return new ServiceRecord(
        meta("Service", "web"),
        "LoadBalancer",
        List.of("10.1.0.7"),
        List.of("http:80/TCP"),
        Map.of("app", "web"),
        1,
        false,
        "PreferClose");
  }

  static EndpointsRecord endpoints(String slice, Endpoint... endpoints) {
    return new EndpointsRecord(meta("EndpointSlice", slice), "web", "IPv4", List.of(endpoints));
  }

  static Endpoint endpoint(String zone, boolean ready, boolean ending) {
    return new Endpoint("10.0.0.9", "uid-web-1", zone, ready, ready || ending, ending);
  }
}
