package dev.nodecast.agent.container;

import dev.nodecast.agent.cgroup.Cgroup;
import dev.nodecast.agent.cgroup.CgroupIdentity;
import dev.nodecast.agent.cgroup.CgroupPath;
import dev.nodecast.agent.cgroup.Controller;
import dev.nodecast.catalog.ContainerKernelKind;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds a cgroup's container or unit by the ids that the kernel has for it: on v1 that of the
 * memory hierarchy, on v2 the only one. Cgroups that were gone before anybody could list them are
 * known by the kernel's events, for some rounds.
 */
public final class CgroupOwners {
  /** Labels of what happens outside containers and units. */
  public static final List<String> HOST = List.of("", "", "", ContainerKernelKind.HOST, "", "");

  /** Labels of what is beyond a limit. */
  public static final List<String> OTHER = List.of("", "", "", ContainerKernelKind.OTHER, "", "");

  /** More are not remembered; what happened in their cgroups counts as the host's. */
  static final int MAX_EVENTS = 4096;

  private static final int KEPT_ROUNDS = 10;

  /**
   * What is known of a cgroup.
   *
   * @param labels whose it is; empty while that is not known
   * @param lives whether it is in the file system
   * @param removed whether the kernel said that it was removed
   */
  public record Answer(Optional<List<String>> labels, boolean lives, boolean removed) {
    private static final Answer UNKNOWN = new Answer(Optional.empty(), false, false);
    private static final Answer UNDECIDED = new Answer(Optional.empty(), true, false);
    private static final Answer OF_HOST = new Answer(Optional.of(HOST), true, false);
    private static final Answer OF_OTHER = new Answer(Optional.of(OTHER), true, false);
  }

  private record Key(boolean memory, long id) {}

  /** A cgroup that the kernel told of. */
  private static final class Told {
    final String path;
    boolean removed;
    int rounds;

    Told(String path) {
      this.path = path;
    }
  }

  private final Containers containers;
  private final boolean legacyMemory;
  private final boolean hasUnified;
  private final Map<Key, Told> told = new HashMap<>();

  public CgroupOwners(Containers containers) {
    this.containers = containers;
    legacyMemory = containers.has(Controller.MEMORY) && !containers.v2(Controller.MEMORY);
    hasUnified = containers.unified();
  }

  /** A new round: what was removed long ago is forgotten. */
  public void begin() {
    for (Iterator<Told> all = told.values().iterator(); all.hasNext(); ) {
      if (++all.next().rounds > KEPT_ROUNDS) {
        all.remove();
      }
    }
  }

  /**
   * The kernel made or removed a cgroup.
   *
   * @param memory whether in the memory controller's v1 hierarchy
   * @param path from the hierarchy's root; may be empty
   * @return whether it is remembered
   */
  public boolean event(boolean memory, long id, boolean made, String path) {
    Key key = new Key(memory, id);
    Told known = told.get(key);
    if (known == null) {
      if (told.size() == MAX_EVENTS || path.isEmpty()) {
        return false;
      }
      known = new Told(path);
      told.put(key, known);
    }
    known.removed |= !made;
    known.rounds = 0;
    return true;
  }

  /**
   * Whose a cgroup is. Its task is in two of them where memory has a hierarchy of its own: the one
   * that has a container's name decides, and when either is gone, so is the pair. Of what has no
   * task, such as a socket, the second may be unknown: then the first alone decides.
   *
   * @param memory 0 when it is not known
   */
  public Answer of(long v2, long memory) {
    boolean pair = legacyMemory && memory != 0;
    Cgroup legacy = pair ? containers.memoryCgroup(memory) : null;
    Cgroup unified = unified(v2);
    if ((pair && legacy == null) || (hasUnified && unified == null)) {
      Told event = pair ? told.get(new Key(true, memory)) : null;
      event = event == null ? told.get(new Key(false, v2)) : event;
      return event == null ? Answer.UNKNOWN : gone(event);
    }
    Container container = legacy == null ? null : nearest(legacy.path());
    if (container == null && unified != null) {
      container = nearest(unified.path());
    }
    if (container != null) {
      return of(container);
    }
    boolean workload = legacy != null && Containers.isWorkload(legacy.identity());
    workload |= unified != null && Containers.isWorkload(unified.identity());
    return workload ? Answer.OF_OTHER : Answer.OF_HOST;
  }

  /** Before Linux 5.5 the kernel's id has a generation above the inode's 32 bits. */
  private Cgroup unified(long v2) {
    Cgroup unified = containers.unifiedCgroup(v2);
    boolean generation = unified == null && v2 >>> Integer.SIZE != 0;
    return generation ? containers.unifiedCgroup(Integer.toUnsignedLong((int) v2)) : unified;
  }

  private static Answer of(Container container) {
    if (container.entity() != null) {
      return new Answer(Optional.of(container.labels()), true, false);
    }
    // A pod's pause container does nothing that is worth a row.
    return container.settled() ? Answer.OF_HOST : Answer.UNDECIDED;
  }

  private static Answer gone(Told event) {
    for (String at = event.path; at.length() > 1; at = at.substring(0, at.lastIndexOf('/'))) {
      CgroupIdentity identity = CgroupPath.identify(at);
      if (Containers.isWorkload(identity)) {
        return new Answer(Optional.of(ContainerNames.labels(identity, at)), false, event.removed);
      }
    }
    return new Answer(Optional.of(HOST), false, event.removed);
  }

  private Container nearest(String path) {
    for (String at = path; at.length() > 1; at = at.substring(0, at.lastIndexOf('/'))) {
      Container container = containers.at(at);
      if (container != null) {
        return container;
      }
    }
    return null;
  }
}
