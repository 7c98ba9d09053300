package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.CollectorRunner;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.container.ContainerCpuCollector;
import dev.nodecast.agent.container.ContainerIdentityCollector;
import dev.nodecast.agent.container.Containers;
import dev.nodecast.agent.container.OpenFiles;
import dev.nodecast.agent.delta.Earlier;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.delta.TickEncoder;
import dev.nodecast.agent.identity.DiscoveryConfig;
import dev.nodecast.agent.identity.DiscoveryMode;
import dev.nodecast.agent.identity.Identity;
import dev.nodecast.agent.identity.PodFilter;
import dev.nodecast.agent.stream.Delivery;
import dev.nodecast.agent.stream.Orders;
import dev.nodecast.agent.stream.Spool;
import dev.nodecast.agent.stream.SpoolSettings;
import dev.nodecast.agent.stream.StreamTarget;
import dev.nodecast.aggregator.ingest.IngestCounters;
import dev.nodecast.aggregator.ingest.IngestLimits;
import dev.nodecast.aggregator.ingest.IngestServer;
import dev.nodecast.aggregator.ingest.IngestService;
import dev.nodecast.aggregator.ingest.InventoryPush;
import dev.nodecast.aggregator.ingest.NodePod;
import dev.nodecast.aggregator.ingest.PodSource;
import dev.nodecast.aggregator.ingest.Sessions;
import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.aggregator.store.KindRows;
import dev.nodecast.aggregator.store.Window;
import dev.nodecast.aggregator.store.WindowStore;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.wire.WireBuffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a cgroup to a named row: an agent's collectors over a host tree, its stream, and an
 * aggregator that knows pods, in one process.
 */
final class PodNamesTest {
  private static final String UID = "1f2e3d4c-5b6a-7988-9a0b-c1d2e3f40516";
  private static final String OTHER_UID = "2f2e3d4c-5b6a-7988-9a0b-c1d2e3f40517";
  private static final String FIRST = "a".repeat(64);
  private static final String SECOND = "b".repeat(64);

  @TempDir Path tree;
  private final Cluster cluster = new Cluster();
  private final LiveState live = new LiveState(10, 1000);
  private final IngestCounters counters = new IngestCounters();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final TickEncoder encoder = new TickEncoder();

  /** What each container id gained in stored windows. */
  private final Map<String, Long> gained = new ConcurrentHashMap<>();

  private Identity identity;
  private Delivery delivery;
  private Samples samples;
  private CollectorRunner runner;
  private long timeMs = System.currentTimeMillis();

  /** Pods of one node, as the test says. */
  private static final class Cluster implements PodSource {
    final Map<String, NodePod> pods = new ConcurrentHashMap<>();
    private volatile Consumer<String> changed = node -> {};

    void pod(String uid, String name, String... ids) {
      List<NodePod.Container> containers = new ArrayList<>();
      for (String id : ids) {
        containers.add(new NodePod.Container("server", id, "web:1"));
      }
      Map<String, String> labels = Map.of("app", "web");
      pods.put(
          uid, new NodePod(uid, "shop", name, "Deployment", "web", labels, "10.0.0.7", containers));
      changed.accept("n1");
    }

    void gone(String uid) {
      pods.remove(uid);
      changed.accept("n1");
    }

    @Override
    public Optional<List<NodePod>> pods(String node) {
      return node.equals("n1") ? Optional.of(List.copyOf(pods.values())) : Optional.empty();
    }

    @Override
    public void listen(Consumer<String> to) {
      changed = to;
    }
  }

  /** Takes every window, and adds up what containers gained in it. */
  private final class Memory implements WindowStore {
    @Override
    public long[] watermarks(String node, String boot) {
      return new long[TABLES];
    }

    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public boolean hasRoom() {
      return true;
    }

    @Override
    public boolean offer(Window window) {
      for (KindRows rows : window.kinds()) {
        for (int row = 0; rows.kind().equals(ContainerKind.KIND) && row < rows.size(); row++) {
          long gain = rows.values()[ContainerKind.CPU_USAGE.index()][row];
          gained.merge(rows.labels()[5][row], gain == Column.NOT_MEASURED ? 0 : gain, Long::sum);
        }
      }
      return true;
    }
  }

  @BeforeEach
  void start() throws Exception {
    write("cgroup/cgroup.controllers", "cpu memory pids io");
    Files.createDirectories(tree.resolve("proc"));
    Sessions sessions = new Sessions();
    IngestService service =
        new IngestService(
            "test",
            live,
            new Memory(),
            sessions,
            new IngestLimits(5000, 1 << 20, 1 << 20, 1000, ""),
            counters,
            Optional::empty);
    IngestServer server =
        new IngestServer(
            service,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            null,
            null,
            1 << 21);
    open.add(server);
    open.add(new InventoryPush(cluster, sessions));
    identity = identity();
    Spool spool =
        Spool.open(SpoolSettings.ofCatalog(tree.resolve("spool"), 1 << 20, false, "01234567"));
    delivery =
        Delivery.start(
            spool,
            new StreamTarget(
                "127.0.0.1",
                server.port(),
                true,
                null,
                "",
                "n1",
                "test",
                "6.1",
                "amd64",
                List.of("app", "version")),
            new Orders((profile, subjects) -> {}, identity.streamed()::take));
    open.add(0, delivery);
    samples = new Samples(Catalog.KINDS, 1000, Earlier.none(), identity.naming());
    collect();
    until("connected", () -> delivery.status().connected());
  }

  private Identity identity() throws IOException {
    return Identity.start(
        new DiscoveryConfig(
            DiscoveryMode.STREAM,
            Duration.ofSeconds(1),
            null,
            Duration.ofSeconds(10),
            true,
            null,
            tree,
            new PodFilter(List.of(), List.of("hidden"), noSelector()),
            List.of("app", "version")),
        tree,
        "n1",
        Map.of());
  }

  private static dev.nodecast.agent.identity.LabelSelector noSelector() {
    return dev.nodecast.agent.identity.LabelSelector.EVERYTHING;
  }

  private void collect() {
    HostRoot host =
        new HostRoot(
            tree.resolve("proc"),
            tree.resolve("sys"),
            tree.resolve("cgroup"),
            tree.resolve("rootfs"));
    Containers containers = new Containers(host, new KernelReader(), new OpenFiles(100), 100);
    open.add(0, containers);
    runner =
        new CollectorRunner(
            List.of(
                new ContainerCpuCollector(containers),
                new ContainerIdentityCollector(containers, identity.names(), identity.labels())),
            Set.of(),
            System::nanoTime);
  }

  @AfterEach
  void stop() throws Exception {
    identity.close();
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(tree.resolve(file).getParent());
    Files.writeString(tree.resolve(file), text);
  }

  private Path cgroup(String uid, String id) {
    return tree.resolve("cgroup/kubepods/burstable/pod" + uid + "/" + id);
  }

  private void begin(String uid, String id, int pid) throws IOException {
    write("proc/" + pid + "/comm", "web\n");
    Path ready = Files.createDirectories(tree.resolve("staging-" + id));
    Files.writeString(ready.resolve("cgroup.procs"), pid + "\n");
    Files.writeString(ready.resolve("cpu.stat"), "usage_usec 500\n");
    Files.createDirectories(cgroup(uid, id).getParent());
    Files.move(ready, cgroup(uid, id));
  }

  private void end(String uid, String id) throws IOException {
    Files.delete(cgroup(uid, id).resolve("cgroup.procs"));
    Files.delete(cgroup(uid, id).resolve("cpu.stat"));
    Files.delete(cgroup(uid, id));
  }

  private void tick() {
    timeMs += 10_000; // a multiple of every cadence here
    runner.tick(timeMs, samples);
    boolean keyframe = delivery.keyframeNeeded();
    WireBuffer tick = encoder.encode(samples, timeMs, keyframe);
    delivery.append(timeMs, tick.array(), tick.size(), keyframe);
  }

  private void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s: %s", what, rows()).isLessThan(deadline);
      tick();
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** Rows of containers as the aggregator has them: names, then counted, kind and labels. */
  private Map<String, String> rows() {
    Map<String, String> rows = new TreeMap<>();
    if (live.node("n1") == null) {
      return rows;
    }
    KindState kind = live.node("n1").kind(ContainerKind.KIND);
    synchronized (live.node("n1")) {
      for (int slot = kind.living().nextSetBit(0);
          slot >= 0;
          slot = kind.living().nextSetBit(slot + 1)) {
        rows.put(
            String.join("/", List.of(kind.labels(slot)).subList(0, 5)),
            kind.text(ContainerKind.WORKLOAD_KIND, slot)
                + " "
                + kind.text(ContainerKind.POD_LABELS, slot));
      }
    }
    return rows;
  }

  private void shows(String row) {
    until(row, () -> rows().keySet().equals(Set.of(row)));
  }

  @Test
  void aNewPodIsNamedAndNothingThatItDidIsLost() throws Exception {
    cluster.pod(UID, "web-1");
    until("the pod is known", () -> identity.names().size() == 1);
    begin(UID, FIRST, 11);
    cluster.pod(UID, "web-1", FIRST);
    shows("shop/web/web-1/server/" + UID);
    until("its first reading", () -> gained.getOrDefault(FIRST, 0L) == 500L);
    until("texts", () -> rows().containsValue("Deployment app=web"));
    assertThat(counters.inventoryBytes.sum()).isPositive();
  }

  @Test
  void aRestartWithinASecondAndAReusedNameAreToldApart() throws Exception {
    cluster.pod(UID, "web-1", FIRST);
    begin(UID, FIRST, 11);
    shows("shop/web/web-1/server/" + UID);
    end(UID, FIRST);
    begin(UID, SECOND, 12);
    cluster.pod(UID, "web-1", SECOND);
    until("restarted", () -> !rows().isEmpty() && gained.containsKey(SECOND));
    shows("shop/web/web-1/server/" + UID);
    end(UID, SECOND);
    cluster.gone(UID);
    cluster.pod(OTHER_UID, "web-1", "c".repeat(64)); // the IP is used again too
    begin(OTHER_UID, "c".repeat(64), 13);
    shows("shop/web/web-1/server/" + OTHER_UID);
    until("stored", () -> gained.keySet().equals(Set.of(FIRST, SECOND, "c".repeat(64))));
  }

  @Test
  void whatNobodyNamesGoesByItsIdsUntilSomebodyDoes() throws Exception {
    begin(UID, FIRST, 11);
    shows("//" + UID + "/" + FIRST.substring(0, 12) + "/" + UID);
    until("its first reading", () -> gained.getOrDefault(FIRST, 0L) == 500L);
    cluster.pod(UID, "web-1", FIRST);
    shows("shop/web/web-1/server/" + UID);
  }

  @Test
  void namesOutliveARestartOfTheAgent() throws Exception {
    cluster.pod(UID, "web-1", FIRST);
    until("the pod is known", () -> identity.names().size() == 1);
    identity.close();
    identity = identity();
    assertThat(identity.names().find(UID, FIRST)).isPresent();
  }
}
