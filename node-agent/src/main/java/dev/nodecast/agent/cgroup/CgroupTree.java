package dev.nodecast.agent.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The cgroups of the host, joined over its trees by path, and what came and went since the last
 * walk.
 *
 * <p>Each tree is followed by inotify (see {@link WatchedHierarchy}), so a walk in which nothing
 * changed polls one queue per tree and allocates nothing. Not thread-safe.
 */
public final class CgroupTree implements AutoCloseable {
  private final CgroupMounts mounts;
  private final Map<Hierarchy, WatchedHierarchy> watched = new HashMap<>();
  private final Map<String, Cgroup> known = new HashMap<>();
  private final CgroupIndex index;

  /**
   * A tree bounded to {@code maxDepth} levels and {@code maxCgroups} directories per hierarchy.
   * What is beyond is counted, and its resources are still part of its ancestors' numbers.
   */
  public CgroupTree(CgroupMounts mounts, int maxDepth, int maxCgroups) {
    this.mounts = mounts;
    this.index = new CgroupIndex(mounts);
    for (Hierarchy hierarchy : mounts.hierarchies()) {
      watched.put(hierarchy, new WatchedHierarchy(hierarchy.root(), maxDepth, maxCgroups));
    }
  }

  /** Takes in what happened since the last walk; the first returns everything as added. */
  public CgroupChanges walk() {
    boolean changed = false;
    for (WatchedHierarchy hierarchy : watched.values()) {
      changed |= hierarchy.update();
    }
    return changed ? difference() : CgroupChanges.NONE;
  }

  private CgroupChanges difference() {
    Set<String> touched = new HashSet<>();
    for (WatchedHierarchy hierarchy : watched.values()) {
      touched.addAll(hierarchy.touched());
    }
    List<Cgroup> added = new ArrayList<>();
    List<Cgroup> changed = new ArrayList<>();
    List<Cgroup> removed = new ArrayList<>();
    for (String path : touched) {
      Cgroup before = known.get(path);
      Cgroup now = join(path, before);
      if (now == null) {
        known.remove(path);
      } else {
        known.put(path, now);
      }
      if (before == null && now != null) {
        added.add(now);
      } else if (before != null && now == null) {
        removed.add(before);
      } else if (before != null && !before.equals(now)) {
        compare(before, now, added, changed, removed);
      }
    }
    CgroupChanges changes =
        new CgroupChanges(List.copyOf(added), List.copyOf(changed), List.copyOf(removed));
    index.update(changes);
    return changes;
  }

  /** Another inode under the same name is another cgroup: its counters start at zero. */
  private static void compare(
      Cgroup before, Cgroup now, List<Cgroup> added, List<Cgroup> changed, List<Cgroup> removed) {
    for (Map.Entry<Controller, Long> id : now.ids().entrySet()) {
      Long old = before.ids().get(id.getKey());
      if (old != null && !old.equals(id.getValue())) {
        removed.add(before);
        added.add(now);
        return;
      }
    }
    changed.add(now);
  }

  private Cgroup join(String path, Cgroup before) {
    Map<Controller, Path> directories = new EnumMap<>(Controller.class);
    Map<Controller, Long> ids = new EnumMap<>(Controller.class);
    mounts
        .byController()
        .forEach(
            (controller, hierarchy) -> {
              Long id = watched.get(hierarchy).inode(path);
              if (id != null) {
                directories.put(controller, directory(hierarchy, path));
                ids.put(controller, id);
              }
            });
    if (ids.isEmpty()) {
      return null;
    }
    CgroupIdentity identity = before == null ? CgroupPath.identify(path) : before.identity();
    return new Cgroup(path, identity, Map.copyOf(directories), Map.copyOf(ids));
  }

  private static Path directory(Hierarchy hierarchy, String path) {
    return hierarchy.root().resolve(path.substring(1));
  }

  /** All cgroups as of the last walk, the root "/" included. */
  public Collection<Cgroup> all() {
    return List.copyOf(known.values());
  }

  /** The cgroup of that path, or null. */
  public Cgroup find(String path) {
    return known.get(path);
  }

  /** The cgroup with that id in the v2 hierarchy, or null. */
  public Cgroup unified(long id) {
    return index.unified(id);
  }

  /** The cgroup with that id in the memory controller's v1 hierarchy, or null. */
  public Cgroup memory(long id) {
    return index.memory(id);
  }

  /** Times a directory was not taken because it is too deep, once per listing of its parent. */
  public long droppedTooDeep() {
    return watched.values().stream().mapToLong(WatchedHierarchy::droppedTooDeep).sum();
  }

  /**
   * Times a directory was not taken because there are too many; retried when its parent changes.
   */
  public long droppedTooMany() {
    return watched.values().stream().mapToLong(WatchedHierarchy::droppedTooMany).sum();
  }

  /** Directories that could not be listed or watched, since the start. */
  public long unreadable() {
    return watched.values().stream().mapToLong(WatchedHierarchy::unreadable).sum();
  }

  @Override
  public void close() throws IOException {
    for (WatchedHierarchy hierarchy : watched.values()) {
      hierarchy.close();
    }
  }
}
