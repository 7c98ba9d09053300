package dev.nodecast.aggregator.kube.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodecast.aggregator.kube.metric.ClusterSink;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Where the objects of one entry go: stripped, and only those that are wanted. */
final class ObjectOutput {
  private final ObjectSpec spec;
  private final ResourcePath resource;
  private final ClusterSink sink;
  private final KubeEvents events;
  private final ObjectCounters counters;
  private final InstantSource clock;
  private final List<ObjectState> batch = new ArrayList<>();
  private final List<KubeEvent> happened = new ArrayList<>();

  ObjectOutput(
      ObjectSpec spec,
      ResourcePath resource,
      ClusterSink sink,
      KubeEvents events,
      ObjectCounters counters,
      InstantSource clock) {
    this.spec = spec;
    this.resource = resource;
    this.sink = sink;
    this.events = events;
    this.counters = counters;
    this.clock = clock;
  }

  /**
   * Takes an object, until {@link #flush}.
   *
   * @param event as in {@link ObjectState}
   * @param passOn false for one that was there before anybody watched
   */
  void add(String event, JsonNode object, boolean passOn) {
    if (SecretObjects.is(object)) {
      counters.secrets.increment();
      return;
    }
    SecretObjects.strip(object);
    JsonNode metadata = object.path("metadata");
    String namespace = metadata.path("namespace").asText("");
    if (spec.excludeNamespaces().contains(namespace)) {
      return;
    }
    if (resource.kind().equals("Event") && !event.equals("DELETED")) {
      KubeEvent read = EventReader.read(object);
      if (!read.uid().isEmpty()) {
        happened.add(read);
      }
    }
    if (passOn && !spec.excludeWatchTypes().contains(event)) {
      batch.add(
          new ObjectState(
              clock.millis(),
              event,
              resource.group(),
              resource.version(),
              resource.resource(),
              namespace,
              metadata.path("name").asText(""),
              metadata.path("uid").asText(""),
              metadata.path("resourceVersion").asText(""),
              object.toString()));
    }
  }

  /** An object that went while nobody watched: what it was is not known any more. */
  void gone(KnownObjects.Known known) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("name", known.name());
    if (!known.namespace().isEmpty()) {
      metadata.put("namespace", known.namespace());
    }
    metadata.put("uid", known.uid()).put("resourceVersion", known.version());
    add("DELETED", object, true);
  }

  /** Hands on what was taken, in its order; events by their time, as lists are by name. */
  void flush() {
    happened.stream().sorted(Comparator.comparingLong(KubeEvent::lastMs)).forEach(events::add);
    happened.clear();
    if (!batch.isEmpty()) {
      sink.objects(List.copyOf(batch));
      counters.objects.add(batch.size());
      batch.clear();
    }
  }
}
