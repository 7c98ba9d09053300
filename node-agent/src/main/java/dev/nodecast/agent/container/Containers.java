package dev.nodecast.agent.container;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.cgroup.Cgroup;
import dev.nodecast.agent.cgroup.CgroupChanges;
import dev.nodecast.agent.cgroup.CgroupIdentity;
import dev.nodecast.agent.cgroup.CgroupMounts;
import dev.nodecast.agent.cgroup.CgroupTree;
import dev.nodecast.agent.cgroup.Controller;
import dev.nodecast.agent.cgroup.Hierarchy;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.catalog.ContainerKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The living containers and units of this host. Every collector of containers calls {@link
 * #refresh} first, so none depends on the order of the list or on another being enabled; a refresh
 * in which nothing happened polls one queue per cgroup tree.
 *
 * <p>A pod's pause container cannot be told by its path. A new container of a pod is therefore
 * looked into: once it has processes it is taken in, or, if {@code pause} is all it runs, left out.
 * Its cgroup is made before its first process is, so the answer may take a moment.
 */
public final class Containers implements AutoCloseable {
  private static final int MAX_DEPTH = 24;
  private static final int CGROUPS_PER_CONTAINER = 8;
  private static final int MIN_CGROUPS = 4096;

  /** A container without processes for this long is reported, whatever it is. */
  private static final long UNDECIDED_NANOS = 3_000_000_000L;

  private record Undecided(Container container, long sinceNanos) {}

  private final KernelReader reader;
  private final OpenFiles open;
  private final int limit;
  private final LongSupplier nanoTime;
  private final CgroupMounts mounts;
  private final CgroupTree tree;
  private final ContainerProcesses processes;
  private final Map<String, Container> byPath = new LinkedHashMap<>();
  private final Map<String, Sandbox> sandboxes = new HashMap<>();
  private final List<Undecided> undecided = new ArrayList<>();
  private final ReadContainers read = new ReadContainers();
  private int keys;
  private boolean walked;
  private boolean overflowed;
  private long dropped;
  private long changes;

  /**
   * @param limit most containers and units reported; further ones are dropped and counted
   */
  public Containers(HostRoot host, KernelReader reader, OpenFiles open, int limit) {
    this(host, reader, open, limit, System::nanoTime);
  }

  Containers(HostRoot host, KernelReader reader, OpenFiles open, int limit, LongSupplier nanoTime) {
    this.reader = reader;
    this.open = open;
    this.limit = limit;
    this.nanoTime = nanoTime;
    mounts = CgroupMounts.detect(host.proc(), host.cgroup());
    tree = new CgroupTree(mounts, MAX_DEPTH, Math.max(MIN_CGROUPS, limit * CGROUPS_PER_CONTAINER));
    processes = new ContainerProcesses(host.proc(), reader);
  }

  /** Takes in what came and went since the last call. */
  public void refresh(Samples samples) {
    CgroupChanges change = tree.walk();
    if (!change.isEmpty()) {
      changes++;
      take(change, samples);
    }
    if (!undecided.isEmpty()) {
      decide(samples);
    }
    read.refresh(samples);
    walked = true;
  }

  private void take(CgroupChanges change, Samples samples) {
    for (Cgroup gone : change.removed()) {
      remove(gone.path(), samples);
    }
    for (Cgroup cgroup : change.changed()) {
      Container container = byPath.get(cgroup.path());
      if (container != null) {
        container.moved(cgroup);
      }
    }
    appear(change.added(), walked);
    if (overflowed && !change.removed().isEmpty()) {
      overflowed = false;
      appear(tree.all(), false);
    }
  }

  /** Pods' containers first: at the limit they matter more than units. */
  private void appear(Collection<Cgroup> cgroups, boolean born) {
    List<Cgroup> candidates = new ArrayList<>();
    for (Cgroup cgroup : cgroups) {
      if (isWorkload(cgroup.identity()) && !byPath.containsKey(cgroup.path())) {
        candidates.add(cgroup);
      }
    }
    candidates.sort(
        Comparator.comparing((Cgroup cgroup) -> cgroup.identity().kind())
            .thenComparing(Cgroup::path));
    for (Cgroup cgroup : candidates) {
      if (byPath.size() >= limit) {
        dropped++;
        overflowed = true;
        continue;
      }
      String key = sandboxKey(cgroup);
      Sandbox sandbox = sandboxes.computeIfAbsent(key, k -> new Sandbox(k, born));
      sandbox.members++;
      Container container = new Container(cgroup, born, sandbox);
      byPath.put(cgroup.path(), container);
      undecided.add(new Undecided(container, nanoTime.getAsLong()));
    }
  }

  private static String sandboxKey(Cgroup cgroup) {
    String pod = cgroup.identity().podUid();
    return pod.isEmpty() ? cgroup.path() : pod;
  }

  /** Leaf workloads: what lies below them is in their numbers, slices are sums of them. */
  static boolean isWorkload(CgroupIdentity identity) {
    if (identity.nested()) {
      return false;
    }
    return switch (identity.kind()) {
      case POD_CONTAINER, CONTAINER -> true;
      case SYSTEMD_UNIT ->
          identity.unit().endsWith(".service") || identity.unit().endsWith(".scope");
      case POD, OTHER -> false;
    };
  }

  private void decide(Samples samples) {
    Iterator<Undecided> all = undecided.iterator();
    while (all.hasNext()) {
      Undecided next = all.next();
      Container container = next.container();
      boolean mayWait = walked && nanoTime.getAsLong() - next.sinceNanos() < UNDECIDED_NANOS;
      if (container.identity().kind() == CgroupIdentity.Kind.POD_CONTAINER) {
        ContainerProcesses.Content content = processes.look(container);
        if (content == ContainerProcesses.Content.PAUSE) {
          container.settle();
          all.remove();
          continue;
        }
        if (content == ContainerProcesses.Content.STARTING && mayWait) {
          continue;
        }
      }
      all.remove();
      List<String> labels = new ArrayList<>(container.labels());
      labels.add(container.identity().runtime());
      labels.add(container.identity().qos());
      Entity entity = samples.define(ContainerKind.KIND, labels);
      container.settle();
      if (entity != null) {
        container.define(entity);
        read.add(container);
        if (container.born()) {
          ContainerEvents.started(samples, container.labels());
        }
      }
    }
  }

  private void remove(String path, Samples samples) {
    Container container = byPath.remove(path);
    if (container == null) {
      return;
    }
    read.remove(container);
    undecided.removeIf(waiting -> waiting.container() == container);
    if (container.entity() != null) {
      ContainerEvents.stopped(samples, container.labels());
    }
    container.end(samples);
    Sandbox sandbox = container.sandbox();
    if (--sandbox.members == 0) {
      sandboxes.remove(sandbox.key);
    }
  }

  /** Those that are to be read: reported, or maybe soon. Valid until the next refresh. */
  public List<Container> reported() {
    return read.all();
  }

  /** The container or unit whose own cgroup has that path, pause containers too; or null. */
  Container at(String path) {
    return byPath.get(path);
  }

  /** The container of that id; or null. Walks all: for the rare case only. */
  Container withId(String id) {
    for (Container container : byPath.values()) {
      if (container.identity().containerId().equals(id)) {
        return container;
      }
    }
    return null;
  }

  /** The cgroup with that id in the v2 hierarchy, or null. */
  Cgroup unifiedCgroup(long id) {
    return tree.unified(id);
  }

  /** The cgroup with that id in the memory controller's v1 hierarchy, or null. */
  Cgroup memoryCgroup(long id) {
    return tree.memory(id);
  }

  /** Whether a v2 hierarchy is looked at. */
  boolean unified() {
    return mounts.hierarchies().stream().anyMatch(Hierarchy::v2);
  }

  /** Grows whenever a cgroup came or went: what was derived from paths is to be derived anew. */
  public long changes() {
    return changes;
  }

  /** Whether the controller's files are those of cgroup v2. */
  boolean v2(Controller controller) {
    Hierarchy hierarchy = mounts.byController().get(controller);
    return hierarchy != null && hierarchy.v2();
  }

  /** Whether the host has the controller at all. */
  boolean has(Controller controller) {
    return mounts.byController().containsKey(controller);
  }

  OpenFiles open() {
    return open;
  }

  KernelReader reader() {
    return reader;
  }

  ContainerProcesses processes() {
    return processes;
  }

  <T extends ContainerPart> PartKey<T> key(Class<T> type, Function<Container, T> make) {
    return new PartKey<>(keys++, type, make);
  }

  /** Containers and units not taken at the limit, ever. */
  public long dropped() {
    return dropped + tree.droppedTooDeep() + tree.droppedTooMany();
  }

  @Override
  public void close() throws IOException {
    tree.close();
  }
}
