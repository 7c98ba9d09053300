package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.objects.KubeEvent;
import dev.nodecast.aggregator.kube.objects.KubeEvents;
import dev.nodecast.web.read.EventRow;
import java.util.List;

/** The cluster's latest events as pages show them. */
public final class KubernetesEvents implements ClusterEvents {
  private final KubeEvents events;

  public KubernetesEvents(KubeEvents events) {
    this.events = events;
  }

  @Override
  public List<Told> newest() {
    return events.latest().stream()
        .limit(MOST)
        .map(event -> new Told(event.uid(), row(event)))
        .toList();
  }

  private static EventRow row(KubeEvent event) {
    long last = event.lastMs() == Amounts.NONE ? event.firstMs() : event.lastMs();
    return ClusterEvents.row(
        last == Amounts.NONE ? 0 : last,
        event.type().equals("Warning"),
        event.reason(),
        event.message(),
        event.kind(),
        event.namespace(),
        event.name(),
        event.objectUid(),
        "",
        event.node(),
        event.count(),
        event.source());
  }
}
