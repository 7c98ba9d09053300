package dev.nodecast.aggregator.kube.cluster;

import static dev.nodecast.aggregator.kube.cluster.Samples.CREATED;
import static dev.nodecast.aggregator.kube.cluster.Samples.MINUTE;
import static dev.nodecast.aggregator.kube.cluster.Samples.container;
import static dev.nodecast.aggregator.kube.cluster.Samples.meta;
import static dev.nodecast.aggregator.kube.cluster.Samples.owner;
import static dev.nodecast.aggregator.kube.cluster.Samples.pod;
import static dev.nodecast.aggregator.kube.cluster.Samples.running;
import static dev.nodecast.aggregator.kube.cluster.Samples.workload;
import static dev.nodecast.aggregator.kube.model.Amounts.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nodecast.aggregator.kube.cluster.Ailment.Severity;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.aggregator.kube.model.PodRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnhealthyTest {
  private static final long HOUR = 60 * MINUTE;
  private static final long NOW = CREATED + 2 * HOUR;

  private final TestingView view = new TestingView();

  @Test
  void saysNothingOfAClusterThatIsWell() {
    view.with(Samples.node("node-1", Map.of("Ready", 1, "MemoryPressure", 0), Map.of()))
        .with(pod(meta("Pod", "web-1"), "Running", running("web")))
        .with(pod(meta("Pod", "done"), "Succeeded", ended("Completed", 0)))
        .with(workload(meta("Deployment", "web"), of("replicas", 2, "availableReplicas", 2)))
        .with(workload(meta("Deployment", "off"), of("replicas", 0)))
        .with(workload(meta("Job", "ok"), of("completions", 1, "succeeded", 1)))
        .with(
            Samples.quota("ResourceQuota", Map.of("pods", 10L, "secrets", 0L), Map.of("pods", 8L)))
        .with(Samples.claim("Bound"));

    assertThat(found()).isEmpty();
  }

  @Test
  void tellsAnOomKillThatIsNewsAsAWarning() {
    view.with(pod(meta("Pod", "web-1"), "Running", oomKilled("running", NOW - 59 * MINUTE)));

    Ailment ailment = only();
    assertThat(ailment.severity()).isEqualTo(Severity.WARNING);
    assertThat(ailment.reason()).isEqualTo("OOMKilled");
    assertThat(ailment.what())
        .isEqualTo(
            "Container app of pod web-1 was killed for its memory at its limit of 128 MiB"
                + " (3 restarts)");
    assertThat(ailment.sinceMs()).isEqualTo(NOW - 59 * MINUTE);
    assertThat(ailment.remedy()).isEqualTo("Raise its memory limit, or find what leaks");
  }

  @Test
  void forgetsAnOomKillAfterAnHourOfRunning() {
    view.with(pod(meta("Pod", "web-1"), "Running", oomKilled("running", NOW - HOUR)));
    view.with(pod(meta("Pod", "web-2"), "Running", oomKilled("running", NONE)));

    assertThat(found()).isEmpty();
  }

  @Test
  void tellsAnOomKilledContainerThatIsDownAsCritical() {
    ContainerRecord loops =
        container("app", "waiting", "CrashLoopBackOff", "OOMKilled", 137, NOW - 3 * HOUR);
    view.with(pod(meta("Pod", "web-1"), "Running", loops));

    assertThat(only())
        .extracting(Ailment::severity, Ailment::reason)
        .containsExactly(Severity.CRITICAL, "OOMKilled");
  }

  @Test
  void saysNothingOfAnInitContainerThatWasKilledOnceAndCompleted() {
    ContainerRecord init = container("init", "terminated", "Completed", "OOMKilled", 0, NOW);
    view.with(pod(meta("Pod", "web-1"), "Running", running("web"), running("x")))
        .with(pod(meta("Pod", "web-2"), "Pending", "", "", "", init))
        .with(ready(pod(meta("Pod", "web-2"), "Running", init)));

    assertThat(found()).isEmpty();
  }

  @Test
  void tellsACrashLoopWithItsExitCode() {
    view.with(
        pod(
            meta("Pod", "web-1"),
            "Running",
            container("app", "waiting", "CrashLoopBackOff", "Error", 3, NOW - MINUTE)));

    assertThat(only().what())
        .isEqualTo("Container app of pod web-1 ends again and again (3 restarts, exit code 3)");
    assertThat(only().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(only().sinceMs()).isEqualTo(NOW - MINUTE);
  }

  @Test
  void tellsImagesThatCannotBePulledWithOneReasonWhileTheKubeletAlternates() {
    for (String reason : List.of("ErrImagePull", "ImagePullBackOff")) {
      view.with(
          pod(
              meta("Pod", "web-1"),
              "Pending",
              container("app", "waiting", reason, "", NONE, NONE)));

      assertThat(only().reason()).isEqualTo("ImagePull");
      assertThat(only().what())
          .isEqualTo(
              "Container app of pod web-1 cannot get its image registry:5000/shop/app:1.2: "
                  + reason);
    }
  }

  @Test
  void tellsContainersThatCannotBeMade() {
    view.with(
        pod(
            meta("Pod", "web-1"),
            "Pending",
            container("app", "waiting", "CreateContainerConfigError", "", NONE, NONE)));

    assertThat(only().reason()).isEqualTo("CreateContainerConfigError");
  }

  @Test
  void repeatsTheSchedulersWords() {
    String words = "0/3 nodes are available: 3 Insufficient cpu.";
    view.with(
        pod(
            meta("Pod", "web-1"),
            "Pending",
            "",
            "",
            words,
            container("app", "", "", "", NONE, NONE)));

    assertThat(only().reason()).isEqualTo("Unschedulable");
    assertThat(only().what()).isEqualTo("No node takes pod web-1: " + words);
    assertThat(only().sinceMs()).isEqualTo(CREATED);
  }

  @Test
  void isPatientWithAPodThatStarts() {
    view.with(
        pod(
            meta("Pod", "web-1"),
            "Pending",
            container("app", "waiting", "ContainerCreating", "", NONE, NONE)));

    assertThat(Unhealthy.of(view, CREATED + 5 * MINUTE)).isEmpty();
    assertThat(Unhealthy.of(view, CREATED + 5 * MINUTE + 1))
        .extracting(Ailment::what)
        .containsExactly("Pod web-1 does not start on node node-1");
  }

  @Test
  void tellsAPodThatRunsAndIsNotReady() {
    PodRecord ready = pod(meta("Pod", "web-1"), "Running", running("web"));
    PodRecord pod = withReady(ready, false);
    view.with(pod);

    assertThat(Unhealthy.of(view, CREATED + 5 * MINUTE)).isEmpty();
    assertThat(only().what()).isEqualTo("Pod web-1 runs and is not ready");
  }

  @Test
  void tellsEvictedAndFailedPods() {
    view.with(pod(meta("Pod", "a"), "Failed", "Evicted", "The node was low on memory", ""))
        .with(pod(meta("Pod", "b"), "Failed", ended("Error", 2)));

    assertThat(found())
        .extracting(Ailment::what)
        .containsExactlyInAnyOrder(
            "Pod a failed: Evicted, The node was low on memory",
            "Container app of pod b failed, exit code 2");
  }

  @Test
  void tellsAPodThatDoesNotGoAndNothingElseOfOneThatGoes() {
    ContainerRecord dies = ended("Error", 137);
    view.with(pod(Samples.deleted(meta("Pod", "stuck"), NOW - HOUR), "Running", running("a")))
        .with(pod(Samples.deleted(meta("Pod", "goes"), NOW + MINUTE), "Running", dies));

    assertThat(found())
        .extracting(Ailment::what)
        .containsExactly("Pod stuck is to be deleted and does not go");
  }

  @Test
  void tellsTheSameTroubleOfAWorkloadsPodsOnce() {
    OwnerRef set = owner("ReplicaSet", "web-5d");
    view.with(workload(meta("Deployment", "web"), Map.of()))
        .with(workload(meta("ReplicaSet", "web-5d", owner("Deployment", "web")), Map.of()));
    IntStream.range(0, 100)
        .forEach(
            i ->
                view.with(
                    pod(
                        meta("Pod", "web-" + (100 + i), set),
                        "Running",
                        container(
                            "app", "waiting", "CrashLoopBackOff", "Error", 1, NOW - MINUTE - i))));
    view.with(
        pod(
            meta("Pod", "bare"),
            "Running",
            container("app", "waiting", "CrashLoopBackOff", "Error", 1, NOW)));

    assertThat(found()).hasSize(2);
    Ailment all = found().get(1);
    assertThat(all.count()).isEqualTo(100);
    assertThat(all.name()).isEqualTo("web-100");
    assertThat(all.sinceMs()).isEqualTo(NOW - MINUTE - 99);
    assertThat(all.workloadKind() + '/' + all.workload()).isEqualTo("Deployment/web");
    assertThat(found().get(0).name()).isEqualTo("bare");
  }

  @Test
  void tellsNodesThatAreNotReadyOrLostOrUnderPressure() {
    view.with(Samples.node("a", Map.of("Ready", 0), Map.of("Ready", "KubeletNotReady")))
        .with(Samples.node("b", Map.of("Ready", -1), Map.of("Ready", "NodeStatusUnknown")))
        .with(Samples.node("c", Map.of("Ready", 1, "DiskPressure", 1), Map.of()))
        .with(Samples.node("d", Map.of(), Map.of()));

    assertThat(found())
        .extracting(Ailment::severity, Ailment::reason, Ailment::what)
        .containsExactly(
            tuple(Severity.CRITICAL, "NotReady", "Node a is not ready: KubeletNotReady"),
            tuple(Severity.CRITICAL, "NodeLost", "Node b no longer reports: NodeStatusUnknown"),
            tuple(Severity.CRITICAL, "NodeLost", "Node d no longer reports"),
            tuple(
                Severity.WARNING, "DiskPressure", "Node c is short of disk space and evicts pods"));
    assertThat(found().get(0).sinceMs()).isEqualTo(CREATED + MINUTE);
    assertThat(found().get(3).sinceMs()).isEqualTo(NONE);
  }

  @Test
  void tellsWorkloadsThatAreShortOfPods() {
    view.with(
            workload(
                meta("Deployment", "web"),
                of("replicas", 3, "availableReplicas", 1),
                "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability."))
        .with(workload(meta("StatefulSet", "db"), of("replicas", 2)))
        .with(
            workload(meta("DaemonSet", "agent"), of("desiredNumberScheduled", 9, "numberReady", 8)))
        .with(
            workload(meta("ReplicaSet", "web-5d", owner("Deployment", "web")), of("replicas", 3)));

    assertThat(found())
        .extracting(Ailment::what)
        .containsExactly(
            "StatefulSet db has 0 of 2 pods ready",
            "DaemonSet agent has 8 of 9 pods ready",
            "Deployment web has 1 of 3 pods available: Deployment does not have minimum"
                + " availability.");
    assertThat(found().get(0).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(found().get(2).remedy())
        .isEqualTo("Look at its pods and events: kubectl describe deployment web");
  }

  @Test
  void tellsJobsThatGaveUp() {
    view.with(workload(meta("CronJob", "nightly"), of("active", 1)))
        .with(
            workload(
                meta("Job", "nightly-1", owner("CronJob", "nightly")),
                of("failed", 1),
                "BackoffLimitExceeded",
                "Job has reached the specified backoff limit"))
        .with(workload(meta("Job", "retries"), of("failed", 1, "active", 1)));

    assertThat(only().what())
        .isEqualTo(
            "Job nightly-1 of cron job nightly failed after 1 pod: Job has reached the specified"
                + " backoff limit");
  }

  @Test
  void tellsQuotasThatAreNearlyUsed() {
    view.with(
        Samples.quota(
            "ResourceQuota",
            Map.of("pods", 10L, "requests.cpu", 4000L, "limits.memory", 1L << 30, "secrets", 10L),
            Map.of("pods", 10L, "requests.cpu", 3600L, "limits.memory", 1023L << 20)));

    assertThat(found())
        .extracting(Ailment::what)
        .containsExactlyInAnyOrder(
            "Quota quota is used up: 10 of 10 pods",
            "Quota quota is nearly used up: 3.6 CPU of 4 CPU requests.cpu",
            "Quota quota is nearly used up: 1023 MiB of 1 GiB limits.memory");
  }

  @Test
  void tellsClaimsWithoutAVolumeAndVolumesThatFailed() {
    view.with(Samples.claim("Pending")).with(Samples.volume("Failed"));

    assertThat(found())
        .extracting(Ailment::what)
        .containsExactlyInAnyOrder(
            "Claim data of 10 GiB has no volume of storage class fast",
            "Volume pv-1 could not be reclaimed");
  }

  private List<Ailment> found() {
    return Unhealthy.of(view, NOW);
  }

  private Ailment only() {
    assertThat(found()).hasSize(1);
    return found().get(0);
  }

  private static ContainerRecord oomKilled(String state, long finishedMs) {
    return container("app", state, "", "OOMKilled", 137, finishedMs);
  }

  private static ContainerRecord ended(String reason, long exitCode) {
    return container("app", "terminated", reason, "", exitCode, NOW - MINUTE);
  }

  private static PodRecord ready(PodRecord pod) {
    return withReady(pod, true);
  }

  private static PodRecord withReady(PodRecord pod, boolean ready) {
    return new PodRecord(
        pod.meta(),
        pod.node(),
        pod.ip(),
        pod.phase(),
        pod.reason(),
        pod.message(),
        pod.unschedulable(),
        pod.qos(),
        pod.priorityClass(),
        pod.hostNetwork(),
        ready,
        pod.startedMs(),
        pod.volumes(),
        pod.containers());
  }

  private static Map<String, Long> of(String name, long value) {
    return Map.of(name, value);
  }

  private static Map<String, Long> of(String a, long first, String b, long second) {
    return Map.of(a, first, b, second);
  }
}
