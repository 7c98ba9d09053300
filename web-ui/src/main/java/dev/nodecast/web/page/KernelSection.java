package dev.nodecast.web.page;

import dev.nodecast.web.chart.Chart;
import dev.nodecast.web.live.Part;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.KernelDetail;
import dev.nodecast.web.read.KernelGroup;
import dev.nodecast.web.read.PeerRow;
import dev.nodecast.web.read.Reading;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Series;
import dev.nodecast.web.read.Sort;
import dev.nodecast.web.read.SyscallRow;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a pod's or a node's page that comes from kernel programs. What is measured has a
 * panel; what is not is a line of one table that says why.
 *
 * @param facts panels of values
 * @param tables panels of rows; the last one says what is not measured, if anything is not
 */
public record KernelSection(List<Chart> charts, List<Region> facts, List<Panel> tables) {
  private static final List<KernelGroup> FACTS =
      List.of(
          KernelGroup.TCP,
          KernelGroup.SCHEDULING,
          KernelGroup.FILE,
          KernelGroup.CACHE,
          KernelGroup.BLOCK,
          KernelGroup.LIFE,
          KernelGroup.STALLS,
          KernelGroup.PACKETS);

  /**
   * @param node rows of this node, or of the pod
   * @param rows most of a table
   */
  static KernelSection of(
      PageContext context, KernelDetail kernel, Series series, String node, String pod, int rows) {
    boolean ofNode = pod.isEmpty();
    List<Region> facts = new ArrayList<>();
    for (KernelGroup group : FACTS) {
      if (kernel.measures(group)) {
        facts.add(facts(group, kernel.facts().getOrDefault(group, List.of())));
      }
    }
    List<Panel> tables = new ArrayList<>();
    if (kernel.measures(KernelGroup.PEERS)) {
      Rows<PeerRow> peers =
          context
              .reads()
              .peers(
                  Top.query(Sort.TRAFFIC, rows, node, pod)
                      .withHold(context.hold().of(PeerTable.ROWS)));
      tables.add(PeerTable.of(context.request(), peers, ofNode));
    }
    if (kernel.measures(KernelGroup.SYSCALLS)) {
      Rows<SyscallRow> calls =
          context
              .reads()
              .syscalls(
                  Top.query(Sort.CALLS, rows, node, pod)
                      .withHold(context.hold().of(KernelTables.SYSCALLS)));
      tables.add(KernelTables.syscalls(calls));
    }
    if (ofNode && kernel.measures(KernelGroup.DEVICES)) {
      tables.add(KernelTables.devices(kernel.devices()));
    }
    if (ofNode && kernel.measures(KernelGroup.INTERRUPTS)) {
      tables.add(KernelTables.interrupts(kernel.interrupts()));
    }
    if (kernel.measures(KernelGroup.PACKETS)) {
      tables.add(KernelTables.protocols(kernel.protocols()));
    }
    if (kernel.measures(KernelGroup.DROPS)) {
      tables.add(KernelTables.drops(kernel.drops()));
    }
    if (!kernel.absent().isEmpty()) {
      tables.add(KernelTables.absent(context.request(), kernel));
    }
    List<Chart> charts = Charts.draw(context, KernelCharts.shown(kernel, series), series);
    return new KernelSection(charts, facts, tables);
  }

  /** What of it can change. */
  List<Part> parts() {
    List<Part> parts = new ArrayList<>(Charts.parts(charts));
    parts.addAll(facts);
    tables.forEach(table -> parts.addAll(table.parts()));
    return parts;
  }

  private static Region facts(KernelGroup group, List<Reading> readings) {
    StringBuilder html = new StringBuilder(readings.size() * 80 + 64);
    html.append("<header><h2>").append(group.title()).append("</h2></header>");
    if (readings.isEmpty()) {
      html.append(Empty.html("Nothing yet", "It is measured, but nothing of it happened here."));
    } else {
      html.append("<div class=\"pad\"><dl class=\"facts list\">");
      readings.forEach(reading -> Readings.line(html, reading));
      html.append("</dl></div>");
    }
    return Region.of("k-" + group.collector(), "section", "panel", html.toString());
  }
}
