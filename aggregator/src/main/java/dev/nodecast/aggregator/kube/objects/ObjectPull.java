package dev.nodecast.aggregator.kube.objects;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;

/** Lists all objects once in an interval. */
final class ObjectPull implements ObjectLoop.Turn {
  private final ApiObjects api;
  private final ResourcePath resource;
  private final String namespace;
  private final ObjectSpec spec;
  private final ObjectOutput out;
  private final ObjectCounters counters;

  ObjectPull(
      ApiObjects api,
      ResourcePath resource,
      String namespace,
      ObjectSpec spec,
      ObjectOutput out,
      ObjectCounters counters) {
    this.api = api;
    this.resource = resource;
    this.namespace = namespace;
    this.spec = spec;
    this.out = out;
    this.counters = counters;
  }

  @Override
  public Duration run(Runnable works) throws IOException, InterruptedException {
    String next = "";
    do {
      ApiObjects.Page page = api.list(resource, namespace, spec, next);
      for (JsonNode object : page.items()) {
        out.add("", object, true);
      }
      out.flush();
      next = page.next();
    } while (!next.isEmpty());
    counters.lists.increment();
    works.run();
    return spec.interval();
  }
}
