package dev.nodecast.agent.container;

import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.procfs.DiskStats;
import dev.nodecast.agent.procfs.KernelFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Names of block devices by "major:minor", out of {@code /proc/diskstats}. */
final class DeviceNames {
  private static final int MAX_DEVICES = 4096;

  /** A device that diskstats does not have is asked for again only now and then. */
  private static final int ROUNDS = 60;

  private final KernelReader reader;
  private final Path file;
  private final DiskStats stats = new DiskStats(MAX_DEVICES);
  private final Map<String, String> names = new HashMap<>();
  private int skip;

  DeviceNames(Path proc, KernelReader reader) {
    this.reader = reader;
    file = proc.resolve("diskstats");
  }

  /** The device's name; its numbers where the kernel names none (NFS, btrfs). */
  String of(String numbers) {
    String name = names.get(numbers);
    if (name == null && skip-- <= 0) {
      skip = ROUNDS;
      refresh();
      name = names.get(numbers);
    }
    return name == null ? numbers : name;
  }

  private void refresh() {
    try (KernelFile open = new KernelFile(file, KernelFile.Layout.LIST)) {
      if (!reader.read(open, stats::parse)) {
        return;
      }
    }
    names.clear();
    for (int row = 0; row < stats.devices().count(); row++) {
      long major = stats.devices().of(row, DiskStats.Column.MAJOR);
      long minor = stats.devices().of(row, DiskStats.Column.MINOR);
      names.put(major + ":" + minor, stats.devices().name(row));
    }
  }
}
