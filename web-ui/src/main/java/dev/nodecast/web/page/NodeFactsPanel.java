package dev.nodecast.web.page;

import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.read.NodeFacts;
import dev.nodecast.web.read.NodeRow;
import java.util.List;

/** What Kubernetes says of a node: conditions, taints, and how much of it is promised. */
final class NodeFactsPanel {
  private NodeFactsPanel() {}

  static Region facts(NodeFacts of) {
    return !of.known()
        ? FactList.none("facts")
        : new FactList()
            .text("Kubelet", of.kubelet())
            .text("Runtime", of.runtime())
            .text("System", of.os())
            .text("Address", of.address())
            .text("Scheduling", of.cordoned() ? "cordoned" : "open")
            .text("Taints", String.join(", ", of.taints()))
            .region("facts");
  }

  static Listing conditions(List<NodeFacts.Condition> conditions) {
    return Listing.of(
        "Conditions",
        List.of(
            Column.plain("Condition", ""), Column.plain("Status", ""), Column.plain("Reason", "")),
        Table.of(
            "conditions-rows",
            conditions.stream()
                .map(
                    one ->
                        new Cells("cd-", one.type(), "")
                            .state(one.severity(), one.type(), "")
                            .text("status", Cells.tone(one.severity()), one.status())
                            .text("reason", "", one.reason())
                            .row())
                .toList()),
        Empty.html("No conditions", "Kubernetes does not know this node, or nobody asked it."));
  }

  /** Promised and used of what pods can have. */
  static Region room(NodeRow row) {
    NodeFacts of = row.facts();
    return RoomTable.of(
        of.cpu().withUsed(row.cpuCores()), of.memory().withUsed(row.memoryUsedBytes()), of.pods());
  }
}
