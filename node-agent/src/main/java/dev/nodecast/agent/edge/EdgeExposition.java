package dev.nodecast.agent.edge;

import dev.nodecast.agent.self.Exposition;

/** Connections whose other end is looked for, in the agent's own metrics. Any thread may write. */
public final class EdgeExposition {
  private static final String PREFIX = "nodecast_edges_";

  private final Links links;

  public EdgeExposition(Links links) {
    this.links = links;
  }

  /** Adds all families. */
  public void write(Exposition out) {
    out.family(
        PREFIX + "pending",
        "gauge",
        "Connections of which it is not known yet with whom they are.");
    out.sample(PREFIX + "pending", links.pending());
    out.family(
        PREFIX + "dropped_total",
        "counter",
        "Connections named by their address alone, or in a row of several, by reason.");
    links
        .dropped()
        .forEach((reason, count) -> out.sample(PREFIX + "dropped_total", count, "reason", reason));
  }
}
