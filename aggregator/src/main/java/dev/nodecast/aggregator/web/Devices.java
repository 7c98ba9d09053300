package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerDiskKind;
import dev.nodecast.catalog.ContainerFilesystemKind;
import dev.nodecast.catalog.ContainerNetworkKind;
import dev.nodecast.catalog.NodeDiskKind;
import dev.nodecast.catalog.NodeFilesystemKind;
import dev.nodecast.catalog.NodeNetworkKind;
import dev.nodecast.web.read.DiskRow;
import dev.nodecast.web.read.FilesystemRow;
import dev.nodecast.web.read.InterfaceRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Rows of disks, interfaces and filesystems, of a node or of a pod. Call under the monitor. */
final class Devices {
  private static final double MILLIS = 1e3;
  private static final double BITS_OF_MEGABIT = 1e6;

  private Devices() {}

  static List<DiskRow> disks(KindState cells) {
    List<DiskRow> rows = new ArrayList<>();
    for (int slot : Measured.slots(cells)) {
      double reads = cells.rate(NodeDiskKind.READS, slot);
      double writes = cells.rate(NodeDiskKind.WRITES, slot);
      rows.add(
          new DiskRow(
              cells.labels(slot)[0],
              cells.rate(NodeDiskKind.READ_BYTES, slot),
              cells.rate(NodeDiskKind.WRITE_BYTES, slot),
              reads,
              writes,
              NodeFigures.busy(cells, slot),
              Measured.share(cells.rate(NodeDiskKind.READ_TIME, slot) / MILLIS, reads),
              Measured.share(cells.rate(NodeDiskKind.WRITE_TIME, slot) / MILLIS, writes),
              cells.rate(NodeDiskKind.WEIGHTED_IO_TIME, slot) / MILLIS));
    }
    rows.sort(Comparator.comparing(DiskRow::device));
    return rows;
  }

  /** Devices of several containers are listed once, with their sums. */
  static List<DiskRow> disks(KindState cells, int[] slots) {
    List<DiskRow> rows = new ArrayList<>();
    for (String device : distinct(cells, slots)) {
      rows.add(
          new DiskRow(
              device,
              sum(cells, slots, device, ContainerDiskKind.READ_BYTES),
              sum(cells, slots, device, ContainerDiskKind.WRITE_BYTES),
              sum(cells, slots, device, ContainerDiskKind.READS),
              sum(cells, slots, device, ContainerDiskKind.WRITES),
              Double.NaN,
              Double.NaN,
              Double.NaN,
              Double.NaN));
    }
    return rows;
  }

  static List<InterfaceRow> interfaces(KindState cells) {
    List<InterfaceRow> rows = new ArrayList<>();
    for (int slot : Measured.slots(cells)) {
      rows.add(
          new InterfaceRow(
              cells.labels(slot)[0],
              cells.number(NodeNetworkKind.SPEED, slot) * BITS_OF_MEGABIT,
              cells.rate(NodeNetworkKind.RX_BYTES, slot),
              cells.rate(NodeNetworkKind.TX_BYTES, slot),
              cells.rate(NodeNetworkKind.RX_PACKETS, slot),
              cells.rate(NodeNetworkKind.TX_PACKETS, slot),
              cells.rate(NodeNetworkKind.RX_ERRORS, slot),
              cells.rate(NodeNetworkKind.TX_ERRORS, slot),
              cells.rate(NodeNetworkKind.RX_DROPS, slot),
              cells.rate(NodeNetworkKind.TX_DROPS, slot)));
    }
    rows.sort(Comparator.comparing(InterfaceRow::name));
    return rows;
  }

  static List<InterfaceRow> interfaces(KindState cells, int[] slots) {
    List<InterfaceRow> rows = new ArrayList<>();
    for (String name : distinct(cells, slots)) {
      rows.add(
          new InterfaceRow(
              name,
              Double.NaN,
              sum(cells, slots, name, ContainerNetworkKind.RX_BYTES),
              sum(cells, slots, name, ContainerNetworkKind.TX_BYTES),
              sum(cells, slots, name, ContainerNetworkKind.RX_PACKETS),
              sum(cells, slots, name, ContainerNetworkKind.TX_PACKETS),
              sum(cells, slots, name, ContainerNetworkKind.RX_ERRORS),
              sum(cells, slots, name, ContainerNetworkKind.TX_ERRORS),
              sum(cells, slots, name, ContainerNetworkKind.RX_DROPS),
              sum(cells, slots, name, ContainerNetworkKind.TX_DROPS)));
    }
    return rows;
  }

  static List<FilesystemRow> filesystems(KindState cells) {
    List<FilesystemRow> rows = new ArrayList<>();
    for (int slot : Measured.slots(cells)) {
      String[] labels = cells.labels(slot);
      rows.add(
          new FilesystemRow(
              labels[0],
              labels[1],
              labels[2],
              cells.value(NodeFilesystemKind.READ_ONLY, slot) == 1,
              cells.number(NodeFilesystemKind.CAPACITY, slot),
              cells.number(NodeFilesystemKind.USED, slot),
              cells.number(NodeFilesystemKind.AVAILABLE, slot),
              cells.number(NodeFilesystemKind.INODES, slot),
              cells.number(NodeFilesystemKind.INODES_FREE, slot)));
    }
    rows.sort(Comparator.comparing(FilesystemRow::mount));
    return rows;
  }

  static List<FilesystemRow> filesystems(KindState cells, int[] slots) {
    List<FilesystemRow> rows = new ArrayList<>();
    for (int slot : slots) {
      String[] labels = cells.labels(slot);
      rows.add(
          new FilesystemRow(
              labels[labels.length - 2],
              labels[PodName.CONTAINER],
              labels[labels.length - 1],
              false,
              cells.number(ContainerFilesystemKind.CAPACITY, slot),
              cells.number(ContainerFilesystemKind.USED, slot),
              cells.number(ContainerFilesystemKind.AVAILABLE, slot),
              cells.number(ContainerFilesystemKind.INODES, slot),
              cells.number(ContainerFilesystemKind.INODES_FREE, slot)));
    }
    return rows;
  }

  private static List<String> distinct(KindState cells, int[] slots) {
    List<String> names = new ArrayList<>();
    for (int slot : slots) {
      String name = last(cells.labels(slot));
      if (!names.contains(name)) {
        names.add(name);
      }
    }
    names.sort(Comparator.naturalOrder());
    return names;
  }

  private static double sum(KindState cells, int[] slots, String name, Column counter) {
    double sum = Double.NaN;
    for (int slot : slots) {
      if (last(cells.labels(slot)).equals(name)) {
        sum = Measured.add(sum, cells.rate(counter, slot));
      }
    }
    return sum;
  }

  private static String last(String[] labels) {
    return labels[labels.length - 1];
  }
}
