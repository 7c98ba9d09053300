package dev.nodecast.agent.host;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.EntitySet;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.DiskStats;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.NamedRows;
import dev.nodecast.agent.procfs.WholeDisks;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.NodeDiskKind;
import java.io.IOException;
import java.util.List;

/**
 * {@code /proc/diskstats}: what block devices do. Devices that never did anything (unused ram and
 * loop devices) are left out.
 *
 * <pre>
 *  254       0 vda 11250 4283 1046802 3371 8215 7316 1283824 6720 0 5840 10433 0 0 0 0 941 341
 * </pre>
 */
public final class DiskCollector implements Collector {
  private static final List<Group> GROUPS = List.of(NodeDiskKind.KIND.groups().get(0));
  private static final int MAX_DEVICES = 4096;

  /**
   * The unit of the file's sectors, whatever the device's own (include/linux/blk_types.h
   * SECTOR_SHIFT).
   */
  private static final long SECTOR_BYTES = 512;

  private static final DiskStats.Column[] FROM = {
    DiskStats.Column.READS,
    DiskStats.Column.READS_MERGED,
    DiskStats.Column.READ_MILLIS,
    DiskStats.Column.WRITES,
    DiskStats.Column.WRITES_MERGED,
    DiskStats.Column.WRITE_MILLIS,
    DiskStats.Column.IN_FLIGHT,
    DiskStats.Column.BUSY_MILLIS,
    DiskStats.Column.WEIGHTED_MILLIS,
    DiskStats.Column.DISCARDS,
    DiskStats.Column.DISCARDS_MERGED,
    DiskStats.Column.DISCARD_MILLIS,
    DiskStats.Column.FLUSHES,
    DiskStats.Column.FLUSH_MILLIS
  };
  private static final Column[] TO = {
    NodeDiskKind.READS, NodeDiskKind.READS_MERGED, NodeDiskKind.READ_TIME, NodeDiskKind.WRITES,
    NodeDiskKind.WRITES_MERGED, NodeDiskKind.WRITE_TIME, NodeDiskKind.IN_PROGRESS,
        NodeDiskKind.IO_TIME,
    NodeDiskKind.WEIGHTED_IO_TIME, NodeDiskKind.DISCARDS, NodeDiskKind.DISCARDS_MERGED,
        NodeDiskKind.DISCARD_TIME,
    NodeDiskKind.FLUSHES, NodeDiskKind.FLUSH_TIME
  };

  private final KernelReader reader;
  private final KernelFile file;
  private final DiskStats stats = new DiskStats(MAX_DEVICES);
  private final WholeDisks wholeDisks;
  private final EntitySet<String> disks = new EntitySet<>(NodeDiskKind.KIND);

  public DiskCollector(HostRoot host, KernelReader reader) {
    this.reader = reader;
    file = new KernelFile(host.proc().resolve("diskstats"), KernelFile.Layout.LIST);
    wholeDisks = new WholeDisks(host.sys());
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return KernelReader.needs(file.path(), "kernel without CONFIG_BLOCK");
  }

  @Override
  public Outcome collect(Samples samples) throws IOException {
    reader.require(file, stats::parse);
    NamedRows<DiskStats.Column> rows = stats.devices();
    disks.begin();
    for (int row = 0; row < rows.count(); row++) {
      if (rows.of(row, DiskStats.Column.READS) == 0 && rows.of(row, DiskStats.Column.WRITES) == 0) {
        continue;
      }
      String name = rows.name(row);
      Entity disk = disks.known(name);
      if (disk == null) {
        wholeDisks.refresh();
        disk = disks.add(samples, name, List.of(name));
        if (disk == null) {
          continue;
        }
        samples.set(disk, NodeDiskKind.PARTITION, wholeDisks.contains(name) ? 0 : 1);
      }
      for (int i = 0; i < FROM.length; i++) {
        samples.set(disk, TO[i], rows.of(row, FROM[i]));
      }
      samples.set(
          disk, NodeDiskKind.READ_BYTES, bytes(rows.of(row, DiskStats.Column.SECTORS_READ)));
      samples.set(
          disk, NodeDiskKind.WRITE_BYTES, bytes(rows.of(row, DiskStats.Column.SECTORS_WRITTEN)));
      samples.set(
          disk,
          NodeDiskKind.DISCARD_BYTES,
          bytes(rows.of(row, DiskStats.Column.SECTORS_DISCARDED)));
    }
    disks.endMissing(samples);
    return Outcome.PRODUCED;
  }

  private static long bytes(long sectors) {
    return sectors == Column.NOT_MEASURED ? sectors : sectors * SECTOR_BYTES;
  }
}
