package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.catalog.AgentMapKind;
import dev.nodecast.web.read.MapRow;

/** One kernel map on all nodes; grows node by node. */
final class MapGroup {
  private int nodes;
  private double entries = Double.NaN;
  private double capacity = Double.NaN;
  private double fill = Double.NaN;
  private String fullest = "";
  private double memory = Double.NaN;
  private double lost = Double.NaN;

  /** Call it under the node's monitor. */
  void add(String node, KindState cells, int slot) {
    nodes++;
    double has = cells.number(AgentMapKind.ENTRIES, slot);
    double most = cells.number(AgentMapKind.CAPACITY, slot);
    double share = Measured.share(has, most);
    if (share > fill || (Double.isNaN(fill) && !Double.isNaN(share))) {
      fill = share;
      entries = has;
      capacity = most;
      fullest = node;
    } else if (Double.isNaN(fill)) {
      capacity = Measured.max(capacity, most);
    }
    memory = Measured.max(memory, cells.number(AgentMapKind.MEMORY, slot));
    lost = Measured.add(lost, cells.number(AgentMapKind.LOST, slot));
  }

  MapRow row(String subject, String map) {
    return new MapRow(subject, map, nodes, entries, capacity, fullest, memory, lost);
  }
}
