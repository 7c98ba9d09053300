package dev.nodecast.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.agent.delta.Naming.Verdict;
import dev.nodecast.agent.identity.PodIdentity.ContainerIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PodNamingTest {
  private static final List<String> IDS = List.of("", "", "u1", "c1", "u1", "c1c1");
  private final PodNames names = new PodNames();
  private long nanos = 1;

  private PodNaming naming(PodFilter filter) {
    return new PodNaming(names, filter, Duration.ofSeconds(2), () -> nanos);
  }

  private static PodIdentity pod(String uid, String name, String... containers) {
    List<ContainerIdentity> all = new ArrayList<>();
    for (String id : containers) {
      all.add(new ContainerIdentity("main", id, "img"));
    }
    return new PodIdentity(
        uid, "shop", name, "Deployment", "web", Map.of("app", "web"), "10.0.0.9", all);
  }

  @Test
  void aContainerIsAwaitedOnceAndThenGoesByItsIds() {
    PodNaming naming = naming(PodFilter.ALL);
    assertThat(naming.of(IDS).verdict()).isEqualTo(Verdict.AWAITED);
    nanos += 1_000_000_000L;
    assertThat(naming.of(IDS).verdict()).isEqualTo(Verdict.AWAITED);
    nanos += 1_000_000_000L;
    assertThat(naming.of(IDS).labels()).isEqualTo(IDS);
    assertThat(naming.of(IDS).verdict()).isEqualTo(Verdict.SHOWN);
    names.change(List.of(pod("u1", "web-1", "c1c1")), List.of());
    assertThat(naming.of(IDS).labels())
        .containsExactly("shop", "web", "web-1", "main", "u1", "c1c1");
  }

  @Test
  void aPodWhoseContainerIsNotKnownYetNamesWhatItCan() {
    PodNaming naming = naming(PodFilter.ALL);
    names.change(List.of(pod("u1", "web-1")), List.of());
    assertThat(naming.of(IDS).verdict()).isEqualTo(Verdict.AWAITED);
    nanos += 2_000_000_000L;
    assertThat(naming.of(IDS).labels()).containsExactly("shop", "web", "web-1", "c1", "u1", "c1c1");
  }

  @Test
  void everyContainerOfAPodWithOneOnlyIsThatOne() {
    PodNaming naming = naming(PodFilter.ALL);
    names.change(List.of(pod("u1", "web-1", "")), List.of()); // scheduled, and not yet run
    assertThat(naming.of(IDS).labels())
        .containsExactly("shop", "web", "web-1", "main", "u1", "c1c1");
    List<String> again = List.of("", "", "u1", "c9", "u1", "c9c9");
    assertThat(naming.of(again).labels()).as("restarted").contains("main");
    PodIdentity two =
        new PodIdentity(
            "u2",
            "shop",
            "web-2",
            "",
            "",
            Map.of(),
            "",
            List.of(
                new ContainerIdentity("main", "c2c2", "img"),
                new ContainerIdentity("sidecar", "", "img")));
    names.change(List.of(two), List.of());
    List<String> either = List.of("", "", "u2", "c3", "u2", "c3c3");
    assertThat(naming.of(either).verdict())
        .as("the sidecar, or main again")
        .isEqualTo(Verdict.AWAITED);
  }

  @Test
  void podsOfOneAddressAreToldApartWhileBothAreThereAndAfterwards() {
    PodNaming naming = naming(PodFilter.ALL);
    // All pods of this test have 10.0.0.9: the first one's last second is read after it left.
    names.change(List.of(pod("u1", "web-0", "c1c1")), List.of());
    names.change(List.of(pod("u2", "db-0", "c2c2")), List.of());
    List<String> second = List.of("", "", "u2", "c2", "u2", "c2c2");
    assertThat(naming.of(IDS).labels().get(2)).isEqualTo("web-0");
    assertThat(naming.of(second).labels().get(2)).isEqualTo("db-0");
    names.change(List.of(), List.of("u1"));
    assertThat(naming.of(IDS).labels().get(2)).isEqualTo("web-0");
    assertThat(naming.of(second).labels().get(2)).isEqualTo("db-0");
  }

  @Test
  void aRestartedContainerAndAReusedPodNameKeepTheirOwnNames() {
    PodNaming naming = naming(PodFilter.ALL);
    names.change(List.of(pod("u1", "web-0", "c1c1")), List.of());
    names.change(List.of(pod("u1", "web-0", "c2c2")), List.of());
    names.change(List.of(pod("u2", "web-0", "c3c3")), List.of("u1"));
    List<String> second = List.of("", "", "u1", "c2", "u1", "c2c2");
    List<String> third = List.of("", "", "u2", "c3", "u2", "c3c3");
    for (List<String> ids : List.of(IDS, second, third)) {
      assertThat(naming.of(ids).labels().subList(0, 4))
          .containsExactly("shop", "web", "web-0", "main");
      assertThat(naming.of(ids).labels().get(4)).isEqualTo(ids.get(4));
    }
    assertThat(names.size()).isEqualTo(1);
  }

  @Test
  void aStaticPodIsFoundByItsContainerAndKeepsItsCgroupsUid() {
    names.change(List.of(pod("uid-of-the-mirror", "etcd-node1", "c1c1")), List.of());
    assertThat(naming(PodFilter.ALL).of(IDS).labels())
        .containsExactly("shop", "web", "etcd-node1", "main", "u1", "c1c1");
  }

  @Test
  void namespacesAndLabelsFilter() {
    names.change(List.of(pod("u1", "web-1")), List.of());
    assertThat(verdict(List.of(), List.of("shop"), "")).isEqualTo(Verdict.FILTERED);
    assertThat(verdict(List.of("other"), List.of(), "")).isEqualTo(Verdict.FILTERED);
    assertThat(verdict(List.of("shop"), List.of("shop"), "")).isEqualTo(Verdict.FILTERED);
    assertThat(verdict(List.of("shop"), List.of(), "")).isEqualTo(Verdict.AWAITED);
    assertThat(verdict(List.of(), List.of(), "app=db")).isEqualTo(Verdict.FILTERED);
    assertThat(verdict(List.of(), List.of(), "app in (web,db)")).isEqualTo(Verdict.AWAITED);
  }

  private Verdict verdict(List<String> include, List<String> exclude, String selector) {
    return naming(new PodFilter(include, exclude, LabelSelector.parse(selector))).of(IDS).verdict();
  }

  @Test
  void whatLeftIsForgottenAtTheBoundAndOneThatRestartsForEverHasABoundToo() {
    for (int i = 0; i < 1_200; i++) {
      names.change(List.of(pod("p" + i, "n" + i, "id" + i)), List.of());
      names.change(List.of(), List.of("p" + i));
    }
    assertThat(names.find("p0", "id0")).isEmpty();
    assertThat(names.find("p1199", "id1199")).isPresent();
    for (int i = 0; i < 100; i++) {
      names.change(List.of(pod("crash", "crash", "run" + i)), List.of());
    }
    assertThat(names.find("", "run0")).isEmpty();
    assertThat(names.find("", "run99")).isPresent();
    for (int i = 0; i < PodNames.MAX_PODS + 5; i++) {
      names.change(List.of(pod("m" + i, "m" + i)), List.of());
    }
    assertThat(names.size()).isEqualTo(PodNames.MAX_PODS);
    assertThat(names.dropped()).isEqualTo(6);
  }

  @Test
  void whatIsSaidAgainIsNoChange() {
    names.replace(List.of(pod("u1", "web-1", "c1c1")));
    long version = names.version();
    names.replace(List.of(pod("u1", "web-1", "c1c1")));
    assertThat(names.version()).isEqualTo(version);
    names.replace(List.of());
    assertThat(names.version()).isGreaterThan(version);
  }

  @Test
  void halfAnInventoryIsNone() {
    StreamedPods streamed = new StreamedPods(names);
    names.replace(List.of(pod("old", "old", "c0")));
    streamed.take(true, true, List.of(pod("u1", "web-1", "c1c1")), List.of());
    assertThat(names.find("u1", "")).isEmpty();
    streamed.take(true, true, List.of(pod("u2", "web-2")), List.of()); // the stream broke
    streamed.take(false, false, List.of(pod("u3", "web-3")), List.of());
    assertThat(names.pods()).extracting(PodIdentity::name).containsExactly("web-2", "web-3");
    streamed.take(false, false, List.of(), List.of("u2"));
    assertThat(names.pods()).extracting(PodIdentity::name).containsExactly("web-3");
  }
}
