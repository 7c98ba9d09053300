package dev.nodecast.web.page;

import dev.nodecast.web.format.Figure;
import dev.nodecast.web.format.Rate;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.read.DiskRow;
import dev.nodecast.web.read.FilesystemRow;
import dev.nodecast.web.read.InterfaceRow;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Severity;
import java.util.List;

/** Tables of disks, interfaces and filesystems: of nodes, pods and processes alike. */
final class Devices {
  private static final Quantity BYTES = Quantity.BYTES_PER_SECOND;
  private static final Quantity PER_SECOND = Quantity.PER_SECOND;

  private Devices() {}

  static Listing disks(List<DiskRow> disks) {
    List<Column> columns =
        List.of(
            Column.plain("Device", ""),
            Column.plain("Read", "n w"),
            Column.plain("Written", "n w"),
            Column.plain("Reads", "n w lo"),
            Column.plain("Writes", "n w lo"),
            Column.plain("Busy", "n"),
            Column.plain("Read latency", "n w lo"),
            Column.plain("Write latency", "n w lo"),
            Column.plain("Queue", "n lo2"));
    return Listing.of(
        "Disks",
        columns,
        Table.of("disks-rows", disks.stream().map(Devices::disk).toList()),
        Empty.html("No disks", "No block device was seen."));
  }

  private static Table.Row disk(DiskRow disk) {
    return new Cells("disk-", disk.device(), "")
        .text("name", "fit", disk.device())
        .number("read", "", disk.readBytesPerSecond(), BYTES)
        .number("written", "", disk.writeBytesPerSecond(), BYTES)
        .number("reads", "lo", disk.readsPerSecond(), PER_SECOND)
        .number("writes", "lo", disk.writesPerSecond(), PER_SECOND)
        .number(
            "busy", "", disk.busyShare(), Quantity.SHARE, Cells.above(disk.busyShare(), 0.95, 2))
        .number("read-time", "lo", disk.readSeconds(), Quantity.SECONDS)
        .number("write-time", "lo", disk.writeSeconds(), Quantity.SECONDS)
        .number("queue", "lo2", disk.queue(), Quantity.PLAIN)
        .row();
  }

  static Listing interfaces(List<InterfaceRow> interfaces) {
    List<Column> columns =
        List.of(
            Column.plain("Interface", ""),
            Column.plain("Received", "n w"),
            Column.plain("Sent", "n w"),
            Column.plain("Packets in", "n w lo"),
            Column.plain("Packets out", "n w lo"),
            Column.plain("Errors in/out", "n lo"),
            Column.plain("Drops in/out", "n"),
            Column.plain("Link", "n lo2"));
    return Listing.of(
        "Network interfaces",
        columns,
        Table.of("interfaces-rows", interfaces.stream().map(Devices::network).toList()),
        Empty.html("No interfaces", "No network interface was seen."));
  }

  private static Table.Row network(InterfaceRow one) {
    double errors = one.rxErrorsPerSecond() + one.txErrorsPerSecond();
    double drops = one.rxDropsPerSecond() + one.txDropsPerSecond();
    return new Cells("net-", one.name(), "")
        .text("name", "fit", one.name())
        .number("rx", "", one.rxBytesPerSecond(), BYTES)
        .number("tx", "", one.txBytesPerSecond(), BYTES)
        .number("rx-packets", "lo", one.rxPacketsPerSecond(), PER_SECOND)
        .number("tx-packets", "lo", one.txPacketsPerSecond(), PER_SECOND)
        .html(
            "errors",
            counts("n lo", errors),
            both(one.rxErrorsPerSecond(), one.txErrorsPerSecond()),
            errors)
        .html(
            "drops",
            counts("n", drops),
            both(one.rxDropsPerSecond(), one.txDropsPerSecond()),
            drops)
        .html("link", "n lo2", Rate.bits(one.speedBitsPerSecond()).html(), Double.NaN)
        .row();
  }

  private static String counts(String css, double perSecond) {
    return Cells.join(css, Cells.tone(perSecond > 0 ? Severity.WARNING : Severity.OK));
  }

  /** {@code 0 / 1.50 /s}: received and sent. */
  private static String both(double in, double out) {
    Figure first = Rate.of(in);
    Figure second = Rate.of(out);
    boolean same = first.unit().equals(second.unit());
    return (same ? first.number() : first.html()) + " / " + second.html();
  }

  static Listing filesystems(List<FilesystemRow> filesystems) {
    List<Column> columns =
        List.of(
            Column.plain("Mount", ""),
            Column.plain("Device", "lo2"),
            Column.plain("Type", "lo"),
            Column.hidden("Used share", "lo"),
            Column.plain("Used", "n w"),
            Column.plain("Of", "n w"),
            Column.plain("Available", "n w lo"),
            Column.plain("Inodes used", "n lo"));
    return Listing.of(
        "Filesystems",
        columns,
        Table.of("filesystems-rows", filesystems.stream().map(Devices::filesystem).toList()),
        Empty.html("No filesystems", "No mounted filesystem with storage behind it was seen."));
  }

  private static Table.Row filesystem(FilesystemRow one) {
    double share = one.usedBytes() / (one.usedBytes() + one.availableBytes());
    double inodes = one.inodes() > 0 ? 1 - one.inodesFree() / one.inodes() : Double.NaN;
    Severity severity = one.readOnly() ? Severity.OK : Cells.above(share, 0.85, 0.95);
    return new Cells("fs-", one.mount(), "")
        .text("name", "path", one.mount())
        .text("device", "lo2 path", one.device())
        .text("type", "lo", one.readOnly() ? one.type() + ", read-only" : one.type())
        .bar("bar", "lo", "k-disk", "used", share)
        .number("share", "", share, Quantity.SHARE, severity)
        .number("capacity", "", one.capacityBytes(), Quantity.BYTES)
        .number("available", "lo", one.availableBytes(), Quantity.BYTES)
        .number("inodes", "lo", inodes, Quantity.SHARE, Cells.above(inodes, 0.9, 0.97))
        .row();
  }
}
