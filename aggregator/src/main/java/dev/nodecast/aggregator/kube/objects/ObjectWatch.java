package dev.nodecast.aggregator.kube.objects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.watch.Reflection;
import dev.nodecast.aggregator.kube.watch.ResourcePath;

/**
 * Hands on what changes, once: what a list or a watch says that was told before is no news, and
 * what a list does not have any more is told as deleted. One thread.
 */
final class ObjectWatch implements Reflection {
  private final ObjectSpec spec;
  private final ObjectOutput out;
  private final ObjectCounters counters;
  private final KnownObjects known;
  private boolean listed;

  ObjectWatch(ObjectSpec spec, ObjectOutput out, ObjectCounters counters) {
    this.spec = spec;
    this.out = out;
    this.counters = counters;
    known = new KnownObjects(counters.known);
  }

  @Override
  public void found(ResourcePath resource) {
    out.of(resource);
  }

  @Override
  public void begin() {
    known.beginList();
  }

  @Override
  public void listed(JsonNode object) {
    KnownObjects.Known now = known(object);
    String change = known.change(now);
    known.listed(now);
    if (!change.isEmpty()) {
      out.add(change, object, listed || spec.initial());
      remember(now);
    }
  }

  @Override
  public void page() {
    out.flush();
  }

  @Override
  public void end() {
    known.endList().forEach(out::gone);
    out.flush();
    listed = true;
  }

  @Override
  public void changed(String type, JsonNode object) {
    KnownObjects.Known now = known(object);
    if (type.equals("DELETED")) {
      out.add(type, object, true);
      known.remove(now);
    } else if (!known.change(now).isEmpty()) {
      out.add(type, object, true);
      remember(now);
    }
    out.flush();
  }

  private void remember(KnownObjects.Known object) {
    if (!known.put(object)) {
      counters.untracked.increment();
    }
  }

  private static KnownObjects.Known known(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    return new KnownObjects.Known(
        metadata.path("namespace").asText(""),
        metadata.path("name").asText(""),
        metadata.path("uid").asText(""),
        metadata.path("resourceVersion").asText(""));
  }
}
