package dev.nodecast.agent.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.agent.delta.Naming.Verdict;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.ContainerTcpPeerKind;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventType;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.wire.MalformedTickException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names come late, change and are unwanted; no count is lost by it and none is told twice. */
final class NamesTest {
  private static final Kind KERNEL = ContainerKernelKind.KIND;
  private static final Kind SERVICE = ServiceKind.KIND;
  private static final Column FORKS = ContainerKernelKind.FORKS;
  private static final Column RUN_DELAY =
      KERNEL.columns().stream()
          .filter(c -> c.type() == dev.nodecast.catalog.ColumnType.HISTOGRAM)
          .findFirst()
          .orElseThrow();
  private static final List<String> A = List.of("", "", "uid-a", "aaaa", "uid-a", "aaaaaaaa");
  private static final List<String> B = List.of("", "", "uid-b", "bbbb", "uid-b", "bbbbbbbb");

  private final Script naming = new Script();
  private final Samples samples = new Samples(Catalog.KINDS, 8, Earlier.none(), naming);
  private final TickEncoder encoder = new TickEncoder();
  private final TickPicture picture = new TickPicture();
  private long timeMs = 1_700_000_000_000L;

  /** Says what the test wants. */
  private static final class Script implements Naming {
    final Map<String, Name> byUid = new HashMap<>();
    long version;

    void say(List<String> ids, Verdict verdict, String... names) {
      List<String> labels = new ArrayList<>(List.of(names));
      labels.addAll(ids.subList(names.length, ids.size()));
      byUid.put(ids.get(4), new Name(verdict, labels));
      version++;
    }

    void call(List<String> ids, String service) {
      Name name = byUid.get(ids.get(4));
      byUid.put(ids.get(4), new Name(name.verdict(), name.labels(), service));
      version++;
    }

    @Override
    public long version() {
      return version;
    }

    @Override
    public Name of(List<String> ids) {
      return byUid.getOrDefault(ids.get(4), new Name(Verdict.AWAITED, ids));
    }
  }

  private void tick(boolean keyframe, Group... only) throws MalformedTickException {
    for (Kind kind : Catalog.KINDS) {
      for (Group group : kind.groups()) {
        if (only.length == 0 || List.of(only).contains(group)) {
          samples.collected(group, timeMs * 1_000_000);
        }
      }
    }
    timeMs += 1000;
    picture.read(encoder.encode(samples, timeMs, keyframe));
  }

  private void tick() throws MalformedTickException {
    tick(false);
  }

  private void web() {
    naming.say(A, Verdict.SHOWN, "shop", "web", "web-1", "server");
  }

  @Test
  void whatAnAwaitedContainerCountsTravelsWithItsName() throws MalformedTickException {
    tick(true);
    Entity a = samples.define(KERNEL, A);
    samples.increase(a, FORKS, 3);
    samples.observe(a, RUN_DELAY, 100);
    tick();
    tick(true);
    assertThat(picture.entities(KERNEL)).isEmpty();
    samples.increase(a, FORKS, 4);
    web();
    tick();
    assertThat(picture.entities(KERNEL))
        .containsExactly(List.of("shop", "web", "web-1", "server", "uid-a", "aaaaaaaa"));
    assertThat(picture.increase(KERNEL, "server", FORKS)).isEqualTo(7);
    assertThat(picture.buckets(KERNEL, "server", RUN_DELAY).values()).containsExactly(1L);
    tick();
    assertThat(picture.changes()).isZero();
  }

  @Test
  void aContainerThatEndedUnnamedIsToldOfInFull() throws MalformedTickException {
    tick(true);
    Entity a = samples.define(KERNEL, A);
    samples.increase(a, FORKS, 3);
    samples.end(a);
    tick();
    samples.define(KERNEL, B); // must not get its slot
    web();
    Group other = ContainerKind.KIND.groups().get(0);
    tick(false, other);
    assertThat(picture.has(KERNEL, "server")).as("its group is not due yet").isTrue();
    tick();
    assertThat(picture.increase(KERNEL, "server", FORKS)).isEqualTo(3);
    tick();
    assertThat(picture.has(KERNEL, "server")).isFalse();
    naming.say(B, Verdict.SHOWN, "shop", "db", "db-0", "main");
    tick();
    assertThat(picture.has(KERNEL, "db-0")).isTrue();
  }

  @Test
  void anotherNameIsAnotherRowAndTheCountsGoOn() throws MalformedTickException {
    naming.say(A, Verdict.SHOWN);
    Entity a = samples.define(KERNEL, A);
    samples.increase(a, FORKS, 10);
    tick(true);
    assertThat(picture.has(KERNEL, "uid-a")).isTrue();
    samples.increase(a, FORKS, 5);
    web();
    tick();
    assertThat(picture.entities(KERNEL)).hasSize(1);
    assertThat(picture.increaseOfEnded(KERNEL, "aaaa", FORKS)).isZero();
    assertThat(picture.increase(KERNEL, "server", FORKS)).isEqualTo(5);
    samples.increase(a, FORKS, 1);
    tick();
    assertThat(picture.increase(KERNEL, "server", FORKS)).isEqualTo(1);
    tick(true);
    assertThat(picture.number(KERNEL, "server", FORKS)).as("the running total").isEqualTo(16);
    samples.end(a);
    tick();
    assertThat(picture.entities(KERNEL)).isEmpty();
  }

  @Test
  void gaugesTextsAndRowsBelowAContainerFollowIt() throws MalformedTickException {
    naming.say(A, Verdict.SHOWN);
    List<String> labels = new ArrayList<>(A);
    labels.addAll(List.of("containerd", "burstable"));
    Entity a = samples.define(ContainerKind.KIND, labels);
    samples.set(a, ContainerKind.MEMORY_CURRENT, 4096);
    samples.text(a, ContainerKind.IMAGE, "web:1");
    List<String> peer = new ArrayList<>(A);
    peer.addAll(List.of("out", "10.0.0.1", "443"));
    samples.define(ContainerTcpPeerKind.KIND, peer);
    tick(true);
    web();
    tick();
    assertThat(picture.number(ContainerKind.KIND, "server", ContainerKind.MEMORY_CURRENT))
        .isEqualTo(4096);
    assertThat(picture.text(ContainerKind.KIND, "server", ContainerKind.IMAGE)).isEqualTo("web:1");
    assertThat(picture.entities(ContainerTcpPeerKind.KIND))
        .containsExactly(
            List.of(
                "shop", "web", "web-1", "server", "uid-a", "aaaaaaaa", "out", "10.0.0.1", "443"));
  }

  @Test
  void aPodNameUsedAgainIsAnotherRow() throws MalformedTickException {
    web();
    Entity a = samples.define(KERNEL, A);
    samples.increase(a, FORKS, 10);
    tick(true);
    samples.end(a);
    Entity b = samples.define(KERNEL, B);
    samples.increase(b, FORKS, 2);
    naming.say(B, Verdict.SHOWN, "shop", "web", "web-1", "server");
    tick();
    assertThat(picture.entities(KERNEL))
        .containsExactly(List.of("shop", "web", "web-1", "server", "uid-b", "bbbbbbbb"));
    assertThat(picture.increase(KERNEL, "uid-b", FORKS)).isEqualTo(2);
  }

  @Test
  void nobodyHearsOfWhatIsFilteredAndItIsCounted() throws MalformedTickException {
    naming.say(A, Verdict.FILTERED);
    Entity a = samples.define(KERNEL, A);
    samples.increase(a, FORKS, 100);
    samples.event(event(A, "Container aaaa started."));
    tick(true);
    tick();
    assertThat(picture.entities(KERNEL)).isEmpty();
    assertThat(picture.events()).isEmpty();
    assertThat(samples.filtered(KERNEL)).isEqualTo(1);
    web();
    samples.increase(a, FORKS, 5);
    tick();
    samples.increase(a, FORKS, 2);
    tick();
    assertThat(picture.increase(KERNEL, "server", FORKS)).as("since it is wanted").isEqualTo(2);
    assertThat(samples.filtered(KERNEL)).isZero();
    naming.say(A, Verdict.FILTERED);
    tick();
    assertThat(picture.entities(KERNEL)).isEmpty();
    samples.end(a);
    tick();
    assertThat(samples.filtered(KERNEL)).isZero();
    assertThat(samples.entities()).as("its slot is free").isZero();
  }

  @Test
  void aServiceIsCalledAsItsPodIsUnlessItsProcessSaysOtherwise() throws MalformedTickException {
    Entity plain = samples.define(SERVICE, service("java"));
    Entity declared = samples.define(SERVICE, service("own"), true);
    samples.increase(plain, ServiceKind.REQUESTS, 3);
    samples.increase(declared, ServiceKind.REQUESTS, 5);
    tick(true);
    assertThat(picture.entities(SERVICE)).as("awaited").isEmpty();
    web();
    naming.call(A, "checkout");
    tick();
    assertThat(services()).containsExactlyInAnyOrder("checkout=3", "own=5");
    naming.call(A, "payment");
    samples.increase(plain, ServiceKind.REQUESTS, 1);
    samples.increase(declared, ServiceKind.REQUESTS, 1);
    tick();
    assertThat(services()).containsExactlyInAnyOrder("payment=1", "own=6");
    Entity host = samples.define(SERVICE, service("nginx", "", "", "", "~host", "", ""));
    samples.increase(host, ServiceKind.REQUESTS, 1);
    tick();
    assertThat(services()).contains("nginx=1");
  }

  private static List<String> service(String name, String... of) {
    List<String> labels = new ArrayList<>(of.length == 0 ? A : List.of(of));
    labels.addAll(List.of(name, "server", "http1", "GET", "/", "200"));
    return labels;
  }

  /** Names and totals, as the receiver knows them. */
  private List<String> services() {
    return picture.entities(SERVICE).stream()
        .map(of -> of.get(6) + "=" + picture.number(SERVICE, of, ServiceKind.REQUESTS))
        .toList();
  }

  @Test
  void anEventWaitsForTheNameAndTellsIt() throws MalformedTickException {
    samples.event(event(A, "Container aaaa started."));
    tick(true);
    assertThat(picture.events()).isEmpty();
    web();
    tick();
    assertThat(picture.events()).hasSize(1);
    assertThat(picture.events().get(0).message()).isEqualTo("Container server started.");
    assertThat(picture.events().get(0).labels().get(2)).isEqualTo("web-1");
    tick();
    assertThat(picture.events()).isEmpty();
  }

  @Test
  void totalsOfAnEarlierProcessAreFoundUnderAnyName() throws MalformedTickException {
    Earlier earlier = Earlier.none();
    long[] totals = new long[KERNEL.columns().size()];
    java.util.Arrays.fill(totals, Column.NOT_MEASURED);
    totals[FORKS.index()] = 40;
    earlier.put(KERNEL, List.of("shop", "web", "web-1", "server", "uid-a", "aaaaaaaa"), totals);
    Samples next = new Samples(Catalog.KINDS, 8, earlier, naming);
    Entity a = next.define(KERNEL, A);
    next.set(a, FORKS, 45);
    web();
    for (Group group : KERNEL.groups()) {
      next.collected(group, 1);
    }
    picture.read(encoder.encode(next, timeMs, true));
    assertThat(picture.increase(KERNEL, "server", FORKS)).isEqualTo(5);
  }

  private static Event event(List<String> labels, String message) {
    return new Event(1, EventType.CONTAINER_START, labels, message, Map.of());
  }
}
