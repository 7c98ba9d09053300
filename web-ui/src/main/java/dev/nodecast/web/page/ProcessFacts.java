package dev.nodecast.web.page;

import static dev.nodecast.web.read.Quantity.BYTES;
import static dev.nodecast.web.read.Quantity.BYTES_PER_SECOND;
import static dev.nodecast.web.read.Quantity.CORES;
import static dev.nodecast.web.read.Quantity.COUNT;
import static dev.nodecast.web.read.Quantity.PER_SECOND;

import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.InterfaceRow;
import dev.nodecast.web.read.ProcessDetail;
import dev.nodecast.web.read.ProcessRow;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Reading;
import dev.nodecast.web.read.ReadingGroup;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The named fields of a process, in five panels. */
final class ProcessFacts {
  private static final DateTimeFormatter STARTED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);

  private ProcessFacts() {}

  /** Columns of the catalog that are named fields or stand elsewhere on the page. */
  private static final Set<String> SHOWN =
      Set.of(
          "cpu user",
          "cpu system",
          "children user",
          "children system",
          "threads",
          "priority",
          "nice",
          "processor",
          "voluntary switches",
          "involuntary switches",
          "cpus allowed",
          "rss",
          "rss peak",
          "virtual",
          "virtual peak",
          "locked",
          "pinned",
          "swapped",
          "minor faults",
          "major faults",
          "read bytes",
          "write bytes",
          "cancelled write bytes",
          "net rx bytes",
          "net tx bytes",
          "net rx packets",
          "net tx packets",
          "net rx errors",
          "net tx errors",
          "net rx drops",
          "net tx drops",
          "open fds",
          "max fds",
          "parent pid",
          "seccomp",
          "speculation store bypass",
          "mems allowed",
          "cgroup",
          "command",
          "command line",
          "state");

  /** Five panels: the named fields, then what else the catalog has of that kind. */
  static List<Region> regions(ProcessDetail process) {
    List<ReadingGroup> groups = new ArrayList<>();
    groups.add(group(process, "CPU", scheduling(process)));
    groups.add(group(process, "Memory", memory(process)));
    groups.add(group(process, "Disk", files(process)));
    groups.add(group(process, "Network", network(process)));
    groups.add(group(process, "System", identity(process)));
    return Readings.regions(groups);
  }

  private static ReadingGroup group(ProcessDetail process, String name, List<Reading> named) {
    List<Reading> all = new ArrayList<>(named);
    for (ReadingGroup group : process.readings()) {
      if (group.name().equals(name)) {
        group.readings().stream().filter(one -> !SHOWN.contains(one.name())).forEach(all::add);
      }
    }
    return new ReadingGroup(name, all, "the agent has no numbers of this process");
  }

  private static List<Reading> scheduling(ProcessDetail process) {
    return List.of(
        number("User time", "utime of /proc/PID/stat", process.cpuUserCores(), CORES),
        number("System time", "stime", process.cpuSystemCores(), CORES),
        number("Ended children, user", "cutime", process.childUserCores(), CORES),
        number("Ended children, system", "cstime", process.childSystemCores(), CORES),
        number("Threads", "num_threads", process.row().threads(), COUNT),
        number("Priority", "priority; 20 is normal", process.priority(), COUNT),
        number("Nice", "-20 to 19", process.nice(), COUNT),
        number("Last CPU", "processor that it ran on last", process.lastCpu(), COUNT),
        number(
            "Voluntary switches",
            "voluntary_ctxt_switches of its first thread",
            process.voluntarySwitchesPerSecond(),
            PER_SECOND),
        number(
            "Forced switches",
            "nonvoluntary_ctxt_switches of its first thread",
            process.forcedSwitchesPerSecond(),
            PER_SECOND),
        text("CPUs allowed", "Cpus_allowed_list", process.cpusAllowed()));
  }

  private static List<Reading> memory(ProcessDetail process) {
    return List.of(
        number("Resident", "VmRSS", process.row().memoryBytes(), BYTES),
        number("Resident, peak", "VmHWM", process.residentPeakBytes(), BYTES),
        number("Virtual", "VmSize", process.virtualBytes(), BYTES),
        number("Virtual, peak", "VmPeak", process.virtualPeakBytes(), BYTES),
        number("Locked", "VmLck", process.lockedBytes(), BYTES),
        number("Pinned", "VmPin", process.pinnedBytes(), BYTES),
        number("Swapped", "VmSwap", process.swapBytes(), BYTES),
        number("Minor faults", "minflt", process.minorFaultsPerSecond(), PER_SECOND),
        number("Major faults", "majflt", process.majorFaultsPerSecond(), PER_SECOND));
  }

  private static List<Reading> files(ProcessDetail process) {
    ProcessRow row = process.row();
    return List.of(
        number("Read", "read_bytes of /proc/PID/io", row.readBytesPerSecond(), BYTES_PER_SECOND),
        number("Written", "write_bytes", row.writeBytesPerSecond(), BYTES_PER_SECOND),
        number(
            "Cancelled writes",
            "cancelled_write_bytes: truncated before they reached the disk",
            process.cancelledWriteBytesPerSecond(),
            BYTES_PER_SECOND));
  }

  /** One line for its whole namespace: the kernel does not tell by process. */
  private static List<Reading> network(ProcessDetail process) {
    if (process.interfaces().isEmpty()) {
      return List.of();
    }
    InterfaceRow all = process.interfaces().get(0);
    String help = "of its network namespace, without loopback: /proc/PID/net/dev";
    return List.of(
        text("Counted for", help, "its namespace"),
        number("Received", help, all.rxBytesPerSecond(), BYTES_PER_SECOND),
        number("Sent", help, all.txBytesPerSecond(), BYTES_PER_SECOND),
        number("Packets received", help, all.rxPacketsPerSecond(), PER_SECOND),
        number("Packets sent", help, all.txPacketsPerSecond(), PER_SECOND),
        number("Errors, received", help, all.rxErrorsPerSecond(), PER_SECOND),
        number("Errors, sent", help, all.txErrorsPerSecond(), PER_SECOND),
        number("Drops, received", help, all.rxDropsPerSecond(), PER_SECOND),
        number("Drops, sent", help, all.txDropsPerSecond(), PER_SECOND));
  }

  private static List<Reading> identity(ProcessDetail process) {
    return List.of(
        number("Open files", "entries of /proc/PID/fd", process.row().openFiles(), COUNT),
        number("Limit of open files", "soft limit", process.maxOpenFiles(), COUNT),
        text("PID", "", Integer.toString(process.row().pid())),
        text("Started", "starttime, by the node's clock", started(process.row())),
        text("Parent", "", Integer.toString(process.parentPid())),
        text("Seccomp", "system call filtering", process.seccomp()),
        text(
            "Speculative store bypass",
            "protection against Spectre variant 4",
            process.speculationStoreBypass()),
        text("Memory nodes allowed", "Mems_allowed_list", process.memoryNodesAllowed()),
        text("cgroup", "", process.cgroup()));
  }

  /** To the second, in UTC as in the database; a time of day alone says little of a daemon. */
  private static String started(ProcessRow row) {
    return row.started().equals(Instant.EPOCH)
        ? ""
        : STARTED.format(row.started().atOffset(ZoneOffset.UTC));
  }

  private static Reading number(String name, String help, double value, Quantity quantity) {
    return Reading.of(name, help, value, quantity);
  }

  private static Reading text(String name, String help, String text) {
    return Reading.text(name, help, text);
  }
}
