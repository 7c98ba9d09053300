package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ProcessKind;
import dev.nodecast.web.read.InterfaceRow;
import dev.nodecast.web.read.ProcessDetail;
import dev.nodecast.web.read.ProcessRow;
import java.util.List;

/** Everything about one process. Call under the monitor of its node. */
final class ProcessFigures {
  private static final double MILLIS = 1e3;

  private ProcessFigures() {}

  static ProcessDetail detail(KindState c, int slot, ProcessRow row) {
    double parent = c.number(ProcessKind.PARENT, slot);
    return new ProcessDetail(
        row,
        Measured.text(c, ProcessKind.CGROUP, slot),
        Double.isNaN(parent) ? -1 : (int) parent,
        cores(c, slot, ProcessKind.CPU_USER),
        cores(c, slot, ProcessKind.CPU_SYSTEM),
        cores(c, slot, ProcessKind.CHILDREN_USER),
        cores(c, slot, ProcessKind.CHILDREN_SYSTEM),
        c.number(ProcessKind.PRIORITY, slot),
        c.number(ProcessKind.NICE, slot),
        c.number(ProcessKind.PROCESSOR, slot),
        c.number(ProcessKind.VIRTUAL, slot),
        c.number(ProcessKind.VM_PEAK, slot),
        c.number(ProcessKind.VM_HWM, slot),
        c.number(ProcessKind.VM_LOCKED, slot),
        c.number(ProcessKind.VM_PINNED, slot),
        c.number(ProcessKind.VM_SWAP, slot),
        c.rate(ProcessKind.VOLUNTARY_SWITCHES, slot),
        c.rate(ProcessKind.INVOLUNTARY_SWITCHES, slot),
        c.rate(ProcessKind.MINOR_FAULTS, slot),
        c.rate(ProcessKind.MAJOR_FAULTS, slot),
        c.rate(ProcessKind.CANCELLED_WRITE_BYTES, slot),
        c.number(ProcessKind.MAX_FDS, slot),
        seccomp(c.value(ProcessKind.SECCOMP, slot)),
        Measured.text(c, ProcessKind.SPECULATION, slot),
        Measured.text(c, ProcessKind.CPUS_ALLOWED, slot),
        Measured.text(c, ProcessKind.MEMS_ALLOWED, slot),
        network(c, slot),
        Readings.of(c, slot));
  }

  private static double cores(KindState c, int slot, Column millis) {
    return c.rate(millis, slot) / MILLIS;
  }

  private static String seccomp(long mode) {
    return mode == Column.NOT_MEASURED
        ? ""
        : mode == 0 ? "off" : mode == 1 ? "strict" : mode == 2 ? "filter" : String.valueOf(mode);
  }

  /** The kernel counts per network namespace, loopback left out; there is one line of it. */
  private static List<InterfaceRow> network(KindState c, int slot) {
    if (c.value(ProcessKind.RX_BYTES, slot) == Column.NOT_MEASURED) {
      return List.of();
    }
    return List.of(
        new InterfaceRow(
            "all but lo",
            Double.NaN,
            c.rate(ProcessKind.RX_BYTES, slot),
            c.rate(ProcessKind.TX_BYTES, slot),
            c.rate(ProcessKind.RX_PACKETS, slot),
            c.rate(ProcessKind.TX_PACKETS, slot),
            c.rate(ProcessKind.RX_ERRORS, slot),
            c.rate(ProcessKind.TX_ERRORS, slot),
            c.rate(ProcessKind.RX_DROPS, slot),
            c.rate(ProcessKind.TX_DROPS, slot)));
  }
}
