package dev.nodecast.web.page;

import dev.nodecast.web.chart.ChartSpec;
import dev.nodecast.web.chart.Line;
import dev.nodecast.web.chart.Note;
import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.ProcessDetail;
import dev.nodecast.web.read.ProcessRow;
import dev.nodecast.web.read.Quantity;
import java.util.List;

/** The charts of a process. */
final class ProcessCharts {
  private ProcessCharts() {}

  static List<ChartSpec> of(ProcessDetail process) {
    ProcessRow row = process.row();
    double switches = process.voluntarySwitchesPerSecond() + process.forcedSwitchesPerSecond();
    return List.of(
        ChartSpec.of(
                "c-cpu",
                "CPU",
                "k-cpu",
                row.cpuCores(),
                "",
                Line.of("user", Metric.CPU_USER, process.cpuUserCores()),
                Line.of("system", Metric.CPU_SYSTEM, process.cpuSystemCores()))
            .stack(),
        ChartSpec.of(
                "c-mem",
                "Resident memory",
                "k-mem",
                row.memoryBytes(),
                "",
                Line.of("resident", Metric.MEMORY_USED, row.memoryBytes()))
            .note(
                new Note("peak", process.residentPeakBytes(), Quantity.BYTES),
                new Note("virtual", process.virtualBytes(), Quantity.BYTES)),
        ChartSpec.of(
            "c-threads",
            "Threads",
            "k-cpu",
            row.threads(),
            "",
            Line.of("threads", Metric.THREADS, row.threads())),
        ChartSpec.of(
            "c-switches",
            "Context switches",
            "k-cpu",
            switches,
            "",
            Line.of("voluntary", Metric.VOLUNTARY_SWITCHES, process.voluntarySwitchesPerSecond()),
            Line.of("forced", Metric.FORCED_SWITCHES, process.forcedSwitchesPerSecond())),
        ChartSpec.of(
            "c-disk",
            "Disk",
            "k-disk",
            row.readBytesPerSecond() + row.writeBytesPerSecond(),
            "storage, without cache",
            Line.of("written", Metric.WRITE_BYTES, row.writeBytesPerSecond()),
            Line.of("read", Metric.READ_BYTES, row.readBytesPerSecond())),
        ChartSpec.of(
            "c-faults",
            "Page faults",
            "k-mem",
            process.minorFaultsPerSecond(),
            "",
            Line.of("minor", Metric.MINOR_FAULTS, process.minorFaultsPerSecond()),
            Line.of("major", Metric.MAJOR_FAULTS, process.majorFaultsPerSecond())),
        ChartSpec.of(
                "c-files",
                "Open files",
                "k-disk",
                row.openFiles(),
                "",
                Line.of("open", Metric.OPEN_FILES, row.openFiles()))
            .limit(process.maxOpenFiles())
            .note(new Note("limit", process.maxOpenFiles(), Quantity.COUNT)));
  }
}
