package dev.nodecast.agent.cgroup;

import dev.nodecast.agent.procfs.FileBytes;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.Mount;
import dev.nodecast.agent.procfs.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where each controller's files are on this host: v1, v2 or both (hybrid).
 *
 * <p>The mount table of pid 1 says what is mounted; its paths are the host's, so what it has below
 * {@code /sys/fs/cgroup} is looked up below {@code cgroupRoot}. Where the table cannot be read, or
 * shows no cgroups there (pid 1 of a container), the directories themselves are asked.
 */
public final class CgroupMounts {
  /** How the host is set up. */
  public enum Mode {
    V1,
    V2,
    HYBRID,
    NONE
  }

  private static final Path HOST_MOUNT_POINT = Path.of("/sys/fs/cgroup");
  private static final int MAX_MOUNTS = 65_536;

  private final Map<Controller, Hierarchy> byController = new EnumMap<>(Controller.class);
  private final Mode mode;

  private CgroupMounts(Map<String, Path> v1, Path unified) {
    Set<String> enabled = unified == null ? Set.of() : words(unified, "cgroup.controllers");
    for (Controller controller : Controller.values()) {
      Path legacy = v1.get(controller.v1Name);
      if (legacy != null) {
        byController.put(controller, new Hierarchy(legacy, false));
      } else if (unified != null && (v1.isEmpty() || isOn(controller, unified, enabled))) {
        byController.put(controller, new Hierarchy(unified, true));
      }
    }
    boolean legacy = byController.values().stream().anyMatch(hierarchy -> !hierarchy.v2());
    if (unified == null) {
      mode = legacy ? Mode.V1 : Mode.NONE;
    } else {
      mode = legacy ? Mode.HYBRID : Mode.V2;
    }
  }

  /** Finds the hierarchies of the host whose proc and /sys/fs/cgroup are at the given roots. */
  public static CgroupMounts detect(Path proc, Path cgroupRoot) {
    Map<String, Path> v1 = new HashMap<>();
    Path unified = null;
    for (Mount mount : mounts(proc)) {
      Path point = Path.of(mount.point());
      if (!point.startsWith(HOST_MOUNT_POINT)) {
        continue;
      }
      Path directory = cgroupRoot.resolve(HOST_MOUNT_POINT.relativize(point).toString());
      if (mount.type().equals("cgroup2") && Files.exists(directory.resolve("cgroup.controllers"))) {
        unified = directory;
      } else if (mount.type().equals("cgroup") && Files.isDirectory(directory)) {
        legacy(v1, mount, directory);
      }
    }
    return v1.isEmpty() && unified == null
        ? fromDirectories(cgroupRoot)
        : new CgroupMounts(v1, unified);
  }

  private static void legacy(Map<String, Path> v1, Mount mount, Path directory) {
    for (Controller controller : Controller.values()) {
      if (mount.has(controller.v1Name)) {
        v1.put(controller.v1Name, directory);
      }
    }
  }

  private static CgroupMounts fromDirectories(Path cgroupRoot) {
    Map<String, Path> v1 = new HashMap<>();
    for (Controller controller : Controller.values()) {
      Path directory = cgroupRoot.resolve(controller.v1Name);
      if (!controller.v1Name.isEmpty() && Files.exists(directory.resolve("cgroup.procs"))) {
        v1.put(controller.v1Name, directory);
      }
    }
    for (Path candidate : List.of(cgroupRoot, cgroupRoot.resolve("unified"))) {
      if (Files.exists(candidate.resolve("cgroup.controllers"))) {
        return new CgroupMounts(v1, candidate);
      }
    }
    return new CgroupMounts(v1, null);
  }

  private static List<Mount> mounts(Path proc) {
    Mounts mounts = new Mounts(MAX_MOUNTS);
    FileBytes bytes = new FileBytes(16 << 20);
    for (String name : List.of("1/mountinfo", "self/mountinfo", "mounts")) {
      try (KernelFile file = new KernelFile(proc.resolve(name), KernelFile.Layout.LIST)) {
        if (file.read(bytes).hasBytes()) {
          mounts.parse(bytes.bytes(), bytes.length());
          return mounts.all();
        }
      }
    }
    return List.of();
  }

  /**
   * On hybrid hosts the v2 tree has cpu.stat (times only) and pressure without any controller, and
   * the others only when no v1 mount took them.
   */
  private static boolean isOn(Controller controller, Path unified, Set<String> enabled) {
    return switch (controller) {
      case PRESSURE -> Files.exists(unified.resolve("cpu.pressure"));
      case CPU, CPUACCT -> Files.exists(unified.resolve("cpu.stat")) || enabled.contains("cpu");
      case IO -> enabled.contains("io");
      case MEMORY, PIDS -> enabled.contains(controller.v1Name);
    };
  }

  private static Set<String> words(Path directory, String name) {
    try {
      return new HashSet<>(List.of(Files.readString(directory.resolve(name)).trim().split("\\s+")));
    } catch (IOException e) {
      return Set.of(); // an unreadable list is the same as no controller for us
    }
  }

  public Mode mode() {
    return mode;
  }

  /** The tree that has a controller's files; absent when the host does not have the controller. */
  public Map<Controller, Hierarchy> byController() {
    return Collections.unmodifiableMap(byController);
  }

  /** Every tree that holds something to read, each once. */
  public Set<Hierarchy> hierarchies() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(byController.values()));
  }
}
