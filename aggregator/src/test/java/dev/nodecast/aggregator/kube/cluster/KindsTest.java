package dev.nodecast.aggregator.kube.cluster;

import static dev.nodecast.aggregator.kube.cluster.Samples.container;
import static dev.nodecast.aggregator.kube.cluster.Samples.endpoint;
import static dev.nodecast.aggregator.kube.cluster.Samples.endpoints;
import static dev.nodecast.aggregator.kube.cluster.Samples.meta;
import static dev.nodecast.aggregator.kube.cluster.Samples.owner;
import static dev.nodecast.aggregator.kube.cluster.Samples.pod;
import static dev.nodecast.aggregator.kube.cluster.Samples.running;
import static dev.nodecast.aggregator.kube.cluster.Samples.workload;
import static dev.nodecast.aggregator.kube.model.Amounts.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.metric.K8sMetric;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.EndpointsRecord;
import dev.nodecast.aggregator.kube.model.HpaRecord;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.PodRecord;
import dev.nodecast.aggregator.kube.model.QuotaRecord;
import dev.nodecast.aggregator.kube.model.ServiceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each kind's points and entity, with every metric switched on, against a text file; {@code
 * -Dgolden.update=true} writes them anew.
 */
class KindsTest {
  private static final Path FOLDER = Path.of("src/test/resources/kube/cluster");

  private static final Set<String> ALL =
      K8sMetrics.ALL.stream().map(K8sMetric::name).collect(Collectors.toSet());

  private static final ClusterSettings SETTINGS =
      new ClusterSettings(
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          K8sMetrics.NODE_CONDITIONS.keySet(),
          ALL,
          ClusterSettings.Distribution.AUTO);

  @TestFactory
  List<DynamicTest> tellsAsBefore() {
    return kinds().entrySet().stream()
        .map(
            kind ->
                DynamicTest.dynamicTest(
                    kind.getKey(), () -> compare(kind.getKey(), text(kind.getValue()))))
        .toList();
  }

  @Test
  void everyMetricIsInAFile() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String kind : kinds().keySet()) {
      all.append(Files.readString(FOLDER.resolve(kind + ".txt")));
    }
    assertThat(ALL).allSatisfy(name -> assertThat(all).contains("\n" + name));
  }

  private static Map<String, TestingView> kinds() {
    return Map.ofEntries(
        Map.entry("pod", pods()),
        Map.entry("hostile", hostile()),
        Map.entry("node", nodes()),
        Map.entry("deployment", workloads("Deployment", "replicas", "availableReplicas")),
        Map.entry("replicaset", owned("ReplicaSet", "Deployment", "replicas")),
        Map.entry(
            "replicationcontroller",
            workloads("ReplicationController", "replicas", "availableReplicas")),
        Map.entry(
            "statefulset",
            workloads(
                "StatefulSet", "replicas", "readyReplicas", "currentReplicas", "updatedReplicas")),
        Map.entry(
            "daemonset",
            workloads(
                "DaemonSet",
                "currentNumberScheduled",
                "desiredNumberScheduled",
                "numberMisscheduled",
                "numberReady")),
        Map.entry(
            "job",
            owned("Job", "CronJob", "active", "completions", "parallelism", "failed", "succeeded")),
        Map.entry("cronjob", workloads("CronJob", "active")),
        Map.entry("hpa", view().with(Samples.hpa().meta(), Samples.hpa())),
        Map.entry("namespace", view()),
        Map.entry("resourcequota", quota("ResourceQuota")),
        Map.entry("clusterquota", quota("ClusterResourceQuota")),
        Map.entry("service", services()),
        Map.entry("volume", view().with(Samples.volume("Released")).with(Samples.claim("Bound"))),
        Map.entry("claim-pending", view().with(Samples.claim("Pending"))));
  }

  private static TestingView view() {
    return new TestingView().with(Samples.namespace("shop"));
  }

  private static TestingView pods() {
    Meta set = meta("ReplicaSet", "web-5d", owner("Deployment", "web"));
    Meta labelled = Samples.deleted(meta("Pod", "web-1", owner("ReplicaSet", "web-5d")), NONE);
    return view()
        .with(Samples.node("node-1", Map.of("Ready", 1), Map.of()))
        .with(workload(meta("Deployment", "web"), Map.of()))
        .with(workload(set, Map.of()))
        .with(pod(labelled, "Running", running("web"), running("sidecar")))
        .with(
            pod(
                meta("Pod", "loops"),
                "Running",
                container("app", "waiting", "CrashLoopBackOff", "Error", 1, Samples.CREATED)))
        .with(pod(meta("Pod", "evicted"), "Failed", "Evicted", "The node was low", ""))
        .with(
            pod(
                meta("Pod", "waits"),
                "Pending",
                "",
                "",
                "0/1 nodes are available",
                container("app", "", "", "", NONE, NONE)));
  }

  @Test
  void whatWasAddedToARunningPodHasANameAndNoPoints() {
    ContainerRecord added =
        new ContainerRecord(
            "debugger",
            false,
            true,
            "busybox",
            "",
            "e1",
            "",
            Amounts.UNKNOWN,
            Amounts.UNKNOWN,
            false,
            0,
            "running",
            "",
            "",
            NONE,
            1,
            NONE);
    String[] text =
        text(new TestingView().with(pod(meta("Pod", "web"), "Running", added)))
            .split("entities", 2);
    assertThat(text[0]).contains("k8s.pod.phase").doesNotContain("debugger");
    assertThat(text[1]).contains("debugger");
  }

  /** What the API promises and leaves out, and values that it does not have. */
  private static TestingView hostile() {
    Meta meta =
        new Meta("Pod", "gone", "x\n\"<b>", "uid-x", Map.of(), Optional.empty(), NONE, NONE);
    PodRecord pod =
        new PodRecord(
            meta, "nowhere", "", "", "", "", "", "", "", false, false, NONE, List.of(), List.of());
    return new TestingView()
        .with(pod)
        .with(workload(meta("Deployment", "empty"), Map.of()))
        .with(workload(meta("Job", "empty-job", owner("Rollout", "other")), Map.of()))
        .with(
            meta("HorizontalPodAutoscaler", "empty-hpa"),
            new HpaRecord(
                meta("HorizontalPodAutoscaler", "empty-hpa"), NONE, NONE, NONE, NONE, "", "", ""));
  }

  private static TestingView nodes() {
    return new TestingView()
        .with(
            Samples.node(
                "node-1",
                Map.of("Ready", -1, "MemoryPressure", 1, "DiskPressure", 0),
                Map.of("Ready", "NodeStatusUnknown")));
  }

  private static TestingView workloads(String kind, String... numbers) {
    return view().with(workload(meta(kind, "web"), numbers(numbers)));
  }

  private static TestingView owned(String kind, String by, String... numbers) {
    Meta meta = meta(kind, "web-5d", owner(by, "web"));
    return view().with(workload(meta, numbers(numbers)));
  }

  /** Primes, so that two that are mixed up are seen. */
  private static Map<String, Long> numbers(String... names) {
    long[] primes = {2, 3, 5, 7, 11};
    return IntStream.range(0, names.length)
        .boxed()
        .collect(Collectors.toMap(i -> names[i], i -> primes[i]));
  }

  private static TestingView quota(String kind) {
    QuotaRecord part =
        Samples.quota(kind, Map.of("cpu", 4000L, "pods", 10L), Map.of("cpu", 500L, "pods", 0L));
    QuotaRecord whole =
        new QuotaRecord(
            part.meta(),
            part.hard(),
            part.used(),
            kind.equals("ResourceQuota") ? Map.of() : Map.of("shop", part));
    return view().with(whole);
  }

  private static TestingView services() {
    ServiceRecord service = Samples.service();
    EndpointsRecord first = endpoints("web-a", endpoint("z1", true, false));
    EndpointsRecord second =
        endpoints("web-b", endpoint("z1", false, true), endpoint("z2", true, false));
    return view()
        .with(service.meta(), service)
        .with(first.meta(), first)
        .with(second.meta(), second);
  }

  private static String text(TestingView view) {
    Lines lines = new Lines();
    Points points = new Points(ALL, part -> lines.points(ClusterReceiver.NAME, 0, part));
    new ClusterMetrics(view, SETTINGS).points(points);
    points.flush();
    // Conditions are a set: their order is none.
    return "points\n"
        + lines.points.stream()
            .map(line -> line.replace("x\n", "x␤"))
            .sorted()
            .collect(Collectors.joining("\n"))
        + "\n\nentities\n"
        + String.join("\n", Lines.entities(view)).replace("x\n", "x␤")
        + "\n";
  }

  private static void compare(String kind, String text) throws IOException {
    Path golden = FOLDER.resolve(kind + ".txt");
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(FOLDER);
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden));
  }
}
