package dev.nodecast.web.page;

import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.ClusterStatus;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What is kept of the Kubernetes cluster, on Status; takes no room without one. */
final class ClusterStatusPanel {
  private ClusterStatusPanel() {}

  static Region of(ClusterStatus of) {
    if (!of.known()) {
      return Region.of("kubernetes", "section", "slot", "");
    }
    List<Reading> facts = new ArrayList<>();
    facts.add(Reading.text("State", "", of.synced() ? "All was listed" : "Lists are being read"));
    facts.add(
        Reading.text(
            "Lease held by",
            "of several aggregators the one that takes agents",
            of.leaseHolder().isEmpty() ? "not asked for" : of.leaseHolder()));
    new TreeMap<>(of.rows())
        .forEach(
            (table, rows) ->
                facts.add(
                    Reading.of(table + " rows", "stored since the start", rows, Quantity.COUNT)));
    facts.add(
        Reading.of("Pending", "collected, not yet stored", of.pendingBytes(), Quantity.BYTES));
    facts.add(
        Reading.of(
            "Pending, most", "more is dropped and counted", of.pendingMaxBytes(), Quantity.BYTES));
    if (!of.error().isEmpty()) {
      facts.add(Reading.text("Last error", "", of.error()));
    }
    StringBuilder html =
        new StringBuilder("<header><h2>Kubernetes</h2></header><div class=\"pad\">");
    html.append("<dl class=\"facts list\">");
    facts.forEach(fact -> Readings.line(html, fact));
    return Region.of("kubernetes", "section", "panel", html.append("</dl></div>").toString());
  }
}
