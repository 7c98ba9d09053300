package dev.nodecast.agent.procfs;

import java.io.File;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Which block devices are whole disks: the ones {@code /sys/block} lists; partitions are below
 * them.
 *
 * <p>Devices without hardware of their own (loop, ram, zram) are listed by the kernel too; whether
 * they are wanted is the collector's decision.
 */
public final class WholeDisks {
  private final File directory;
  private Set<String> names = Set.of();

  /** {@code sys} is the root of the host's sysfs. */
  public WholeDisks(Path sys) {
    this.directory = sys.resolve("block").toFile();
  }

  /** Lists the directory again; call it when diskstats shows a name for the first time. */
  public void refresh() {
    String[] listed = directory.list();
    Set<String> fresh = new HashSet<>();
    if (listed != null) {
      for (String name : listed) {
        fresh.add(name.replace('!', '/')); // sysfs writes cciss/c0d0 as cciss!c0d0
      }
    }
    names = fresh;
  }

  /** Whether a name of /proc/diskstats is a whole disk; true for all if sysfs cannot be read. */
  public boolean contains(String name) {
    return names.isEmpty() || names.contains(name);
  }
}
