package dev.nodecast.web.page;

import dev.nodecast.web.format.Ago;
import dev.nodecast.web.format.Bytes;
import dev.nodecast.web.format.Cores;
import dev.nodecast.web.format.Figure;
import dev.nodecast.web.format.Rate;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.Counts;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Reading;
import dev.nodecast.web.read.Reason;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.StatusReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The numbers on top of Status, and the facts of the storage. */
final class StatusTiles {
  private StatusTiles() {}

  static List<Region> of(PageContext context, StatusReport status) {
    Counts agents = context.shell().agents();
    Instant now = context.request().now();
    List<Reason> drops = new ArrayList<>(status.drops());
    status.agents().forEach(agent -> drops.addAll(agent.drops()));
    long dropped = drops.stream().mapToLong(Reason::count).sum();
    boolean lost = drops.stream().anyMatch(drop -> drop.lost() && drop.count() > 0);
    int silent = agents.unknown();
    return List.of(
        Tile.of(
            "tile-agents",
            "Agents",
            "#agents",
            agents.live() + "<span class=\"u\">of " + agents.total() + " live</span>",
            "",
            silent > 0 ? silent + " silent" : agents.critical() > 0 ? "some refused" : "all live",
            silent > 0 || agents.critical() > 0 ? Severity.WARNING : Severity.OK),
        Tile.of(
            "tile-samples",
            "Samples",
            "",
            Rate.of(status.samplesPerSecond()).html(),
            "",
            Figure.of(status.bytesPerSecond() / status.samplesPerSecond(), Quantity.BYTES_EACH)
                    .text()
                + " each on the wire",
            Severity.OK),
        Tile.of(
            "tile-rows",
            "Stored",
            "#storage",
            rows(status.rowsPerSecond()),
            "",
            Bytes.of(status.pendingBytes()).text() + " pending",
            Severity.OK),
        Tile.of(
            "tile-cpu",
            "Aggregator CPU",
            "",
            Cores.of(status.cpuCores()).html(),
            "",
            "up " + Ago.of(status.startedAt(), now),
            Severity.OK),
        Tile.of(
            "tile-memory",
            "Aggregator memory",
            "",
            Bytes.of(status.memoryBytes()).html(),
            "",
            "of " + Bytes.of(status.memoryMaxBytes()).text(),
            Severity.OK),
        Tile.of(
            "tile-lost",
            "Dropped",
            "#counts",
            Pager.count(dropped),
            "",
            dropped == 0
                ? "nothing was lost"
                : (lost ? "" : "nothing lost; ") + "since the start, by reason below",
            lost ? Severity.WARNING : Severity.OK));
  }

  private static String rows(double perSecond) {
    Figure figure = Rate.of(perSecond);
    return figure.unit().isEmpty()
        ? figure.html()
        : new Figure(figure.number(), figure.unit().replace("/s", " rows/s")).html();
  }

  static Region storage(PageContext context, StatusReport status) {
    Instant now = context.request().now();
    List<Reading> facts = new ArrayList<>();
    facts.add(Reading.text("Engine", "", status.storageEngine()));
    facts.add(Reading.text("State", "", status.storage().text()));
    facts.add(
        Reading.text(
            "Committed up to",
            "the newest window that is safely stored",
            Ago.clock(status.committedUpTo(), now, context.request().zone())));
    facts.add(Reading.of("On disk", "", status.diskUsedBytes(), Quantity.BYTES));
    facts.add(Reading.of("Free", "", status.diskFreeBytes(), Quantity.BYTES));
    facts.add(
        Reading.of("Pending", "received, not yet stored", status.pendingBytes(), Quantity.BYTES));
    facts.add(Reading.of("Restarts", "", status.storageRestarts(), Quantity.COUNT));
    facts.addAll(status.more());
    StringBuilder html = new StringBuilder("<header><h2>Storage</h2></header><div class=\"pad\">");
    html.append("<dl class=\"facts list\">");
    facts.forEach(fact -> Readings.line(html, fact));
    return Region.of("storage", "section", "panel", html.append("</dl></div>").toString());
  }
}
