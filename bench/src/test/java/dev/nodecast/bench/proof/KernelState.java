package dev.nodecast.bench.proof;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the kernel's files said at one moment, read with parsers of this test's own from the layouts
 * of proc(5) and Documentation/admin-guide/iostats.rst.
 *
 * @param files text by path below /proc
 */
record KernelState(Map<String, String> files) {
  /** The name under which the copy shows loopback. */
  static final String NIC = "eth9";

  /** The unit of times in {@code stat}: USER_HZ is 100. */
  private static final long TICK_MS = 10;

  private static final long SECTOR_BYTES = 512;

  private static final List<String> CPU =
      List.of(
          "user",
          "nice",
          "system",
          "idle",
          "iowait",
          "irq",
          "softirq",
          "steal",
          "guest",
          "guest_nice");

  private static final List<String> DISK =
      List.of(
          "reads",
          "reads_merged",
          "read_bytes",
          "read_time_ms",
          "writes",
          "writes_merged",
          "write_bytes",
          "write_time_ms",
          "",
          "io_time_ms",
          "weighted_io_time_ms",
          "discards",
          "discards_merged",
          "discard_bytes",
          "discard_time_ms",
          "flushes",
          "flush_time_ms");

  private static final List<String> NET =
      List.of(
          "rx_bytes",
          "rx_packets",
          "rx_errors",
          "rx_drops",
          "rx_fifo",
          "rx_frame",
          "",
          "rx_multicast",
          "tx_bytes",
          "tx_packets",
          "tx_errors",
          "tx_drops",
          "tx_fifo",
          "tx_collisions",
          "tx_carrier");

  /** Counters of table {@code node} by column. */
  Map<String, Long> node() {
    Map<String, Long> all = new LinkedHashMap<>();
    times(line("stat", "cpu"), 10, "cpu_").forEach(all::put);
    all.put("context_switches", line("stat", "ctxt")[1]);
    all.put("forks", line("stat", "processes")[1]);
    all.put("interrupts", line("stat", "intr")[1]);
    all.put("softirqs", line("stat", "softirq")[1]);
    all.put("page_faults", line("vmstat", "pgfault")[1]);
    all.put("major_page_faults", line("vmstat", "pgmajfault")[1]);
    all.put("paged_in", line("vmstat", "pgpgin")[1] * 1024);
    all.put("paged_out", line("vmstat", "pgpgout")[1] * 1024);
    all.put("tcp_active_opens", tcp("ActiveOpens"));
    all.put("tcp_passive_opens", tcp("PassiveOpens"));
    all.put("tcp_in_segments", tcp("InSegs"));
    all.put("tcp_out_segments", tcp("OutSegs"));
    all.put("tcp_retransmits", tcp("RetransSegs"));
    all.put("tcp_out_resets", tcp("OutRsts"));
    return all;
  }

  /** Counters of table {@code node_cpu}, by number of the CPU. */
  Map<String, Map<String, Long>> cpus() {
    Map<String, Map<String, Long>> all = new LinkedHashMap<>();
    for (String[] words : lines("stat")) {
      if (words[0].matches("cpu\\d+")) {
        all.put(words[0].substring(3), times(numbers(words), 8, ""));
      }
    }
    return all;
  }

  /** Counters of table {@code node_disk}, by device; devices that never worked are left out. */
  Map<String, Map<String, Long>> disks() {
    Map<String, Map<String, Long>> all = new LinkedHashMap<>();
    for (String[] words : lines("diskstats")) {
      Map<String, Long> of = new LinkedHashMap<>();
      for (int i = 0; i + 3 < words.length && i < DISK.size(); i++) {
        long unit = DISK.get(i).endsWith("bytes") ? SECTOR_BYTES : 1;
        of.put(DISK.get(i), Long.parseLong(words[i + 3]) * unit);
      }
      of.remove("");
      if (of.get("reads") + of.get("writes") > 0) {
        all.put(words[2], of);
      }
    }
    return all;
  }

  /** Counters of table {@code node_net}, by interface. */
  Map<String, Map<String, Long>> interfaces() {
    Map<String, Map<String, Long>> all = new LinkedHashMap<>();
    for (String[] words : lines("1/net/dev")) {
      if (words[0].endsWith(":")) {
        Map<String, Long> of = new LinkedHashMap<>();
        for (int i = 0; i < NET.size(); i++) {
          of.put(NET.get(i), Long.parseLong(words[i + 1]));
        }
        of.remove("");
        all.put(words[0].substring(0, words[0].length() - 1), of);
      }
    }
    return all;
  }

  /** A line of {@code meminfo}, in bytes. */
  long memory(String key) {
    return line("meminfo", key + ":")[1] * 1024;
  }

  boolean stepsBackFrom(KernelState earlier) {
    return less(node(), earlier.node()) || lessIn(cpus(), earlier.cpus());
  }

  private static boolean lessIn(
      Map<String, Map<String, Long>> now, Map<String, Map<String, Long>> before) {
    return now.entrySet().stream()
        .anyMatch(it -> less(it.getValue(), before.getOrDefault(it.getKey(), Map.of())));
  }

  private static boolean less(Map<String, Long> now, Map<String, Long> before) {
    return now.entrySet().stream()
        .anyMatch(it -> it.getValue() < before.getOrDefault(it.getKey(), 0L));
  }

  private static Map<String, Long> times(long[] numbers, int count, String prefix) {
    Map<String, Long> times = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      times.put(prefix + CPU.get(i) + "_ms", numbers[i + 1] * TICK_MS);
    }
    return times;
  }

  /** The file has a line of names and below it one of numbers. */
  private long tcp(String name) {
    List<String[]> tcp = lines("1/net/snmp").stream().filter(it -> it[0].equals("Tcp:")).toList();
    return Long.parseLong(tcp.get(1)[List.of(tcp.get(0)).indexOf(name)]);
  }

  private long[] line(String file, String key) {
    return lines(file).stream()
        .filter(words -> words[0].equals(key))
        .map(KernelState::numbers)
        .findFirst()
        .orElseThrow(() -> new AssertionError("/proc/" + file + ": no line " + key));
  }

  private List<String[]> lines(String file) {
    List<String[]> all = new ArrayList<>();
    for (String line : files.get(file).lines().toList()) {
      all.add(line.strip().split("\\s+"));
    }
    return all;
  }

  /** The numbers of a line; its name is 0. */
  private static long[] numbers(String[] words) {
    long[] numbers = new long[words.length];
    for (int i = 1; i < words.length; i++) {
      numbers[i] = words[i].matches("-?\\d+") ? Long.parseLong(words[i]) : 0;
    }
    return numbers;
  }
}
