package dev.nodecast.aggregator.kube.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import dev.nodecast.aggregator.kube.model.PodRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Recorded summaries to points; {@code -Dgolden.update=true} writes the expected files anew. */
class ScrapeTest {
  private static final Path FILES =
      Path.of("src/test/resources/dev/nodecast/aggregator/kube/kubelet");
  private static final long NOW = Instant.parse("2026-11-21T12:30:00Z").toEpochMilli();
  private static final NodeRecord NODE = FixedView.node("node1", "", 0);

  private static final FixedView NOTHING = new FixedView(List.of(NODE), List.of());

  private static final PodRecord STEADY =
      FixedView.pod(
          "shop",
          "steady",
          "32d1da38-d045-4ef8-9c93-56992f6dfc3f",
          "Deployment",
          FixedView.container(
              "work", "c0ffee", FixedView.amounts(50, 16 << 20), FixedView.amounts(100, 32 << 20)));

  @Test
  void makesThePointsThatAreOnByDefault() throws Exception {
    golden("default.txt", twice(Kubelet.settings(Map.of()), STEADY));
  }

  @Test
  void makesEveryPointThatThereIs() throws Exception {
    String all =
        KubeletMetrics.ALL.stream().map(m -> "+" + m.name()).collect(Collectors.joining(","));
    KubeletSettings settings =
        Kubelet.settings(
            Map.of(
                "NODECAST_KUBELET_GROUPS", "node,pod,container,volume",
                "NODECAST_KUBELET_ALL_INTERFACES", "pod,node",
                "NODECAST_KUBELET_METRICS", all));
    List<MetricPoint> points = twice(settings, STEADY);
    golden("all.txt", points);
    assertThat(points.stream().map(MetricPoint::metric).distinct())
        .hasSameElementsAs(KubeletMetrics.ALL);
  }

  @Test
  void hasNoShareOfAPodThatHasAContainerWithoutLimits() throws Exception {
    KubeletSettings settings =
        Kubelet.settings(
            Map.of(
                "NODECAST_KUBELET_METRICS",
                "+k8s.pod.memory_limit_utilization,+k8s.container.memory_limit_utilization"));
    Map<String, ToldPod> told = PodsReader.read(Kubelet.recorded("pods.json"));
    Scrape scrape =
        new Scrape(settings, NOTHING, NODE, told, new Claims(NOTHING), new CpuRates(), NOW);

    List<MetricPoint> points =
        scrape.points(SummaryReader.read(Kubelet.recorded("summary.json"))).stream()
            .filter(p -> p.metric().name().endsWith("_utilization"))
            .toList();

    assertThat(points)
        .extracting(p -> p.subject().kind() + " " + p.subject().pod() + " " + p.subject().name())
        .containsExactlyInAnyOrder(
            "pod steady steady", "container steady work", "container plain a");
    // 32 MiB are allowed, as kubectl says of the recorded pod.
    MetricPoint steady =
        points.stream().filter(p -> p.subject().kind().equals("pod")).findFirst().orElseThrow();
    assertThat(steady.value() * (32 << 20)).isBetween(1e6, 32e6);
  }

  @Test
  void findsAStaticPodByItsName() throws Exception {
    String summary =
        """
        {"pods":[{"podRef":{"namespace":"s","name":"etcd","uid":"0123abcd"},
          "memory":{"usageBytes":7}},
         {"podRef":{"namespace":"s","name":"other","uid":"1-2"},"memory":{"usageBytes":8}}]}""";
    FixedView view =
        new FixedView(
            List.of(NODE),
            List.of(
                FixedView.pod("s", "etcd", "mirror-uid", "Node"),
                FixedView.pod("s", "other", "later-life", "ReplicaSet")));
    Scrape scrape =
        new Scrape(
            Kubelet.settings(Map.of()),
            view,
            NODE,
            Map.of(),
            new Claims(view),
            new CpuRates(),
            NOW);

    assertThat(scrape.points(SummaryReader.read(summary.getBytes(StandardCharsets.UTF_8))))
        .extracting(p -> p.subject().name() + " " + p.subject().uid() + " " + p.value())
        .containsExactly("etcd mirror-uid 7.0", "other 1-2 8.0");
  }

  @Test
  void saysWhatAVolumeIsAndWhatItsClaimIsBoundTo() throws Exception {
    String summary =
        """
        {"pods":[{"podRef":{"namespace":"shop","name":"db-0","uid":"1-2"},"volume":[
          {"name":"data","usedBytes":5,"pvcRef":{"name":"data-db-0","namespace":"shop"}},
          {"name":"lost","usedBytes":6,"pvcRef":{"name":"unknown","namespace":"shop"}},
          {"name":"scratch","usedBytes":7},{"name":"untold","usedBytes":8}]}]}""";
    String pods =
        """
        {"items":[{"metadata":{"uid":"1-2"},"spec":{"volumes":[
          {"name":"data","persistentVolumeClaim":{"claimName":"data-db-0"}},
          {"name":"scratch","emptyDir":{}}]}}]}""";
    FixedView view =
        new FixedView(List.of(NODE), List.of(), List.of(FixedView.claim("shop", "data-db-0")));
    KubeletSettings settings =
        Kubelet.settings(
            Map.of(
                "NODECAST_KUBELET_GROUPS", "volume",
                "NODECAST_KUBELET_METRICS", "+k8s.pod.volume.usage"));
    Summary read = SummaryReader.read(summary.getBytes(StandardCharsets.UTF_8));
    Scrape plain =
        new Scrape(settings, view, NODE, Map.of(), new Claims(view), new CpuRates(), NOW);
    assertThat(plain.wantsMore(read)).isTrue();
    Map<String, ToldPod> told = PodsReader.read(pods.getBytes(StandardCharsets.UTF_8));

    assertThat(
            new Scrape(settings, view, NODE, told, new Claims(view), new CpuRates(), NOW)
                .points(read))
        .filteredOn(p -> p.metric().equals(KubeletMetrics.POD_VOLUME_USAGE))
        .extracting(p -> p.subject().name() + " " + p.value() + " " + p.attributes())
        .containsExactly(
            "data 5.0 {k8s.persistentvolume.name=pv-7, k8s.persistentvolumeclaim.name=data-db-0,"
                + " k8s.storageclass.name=fast, k8s.volume.type=persistentVolumeClaim}",
            "lost 6.0 {k8s.persistentvolumeclaim.name=unknown,"
                + " k8s.volume.type=persistentVolumeClaim}",
            "scratch 7.0 {k8s.volume.type=emptyDir}",
            "untold 8.0 {}");
  }

  private static List<MetricPoint> twice(KubeletSettings settings, PodRecord pod) throws Exception {
    FixedView view = new FixedView(List.of(NODE), List.of(pod));
    Map<String, ToldPod> told =
        settings.groups().contains(KubeletSettings.Group.VOLUME)
            ? PodsReader.read(Kubelet.recorded("pods.json"))
            : Map.of();
    Scrape scrape = new Scrape(settings, view, NODE, told, new Claims(view), new CpuRates(), NOW);
    scrape.points(SummaryReader.read(Kubelet.recorded("summary.json")));
    return scrape.points(SummaryReader.read(Kubelet.recorded("summary-later.json")));
  }

  private static void golden(String file, List<MetricPoint> points) throws Exception {
    String text = points.stream().map(ScrapeTest::line).collect(Collectors.joining());
    Path path = FILES.resolve(file);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(path, text);
    }
    assertThat(path).as("-Dgolden.update=true rewrites it").hasContent(text);
  }

  private static String line(MetricPoint p) {
    Subject s = p.subject();
    String attributes =
        p.attributes().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> " " + e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining());
    return "%s %s/%s/%s uid=%s node=%s %s/%s%s %s %s %s%n"
        .formatted(
            s.kind(),
            s.namespace(),
            s.pod(),
            s.name(),
            s.uid(),
            s.node(),
            s.workloadKind(),
            s.workload(),
            attributes,
            p.metric().name(),
            p.value(),
            p.metric().unit());
  }
}
