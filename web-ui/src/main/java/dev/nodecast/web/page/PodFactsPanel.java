package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Ago;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.Ending;
import dev.nodecast.web.read.PodFacts;
import dev.nodecast.web.read.PodRow;
import java.time.Instant;

/** What Kubernetes says of a pod: phase, restarts, how it ended, where, whose. */
final class PodFactsPanel {
  private PodFactsPanel() {}

  static Region of(PageRequest request, PodRow pod) {
    PodFacts facts = pod.facts();
    if (!facts.known()) {
      return FactList.none("facts");
    }
    return new FactList()
        .text("Phase", facts.phase())
        .textIfAny("Reason", facts.reason())
        .replicas("Containers ready", facts.ready(), facts.containers())
        .count("Restarts", facts.restarts())
        .text("Last end", ending(facts.last(), request))
        .link("Node", pod.node(), Links.node(request, pod.node()))
        .link(
            facts.owner().kind().isEmpty() ? "Workload" : facts.owner().kind(),
            facts.owner().name(),
            Links.workload(request, facts.owner()))
        .text("IP", facts.ip())
        .text("QoS", facts.qos())
        .time("Created", facts.created(), request)
        .labels(facts.labels())
        .region("facts");
  }

  /** {@code app: OOMKilled, exit 137, 03:12:50}. */
  static String ending(Ending last, PageRequest request) {
    if (last.reason().isEmpty() && Double.isNaN(last.exitCode())) {
      return "";
    }
    return last.container()
        + ": "
        + (last.reason().isEmpty() ? "ended" : last.reason())
        + (Double.isNaN(last.exitCode()) ? "" : ", exit " + (long) last.exitCode())
        + (last.time().equals(Instant.EPOCH)
            ? ""
            : ", " + Ago.clock(last.time(), request.now(), request.zone()));
  }
}
