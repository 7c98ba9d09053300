package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.read.BlockRow;
import dev.nodecast.web.read.DropRow;
import dev.nodecast.web.read.InterruptRow;
import dev.nodecast.web.read.KernelDetail;
import dev.nodecast.web.read.KernelGroup;
import dev.nodecast.web.read.ProtocolRow;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.SyscallRow;
import java.util.ArrayList;
import java.util.List;

/** Tables of what kernel programs see, and of what they do not. */
final class KernelTables {
  /** Id of the body of the table. */
  static final String SYSCALLS = "syscalls-rows";

  private static final Quantity BYTES = Quantity.BYTES_PER_SECOND;
  private static final Quantity PER_SECOND = Quantity.PER_SECOND;
  private static final Quantity SECONDS = Quantity.SECONDS;

  private KernelTables() {}

  static Panel syscalls(Rows<SyscallRow> calls) {
    return Panel.of(
        "syscalls",
        KernelGroup.SYSCALLS.title(),
        "most calls first",
        calls,
        Listing.of(
            "System calls",
            List.of(
                Column.plain("Call", ""),
                Column.plain("Calls", "n w"),
                Column.plain("Errors", "n w"),
                Column.plain("Try again", "n lo2"),
                Column.plain("Not there", "n lo"),
                Column.plain("Denied", "n lo"),
                Column.plain("Exhausted", "n lo"),
                Column.plain("Connection", "n lo2"),
                Column.plain("p50", "n w lo"),
                Column.plain("p99", "n w")),
            new Table(
                SYSCALLS,
                true,
                calls.wanted(),
                calls.rows().stream().map(KernelTables::call).toList()),
            Empty.html("No system calls", "None of those that are tracked was made here.")));
  }

  private static Table.Row call(SyscallRow call) {
    return new Cells("sys-", call.name(), "")
        .text("name", "fit", call.name())
        .number("calls", "", call.callsPerSecond(), PER_SECOND)
        .number("errors", "", call.errorsPerSecond(), PER_SECOND)
        .number("again", "lo2", call.againPerSecond(), PER_SECOND)
        .number("absent", "lo", call.absentPerSecond(), PER_SECOND)
        .number("denied", "lo", call.deniedPerSecond(), PER_SECOND)
        .number(
            "exhausted",
            "lo",
            call.exhaustedPerSecond(),
            PER_SECOND,
            some(call.exhaustedPerSecond()))
        .number("connection", "lo2", call.connectionPerSecond(), PER_SECOND)
        .number("p50", "lo", call.p50Seconds(), SECONDS)
        .number("p99", "", call.p99Seconds(), SECONDS)
        .row();
  }

  static Panel devices(List<BlockRow> devices) {
    return Panel.of(
        "block",
        KernelGroup.DEVICES.title(),
        "of the whole machine",
        true,
        Listing.of(
            "Block devices by operation",
            List.of(
                Column.plain("Device", ""),
                Column.plain("Operation", ""),
                Column.plain("Requests", "n w"),
                Column.plain("Bytes", "n w"),
                Column.plain("Size, p50", "n w lo"),
                Column.plain("Takes, p50", "n w lo"),
                Column.plain("p99", "n w"),
                Column.plain("Errors", "n lo")),
            Table.of("block-rows", devices.stream().map(KernelTables::device).toList()),
            Empty.html("No requests", "No block device has completed a request yet.")));
  }

  private static Table.Row device(BlockRow one) {
    return new Cells("block-", one.device() + '-' + one.operation(), "")
        .text("device", "fit", one.device())
        .text("operation", "", one.operation())
        .number("requests", "", one.operationsPerSecond(), PER_SECOND)
        .number("bytes", "", one.bytesPerSecond(), BYTES)
        .number("size", "lo", one.sizeBytes(), Quantity.BYTES)
        .number("p50", "lo", one.p50Seconds(), SECONDS)
        .number("p99", "", one.p99Seconds(), SECONDS)
        .number("errors", "lo", one.errorsPerSecond(), PER_SECOND, some(one.errorsPerSecond()))
        .row();
  }

  static Panel interrupts(List<InterruptRow> interrupts) {
    return Panel.of(
        "interrupts",
        KernelGroup.INTERRUPTS.title(),
        "of the whole machine",
        true,
        Listing.of(
            "Interrupts by source",
            List.of(
                Column.plain("Source", ""),
                Column.plain("Number", "n lo"),
                Column.plain("Type", "lo"),
                Column.plain("Runs", "n w"),
                Column.plain("Of a core", "n w"),
                Column.plain("Takes, p50", "n w lo"),
                Column.plain("p99", "n w"),
                Column.plain("Waits, p99", "n w lo")),
            Table.of("interrupts-rows", interrupts.stream().map(KernelTables::interrupt).toList()),
            Empty.html("No interrupts", "Nothing has interrupted this machine yet.")));
  }

  private static Table.Row interrupt(InterruptRow one) {
    return new Cells("irq-", one.type() + '-' + one.number(), "")
        .text("source", "fit", one.name())
        .text("number", "n lo", one.number())
        .text("type", "lo", one.type())
        .number("runs", "", one.runsPerSecond(), PER_SECOND)
        .number("time", "", one.cores(), Quantity.SHARE)
        .number("p50", "lo", one.p50Seconds(), SECONDS)
        .number("p99", "", one.p99Seconds(), SECONDS)
        .number("delay", "lo", one.delaySeconds(), SECONDS)
        .row();
  }

  static Panel protocols(List<ProtocolRow> protocols) {
    return Panel.of(
        "protocols",
        "Packets",
        "headers included",
        false,
        Listing.of(
            "Packets by protocol",
            List.of(
                Column.plain("Protocol", ""),
                Column.plain("Packets in", "n w"),
                Column.plain("out", "n w"),
                Column.plain("Bytes in", "n w"),
                Column.plain("out", "n w")),
            Table.of("protocols-rows", protocols.stream().map(KernelTables::protocol).toList()),
            Empty.html("No packets", "No IP packet was seen here.")));
  }

  private static Table.Row protocol(ProtocolRow one) {
    return new Cells("proto-", one.protocol(), "")
        .text("name", "", one.protocol())
        .number("in", "", one.packetsInPerSecond(), PER_SECOND)
        .number("out", "", one.packetsOutPerSecond(), PER_SECOND)
        .number("bytes-in", "", one.bytesInPerSecond(), BYTES)
        .number("bytes-out", "", one.bytesOutPerSecond(), BYTES)
        .row();
  }

  static Panel drops(List<DropRow> drops) {
    return Panel.of(
        "drops",
        KernelGroup.DROPS.title(),
        "by the kernel's reason, most first",
        false,
        Listing.of(
            "Dropped packets by reason",
            List.of(
                Column.plain("Reason", ""),
                Column.plain("Now", "n w"),
                Column.plain("Since it is watched", "n w")),
            Table.of("drops-rows", drops.stream().map(KernelTables::drop).toList()),
            Empty.html("No drops", "The kernel dropped no packet here.")));
  }

  private static Table.Row drop(DropRow drop) {
    return new Cells("drop-", drop.reason(), "")
        .text("reason", "path", drop.reason())
        .number("now", "", drop.packetsPerSecond(), PER_SECOND)
        .count("total", "", drop.packets())
        .row();
  }

  /** Each with the reason, and a link to the line on Status that proves it. */
  static Panel absent(PageRequest request, KernelDetail kernel) {
    List<Table.Row> rows = new ArrayList<>();
    for (KernelGroup group : KernelGroup.values()) {
      String why = kernel.absent().get(group);
      if (why != null) {
        rows.add(
            new Cells("absent-", group.collector(), "")
                .link("what", "", group.title(), Links.collector(request, kernel.node(), group))
                .text("why", "", why)
                .row());
      }
    }
    return Panel.of(
        "absent",
        "Not measured by the kernel's programs",
        "why these panels are not here",
        true,
        Listing.of(
            "What is not measured, and why",
            List.of(Column.plain("What", ""), Column.plain("Why", "")),
            Table.of("absent-rows", rows),
            ""));
  }

  /** For what should not happen at all. */
  static Severity some(double perSecond) {
    return perSecond > 0 ? Severity.WARNING : Severity.OK;
  }
}
