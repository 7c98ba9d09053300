package dev.nodecast.agent.procfs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The mount table: {@code /proc/1/mountinfo}, or {@code /proc/1/mounts} where that is all there is
 * (Linux: fs/proc_namespace.c, proc(5)).
 *
 * <pre>
 * 27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
 * /dev/vda / ext4 rw,relatime,discard 0 0
 * </pre>
 *
 * Blanks, tabs, newlines and backslashes in names come as octal escapes. Mounts change rarely:
 * while the text is the same byte for byte nothing is parsed and nothing allocated.
 */
public final class Mounts {
  /**
   * Kernel interfaces and images without a capacity of their own. Memory filesystems are no disks.
   */
  private static final Set<String> NOT_STORAGE =
      Set.of(
          "autofs",
          "binfmt_misc",
          "bpf",
          "cgroup",
          "cgroup2",
          "configfs",
          "debugfs",
          "devpts",
          "devtmpfs",
          "efivarfs",
          "fuse.lxcfs",
          "fusectl",
          "hugetlbfs",
          "iso9660",
          "mqueue",
          "nsfs",
          "overlay",
          "proc",
          "pstore",
          "ramfs",
          "rootfs",
          "rpc_pipefs",
          "securityfs",
          "selinuxfs",
          "squashfs",
          "sysfs",
          "tmpfs",
          "tracefs");

  private final int bound;
  private byte[] before = new byte[0];
  private int beforeLength = -1;
  private List<Mount> all = List.of();
  private List<Mount> filesystems = List.of();
  private long dropped;

  /** A parser that keeps at most {@code bound} mounts. */
  public Mounts(int bound) {
    this.bound = bound;
  }

  /** Reads the table's text; true when it differs from the one before. */
  public boolean parse(byte[] bytes, int length) {
    if (length == beforeLength && Arrays.equals(bytes, 0, length, before, 0, length)) {
      return false;
    }
    before = Arrays.copyOf(bytes, length);
    beforeLength = length;
    List<Mount> fresh = new ArrayList<>();
    for (String line : new String(bytes, 0, length, StandardCharsets.UTF_8).split("\n", -1)) {
      Mount mount = MountLine.parse(line);
      if (mount == null) {
        continue;
      }
      if (fresh.size() >= bound) {
        dropped++;
        continue;
      }
      fresh.add(mount);
    }
    all = List.copyOf(fresh);
    filesystems = real(all);
    return true;
  }

  /**
   * One mount per filesystem: of several mounts of the same one (binds, subpaths of pods) the one
   * that shows its root, then the one with the shortest path.
   */
  private static List<Mount> real(List<Mount> mounts) {
    Map<String, Mount> best = new LinkedHashMap<>();
    for (Mount mount : mounts) {
      // An overlay is a view of another filesystem, unless it is all that this host has as its
      // root.
      boolean wanted = !NOT_STORAGE.contains(mount.type()) || isOverlayRoot(mount);
      if (wanted) {
        best.merge(mount.device(), mount, Mounts::better);
      }
    }
    return List.copyOf(best.values());
  }

  private static boolean isOverlayRoot(Mount mount) {
    return mount.type().equals("overlay") && mount.point().equals("/");
  }

  private static Mount better(Mount a, Mount b) {
    boolean aWhole = a.root().equals("/");
    boolean bWhole = b.root().equals("/");
    if (aWhole != bWhole) {
      return aWhole ? a : b;
    }
    return b.point().length() < a.point().length() ? b : a;
  }

  /** Every mount of the table parsed last, in its order. */
  public List<Mount> all() {
    return all;
  }

  /** The filesystems that store something, each once. */
  public List<Mount> filesystems() {
    return filesystems;
  }

  /** Lines beyond the bound, since the start. */
  public long dropped() {
    return dropped;
  }
}
