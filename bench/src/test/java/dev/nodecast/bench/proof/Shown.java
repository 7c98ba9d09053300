package dev.nodecast.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the interval between two states of the kernel must look like, computed from them by the
 * formulas that docs/api.md states.
 */
record Shown(
    double cpuPercent,
    double memoryTotal,
    double memoryUsed,
    double received,
    double sent,
    double read,
    double written) {
  private static final double EXACT = 1e-9;

  /** Of the agent's ticks, which are aligned to whole seconds. */
  private static final long JITTER_MS = 100;

  /** Of two states that an agent read one after the other. */
  static Shown of(KernelState before, KernelState after) throws IOException {
    double all = 0;
    for (String time : "user nice system idle iowait irq softirq steal".split(" ", -1)) {
      all += increase(before.node(), after.node(), "cpu_" + time + "_ms");
    }
    double idle =
        increase(before.node(), after.node(), "cpu_idle_ms")
            + increase(before.node(), after.node(), "cpu_iowait_ms");
    double received = 0;
    double sent = 0;
    for (String name : after.interfaces().keySet()) {
      if (!name.equals("lo")) {
        Map<String, Long> was = before.interfaces().get(name);
        received += increase(was, after.interfaces().get(name), "rx_bytes");
        sent += increase(was, after.interfaces().get(name), "tx_bytes");
      }
    }
    double read = 0;
    double written = 0;
    for (String name : after.disks().keySet()) {
      boolean whole = Files.exists(Path.of("/sys/block", name.replace('/', '!')));
      if (whole && !name.matches("(loop|ram|zram)\\d+")) {
        Map<String, Long> was = before.disks().get(name);
        read += increase(was, after.disks().get(name), "read_bytes");
        written += increase(was, after.disks().get(name), "write_bytes");
      }
    }
    double total = after.memory("MemTotal");
    return new Shown(
        100 * (all - idle) / all,
        total,
        total - after.memory("MemAvailable"),
        received,
        sent,
        read,
        written);
  }

  private static long increase(Map<String, Long> before, Map<String, Long> after, String column) {
    return after.get(column) - before.get(column);
  }

  /**
   * Holds one node of {@code /api/v1/nodes} against these numbers. Rates are over the interval that
   * the agent measured between its readings, near a second: one and the same for all of them.
   *
   * @return that interval in milliseconds, 0 when the numbers are others
   */
  long intervalInJson(JsonNode node) {
    double rate = node.get("rxBytesPerSecond").asDouble();
    long intervalMs = rate > 0 ? Math.round(1000 * received / rate) : 0;
    double seconds = intervalMs / 1000.0;
    boolean shown =
        Math.abs(intervalMs - 1000) <= JITTER_MS
            && same(node, "cpuPercent", cpuPercent)
            && same(node, "memoryUsedBytes", memoryUsed)
            && same(node, "rxBytesPerSecond", received / seconds)
            && same(node, "txBytesPerSecond", sent / seconds)
            && same(node, "networkMBPerSecond", (received + sent) / seconds / 1e6)
            && same(node, "readBytesPerSecond", read / seconds)
            && same(node, "writeBytesPerSecond", written / seconds)
            && same(node, "diskMBPerSecond", (read + written) / seconds / 1e6);
    return shown ? intervalMs : 0;
  }

  private static boolean same(JsonNode node, String field, double expected) {
    JsonNode value = node.get(field);
    return value.isNumber()
        && Math.abs(value.asDouble() - expected) <= EXACT * Math.max(1, Math.abs(expected));
  }

  /** Whether the cells of one node in the nodes page are these numbers. */
  boolean onPage(String html, String node, long intervalMs) {
    double seconds = intervalMs / 1000.0;
    return cell(html, node, "cpu", percent(cpuPercent))
        && cell(html, node, "memory", percent(100 * memoryUsed / memoryTotal))
        && cell(html, node, "rx", rate(received / seconds))
        && cell(html, node, "tx", rate(sent / seconds))
        && cell(html, node, "read", rate(read / seconds))
        && cell(html, node, "written", rate(written / seconds));
  }

  private static boolean cell(String html, String node, String column, String expected) {
    Matcher cell =
        Pattern.compile("id=\"n-" + node + "-" + column + "\"[^>]*>(.*?)</td>", Pattern.DOTALL)
            .matcher(html);
    if (!cell.find()) {
      throw new AssertionError("/nodes: no cell " + column + " of " + node);
    }
    return cell.group(1).replaceAll("<[^>]*>", "").strip().equals(expected);
  }

  /** Two decimals below 1 %, one below 10 %, none above. */
  private static String percent(double percent) {
    int decimals = percent < 0.995 ? 2 : percent < 9.95 ? 1 : 0;
    return percent == 0 ? "0%" : rounded(percent, decimals) + "%";
  }

  /** Powers of 1,000 from kB/s, three significant digits. */
  private static String rate(double bytes) {
    String[] units = {"kB/s", "MB/s", "GB/s"};
    int unit = bytes < 999.5e3 ? 0 : bytes < 999.5e6 ? 1 : 2;
    double value = bytes / Math.pow(1000, unit + 1);
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return (value == 0 ? "0" : rounded(value, decimals)) + units[unit];
  }

  private static String rounded(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
