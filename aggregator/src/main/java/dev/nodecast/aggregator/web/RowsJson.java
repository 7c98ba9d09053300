package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.web.Present.NodeLine;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.ProcessRow;
import dev.nodecast.web.read.Rows;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;

/** Rows of the lists as JSON. Shares of the records become percent. */
final class RowsJson {
  private RowsJson() {}

  /** One that only Kubernetes tells of. */
  static void node(Json json, NodeRow row) throws IOException {
    json.text("name", row.name()).text("state", "no agent");
    values(json, row, Double.NaN);
  }

  static void node(Json json, NodeLine line) throws IOException {
    NodeState.AgentInfo agent = line.agent();
    json.text("name", line.row().name())
        .text("state", line.live() ? "live" : "silent")
        .truth("connected", agent.connected())
        .text("boot", agent.boot())
        .text("version", agent.version())
        .textOrNull("kernel", agent.kernel())
        .textOrNull("architecture", agent.architecture())
        .textOrNull("address", agent.address())
        .time("lastFrame", Instant.ofEpochMilli(line.frameMs()));
    values(json, line.row(), line.diskBusyShare());
  }

  private static void values(Json json, NodeRow row, double diskBusyShare) throws IOException {
    json.object("health", health -> health(health, row.health()))
        .number("cpuCount", row.cpuCount())
        .number("cpuCores", row.cpuCores())
        .number("cpuPercent", percent(row.cpuShare()))
        .number("memoryTotalBytes", row.memoryTotalBytes())
        .number("memoryUsedBytes", row.memoryUsedBytes())
        .number("memoryUsedPercent", percent(row.memoryShare()))
        .number("load1m", row.load1m())
        .number("pods", row.pods())
        .number("processes", row.processes())
        .number("rxBytesPerSecond", row.rxBytesPerSecond())
        .number("txBytesPerSecond", row.txBytesPerSecond())
        .number("networkMBPerSecond", (row.rxBytesPerSecond() + row.txBytesPerSecond()) / 1e6)
        .number("readBytesPerSecond", row.readBytesPerSecond())
        .number("writeBytesPerSecond", row.writeBytesPerSecond())
        .number("diskMBPerSecond", (row.readBytesPerSecond() + row.writeBytesPerSecond()) / 1e6)
        .number("diskBusyPercent", percent(diskBusyShare))
        .number("retransmitPercent", percent(row.retransmitShare()))
        .number("stalledPercent", percent(row.stalledShare()));
    WorkloadsJson.node(json, row.facts());
  }

  static void pod(Json json, PodRow row) throws IOException {
    json.text("uid", row.uid())
        .text("name", row.name())
        .text("namespace", row.namespace())
        .text("node", row.node())
        .text("kind", row.kind())
        .object("health", health -> health(health, row.health()))
        .number("containers", row.containers())
        .number("processes", row.processes())
        .number("cpuCores", row.cpuCores())
        .number("cpuLimitCores", row.cpuLimitCores())
        .number("memoryBytes", row.memoryBytes())
        .number("memoryLimitBytes", row.memoryLimitBytes())
        .number("throttledPercent", percent(row.throttledShare()))
        .number("stalledPercent", percent(row.stalledShare()))
        .number("rxBytesPerSecond", row.rxBytesPerSecond())
        .number("txBytesPerSecond", row.txBytesPerSecond())
        .number("readBytesPerSecond", row.readBytesPerSecond())
        .number("writeBytesPerSecond", row.writeBytesPerSecond());
    WorkloadsJson.pod(json, row.facts());
  }

  static void process(Json json, ProcessRow row) throws IOException {
    json.text("id", row.id())
        .number("pid", row.pid())
        .text("command", row.command())
        .textOrNull("commandLine", row.commandLine())
        .text("node", row.node())
        .textOrNull("podUid", row.podUid())
        .textOrNull("pod", row.podName())
        .textOrNull("container", row.container())
        .textOrNull("state", row.state())
        .number("cpuCores", row.cpuCores())
        .number("memoryBytes", row.memoryBytes())
        .number("threads", row.threads())
        .number("openFiles", row.openFiles())
        .number("readBytesPerSecond", row.readBytesPerSecond())
        .number("writeBytesPerSecond", row.writeBytesPerSecond())
        .number("ageSeconds", row.ageSeconds())
        .time("started", row.started());
  }

  static void paging(Json json, Rows<?> rows, int pageSize) throws IOException {
    json.number("page", rows.page() + 1)
        .number("pageSize", pageSize)
        .number("matching", rows.matching())
        .number("total", rows.total());
  }

  static void health(Json json, Health health) throws IOException {
    json.text("severity", health.severity().name().toLowerCase(Locale.ROOT))
        .text("text", health.text())
        .time("since", health.since());
  }

  static double percent(double share) {
    return share * 100;
  }
}
