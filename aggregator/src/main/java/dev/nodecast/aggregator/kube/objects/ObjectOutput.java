package dev.nodecast.aggregator.kube.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodecast.aggregator.kube.ClusterClock;
import dev.nodecast.aggregator.kube.metric.ClusterSink;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import dev.nodecast.aggregator.kube.watch.ResourcePath;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Where the objects of one entry go: stripped, and only those that are wanted. */
final class ObjectOutput {
  /** Of characters that wait to be handed on; more is handed on before its page ends. */
  private static final int MAX_HELD = 16 << 20;

  private final ObjectSpec spec;
  private final ClusterSink sink;
  private final KubeEvents events;
  private final ObjectCounters counters;
  private final InstantSource clock;
  private final ClusterClock serverClock;
  private final List<ObjectState> batch = new ArrayList<>();
  private final List<KubeEvent> happened = new ArrayList<>();
  private ResourcePath resource = new ResourcePath("", "", "", "", false);
  private int held;

  ObjectOutput(
      ObjectSpec spec,
      ClusterSink sink,
      KubeEvents events,
      ObjectCounters counters,
      InstantSource clock,
      ClusterClock serverClock) {
    this.spec = spec;
    this.sink = sink;
    this.events = events;
    this.counters = counters;
    this.clock = clock;
    this.serverClock = serverClock;
  }

  /** Where the objects that follow are from. */
  void of(ResourcePath from) {
    resource = from;
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
    // Items of a list leave out what the list says already.
    if (object instanceof ObjectNode item && !item.has("kind")) {
      item.put("kind", resource.kind()).put("apiVersion", resource.apiVersion());
    }
    JsonNode metadata = object.path("metadata");
    String namespace = metadata.path("namespace").asText("");
    if (spec.excludeNamespaces().contains(namespace)) {
      return;
    }
    if (resource.kind().equals("Event") && !event.equals("DELETED")) {
      KubeEvent read = EventReader.read(object);
      if (!read.uid().isEmpty()) {
        happened.add(read.at(serverClock.past(read.firstMs()), serverClock.past(read.lastMs())));
      }
    }
    if (passOn && !spec.excludeWatchTypes().contains(event)) {
      String json = object.toString();
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
              json));
      held += json.length();
      if (held > MAX_HELD) {
        flush();
      }
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
      held = 0;
    }
  }
}
