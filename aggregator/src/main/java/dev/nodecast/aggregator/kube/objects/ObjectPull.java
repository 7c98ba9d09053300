package dev.nodecast.aggregator.kube.objects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.watch.Reflection;
import dev.nodecast.aggregator.kube.watch.ResourcePath;

/** All objects of each list are handed on. */
final class ObjectPull implements Reflection {
  private final ObjectOutput out;

  ObjectPull(ObjectOutput out) {
    this.out = out;
  }

  @Override
  public void found(ResourcePath resource) {
    out.of(resource);
  }

  @Override
  public void begin() {
    // Nothing is compared with what was.
  }

  @Override
  public void listed(JsonNode object) {
    out.add("", object, true);
  }

  @Override
  public void page() {
    out.flush();
  }

  @Override
  public void end() {
    // All was handed on page by page.
  }

  @Override
  public void changed(String type, JsonNode object) {
    throw new IllegalStateException("what is pulled is not watched");
  }
}
