package dev.nodecast.agent.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.delta.Earlier;
import dev.nodecast.agent.delta.Naming;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.delta.TickEncoder;
import dev.nodecast.agent.delta.TickPicture;
import dev.nodecast.agent.procfs.Hosts;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.ContainerNetworkKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On trees that look like a host's; see LiveContainerTest for real cgroups. */
final class ContainersTest {
  private static final String POD = "kubepods/burstable/pod1f2e3d4c-5b6a-7988-9a0b-c1d2e3f40516";
  private static final String PAUSE = "a".repeat(64);
  private static final String APP = "b".repeat(64);
  private static final String SECOND = "c".repeat(64);

  @TempDir Path tree;
  private final KernelReader reader = new KernelReader();
  private final Samples samples = new Samples(Catalog.KINDS, 100, Earlier.none());
  private long nanos;

  private Path write(String file, String text) throws IOException {
    Path path = tree.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  private void container(String id, int pid, String command) throws IOException {
    Path directory = tree.resolve("cgroup/" + POD + "/" + id);
    write("proc/" + pid + "/comm", command + "\n");
    Path ready = tree.resolve("staging-" + id);
    Files.createDirectories(ready);
    Files.writeString(ready.resolve("cgroup.procs"), pid + "\n");
    Files.writeString(ready.resolve("cpu.stat"), "usage_usec 500\n");
    Files.createDirectories(directory.getParent());
    Files.move(ready, directory);
  }

  private HostRoot host() throws IOException {
    write("cgroup/cgroup.controllers", "cpu memory pids io");
    Files.createDirectories(tree.resolve("proc"));
    return CapturedHost.root(tree);
  }

  @Test
  void leavesPauseOutAndWaitsForARuntimesFirstSteps() throws Exception {
    HostRoot host = host();
    container(PAUSE, 10, "pause");
    container(APP, 11, "app");
    try (Containers containers = new Containers(host, reader, new OpenFiles(10), 10, () -> nanos)) {
      containers.refresh(samples);
      assertThat(ids(containers)).containsExactly(APP);
      container(SECOND, 12, "runc:[2:INIT]");
      until("in the tree", containers, () -> containers.withId(SECOND) != null);
      assertThat(ids(containers)).as("not known yet what it is").containsExactly(APP);
      write("proc/12/comm", "nginx\n");
      containers.refresh(samples);
      assertThat(ids(containers)).containsExactly(APP, SECOND);
    }
  }

  @Test
  void aContainerThatNeverShowsAProcessIsReportedAfterAWhile() throws Exception {
    HostRoot host = host();
    container(APP, 11, "app");
    try (Containers containers = new Containers(host, reader, new OpenFiles(10), 10, () -> nanos)) {
      containers.refresh(samples);
      container(SECOND, 12, "crun");
      until("in the tree", containers, () -> containers.withId(SECOND) != null);
      assertThat(ids(containers)).containsExactly(APP);
      nanos += TimeUnit.SECONDS.toNanos(4);
      containers.refresh(samples);
      assertThat(ids(containers)).containsExactly(APP, SECOND);
    }
  }

  @Test
  void networkOfAPodIsReportedOnceAndNotAgainWithEachContainer() throws Exception {
    HostRoot host = host();
    String nic =
        "  eth0: 1000 10 0 0 0 0 0 0 500 5 0 0 0 0 0 0\n    lo: 9 9 0 0 0 0 0 0 9 9 0 0 0 0 0 0\n";
    try (CapturedHost agent = new CapturedHost(host)) {
      agent.tick();
      write("proc/11/net/dev", nic);
      write("proc/12/net/dev", nic);
      container(APP, 11, "app");
      until("app", agent, () -> agent.picture.has(ContainerNetworkKind.KIND, APP));
      assertThat(
              agent.picture.number(ContainerNetworkKind.KIND, APP, ContainerNetworkKind.RX_BYTES))
          .as("a new pod's traffic is all new")
          .isEqualTo(1000);
      container(SECOND, 12, "sidecar");
      until("sidecar", agent, () -> agent.picture.has(ContainerKind.KIND, SECOND));
      agent.tick();
      assertThat(agent.picture.entities(ContainerNetworkKind.KIND)).hasSize(1);
      // The first container ends, the namespace lives on under the second.
      Path app = tree.resolve("cgroup/" + POD + "/" + APP);
      Files.delete(app.resolve("cgroup.procs"));
      Files.delete(app.resolve("cpu.stat"));
      Files.delete(app);
      until("taken over", agent, () -> agent.picture.has(ContainerNetworkKind.KIND, SECOND));
      assertThat(
              agent.picture.number(
                  ContainerNetworkKind.KIND, SECOND, ContainerNetworkKind.RX_BYTES))
          .as("what the first one told is not told again")
          .isZero();
    }
  }

  /** Says of every container of a pod what the test says. */
  private static final class OneVerdict implements Naming {
    Verdict verdict = Verdict.FILTERED;
    long version;

    @Override
    public long version() {
      return version;
    }

    @Override
    public Name of(List<String> ids) {
      return new Name(verdict, ids);
    }
  }

  @Test
  void whatIsFilteredIsNotReadAndCountsFromTheFirstReadingAfterwards() throws Exception {
    HostRoot host = host();
    OneVerdict naming = new OneVerdict();
    Samples named = new Samples(Catalog.KINDS, 100, Earlier.none(), naming);
    OpenFiles files = new OpenFiles(10);
    TickEncoder encoder = new TickEncoder();
    TickPicture picture = new TickPicture();
    try (Containers containers = new Containers(host, reader, files, 10, () -> nanos)) {
      ContainerCpuCollector cpu = new ContainerCpuCollector(containers);
      cpu.collect(named);
      container(APP, 11, "app"); // born while the agent looks: it would count from zero
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (named.filtered(ContainerKind.KIND) == 0) {
        assertThat(System.nanoTime()).as("seen within 30 s").isLessThan(deadline);
        cpu.collect(named);
      }
      assertThat(ids(containers)).isEmpty();
      assertThat(files.held()).isZero();
      picture.read(encoder.encode(named, 1_000, true));
      naming.verdict = Naming.Verdict.SHOWN;
      naming.version++;
      picture.read(encoder.encode(named, 2_000, false));
      usage(APP, 900);
      cpu.collect(named);
      assertThat(ids(containers)).containsExactly(APP);
      assertThat(files.held()).isEqualTo(1);
      usage(APP, 907);
      cpu.collect(named);
      cpu.groups().forEach(group -> named.collected(group, System.nanoTime()));
      picture.read(encoder.encode(named, 3_000, false));
      assertThat(picture.increase(ContainerKind.KIND, APP, ContainerKind.CPU_USAGE))
          .as("since it is wanted")
          .isEqualTo(7);
      naming.verdict = Naming.Verdict.FILTERED;
      naming.version++;
      picture.read(encoder.encode(named, 4_000, false));
      cpu.collect(named);
      assertThat(ids(containers)).isEmpty();
      assertThat(files.held()).as("descriptors are given back").isZero();
      assertThat(named.filtered(ContainerKind.KIND)).isEqualTo(1);
    }
  }

  private void usage(String id, long micros) throws IOException {
    Files.writeString(
        tree.resolve("cgroup/" + POD + "/" + id + "/cpu.stat"), "usage_usec " + micros + "\n");
  }

  @Test
  void findsTheProcessesOfAContainerThatRunsSystemd() throws Exception {
    HostRoot host = host();
    container(APP, 11, "systemd");
    Path own = tree.resolve("cgroup/" + POD + "/" + APP);
    Files.writeString(own.resolve("cgroup.procs"), "");
    Files.createDirectory(own.resolve("init.scope"));
    Files.writeString(own.resolve("init.scope/cgroup.procs"), "11\n");
    Files.createDirectories(host.proc().resolve("11"));
    try (Containers containers = new Containers(host, reader, new OpenFiles(10), 10)) {
      containers.refresh(samples);
      assertThat(containers.processes().first(containers.reported().get(0)))
          .isEqualTo(host.proc().resolve("11"));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 3", "2, 2, 1", "10, 3, 0"})
  void boundsContainersAndCountsTheRest(int limit, int taken, int dropped) throws Exception {
    HostRoot host = CapturedHost.root(Hosts.root("cgroup2-systemd-containerd"));
    try (Containers containers = new Containers(host, reader, new OpenFiles(10), limit)) {
      containers.refresh(samples);
      assertThat(containers.reported()).hasSize(taken);
      assertThat(containers.dropped()).isEqualTo(dropped);
    }
  }

  @Test
  void readsTheSameWithAndWithoutRoomForDescriptors() throws Exception {
    HostRoot host = CapturedHost.root(Hosts.root("cgroup2-systemd-containerd"));
    OpenFiles one = new OpenFiles(1);
    try (Containers containers = new Containers(host, reader, one, 10)) {
      ContainerCpuCollector collector = new ContainerCpuCollector(containers);
      collector.collect(samples);
      collector.collect(samples);
      assertThat(one.held()).isEqualTo(1);
      assertThat(one.refused()).isEqualTo(4);
      assertThat(reader.unreadable()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "1024, 39", "262144, 10000", "999999, 10000"})
  void convertsSharesAsRuntimesDo(long shares, long weight) {
    assertThat(ContainerLimitsCollector.weight(shares)).isEqualTo(weight);
  }

  private static List<String> ids(Containers containers) {
    return containers.reported().stream()
        .map(container -> container.identity().containerId())
        .toList();
  }

  private void until(String what, Containers containers, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what + " within 30 s").isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
      containers.refresh(samples);
    }
  }

  private static void until(String what, CapturedHost agent, BooleanSupplier condition)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what + " within 30 s").isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
      agent.tick();
    }
  }
}
