package dev.nodecast.agent.cgroup;

import java.util.HashMap;
import java.util.Map;

/**
 * The living cgroups by the ids that the kernel has for them: inode numbers of the v2 hierarchy,
 * and of the memory controller's where that is v1.
 */
final class CgroupIndex {
  private final Map<String, Cgroup> byPath = new HashMap<>();
  private final Map<Long, Cgroup> unified = new HashMap<>();
  private final Map<Long, Cgroup> memory = new HashMap<>();
  private final CgroupMounts mounts;

  CgroupIndex(CgroupMounts mounts) {
    this.mounts = mounts;
  }

  void update(CgroupChanges changes) {
    changes.removed().forEach(gone -> remove(gone.path()));
    changes.changed().forEach(this::add);
    changes.added().forEach(this::add);
  }

  private void add(Cgroup cgroup) {
    remove(cgroup.path());
    byPath.put(cgroup.path(), cgroup);
    cgroup
        .ids()
        .forEach(
            (controller, id) -> {
              if (mounts.byController().get(controller).v2()) {
                unified.put(id, cgroup);
              } else if (controller == Controller.MEMORY) {
                memory.put(id, cgroup);
              }
            });
  }

  private void remove(String path) {
    Cgroup before = byPath.remove(path);
    if (before != null) {
      for (Long id : before.ids().values()) {
        unified.remove(id, before);
        memory.remove(id, before);
      }
    }
  }

  Cgroup unified(long id) {
    return unified.get(id);
  }

  Cgroup memory(long id) {
    return memory.get(id);
  }
}
