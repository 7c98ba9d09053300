package dev.nodecast.aggregator.kube.objects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.http.HttpBody;
import dev.nodecast.aggregator.kube.http.HttpFailure;
import java.io.IOException;
import java.time.Duration;

/**
 * A list, then what changes from its version on. A watch that ends, for whatever reason, goes on
 * from the last version seen, so nothing is missed or told twice. Where the server has forgotten
 * that version (410), a new list is compared with what was told. One thread.
 */
final class ObjectWatch implements ObjectLoop.Turn {
  private static final int GONE = 410;

  /** Lines not understood, one after the other, until a list has to say what they said. */
  private static final int MAX_UNREADABLE = 2;

  private final ApiObjects api;
  private final ResourcePath resource;
  private final String namespace;
  private final ObjectSpec spec;
  private final ObjectOutput out;
  private final ObjectCounters counters;
  private final Pace pace;
  private final KnownObjects known = new KnownObjects();

  /** The last version seen; empty when a list is due. */
  private String version = "";

  private boolean listed;
  private int unreadable;

  /** In a row. */
  private int gone;

  ObjectWatch(
      ApiObjects api,
      ResourcePath resource,
      String namespace,
      ObjectSpec spec,
      ObjectOutput out,
      ObjectCounters counters,
      Pace pace) {
    this.api = api;
    this.resource = resource;
    this.namespace = namespace;
    this.spec = spec;
    this.out = out;
    this.counters = counters;
    this.pace = pace;
  }

  @Override
  public Duration run(Runnable works) throws IOException, InterruptedException {
    try {
      if (version.isEmpty()) {
        list();
      }
      boolean progress = watch(works);
      unreadable = 0;
      gone = 0;
      return progress ? Duration.ZERO : pace.wait(1);
    } catch (HttpFailure e) {
      if (e.status() != GONE) {
        throw e;
      }
      // Of a page of the list, or of the watch: either way a list from the beginning.
      counters.gone.increment();
      gone++;
      version = "";
      return pace.wait(gone);
    } catch (JsonLines.Unreadable e) {
      counters.unreadable.increment();
      unreadable++;
      if (unreadable >= MAX_UNREADABLE) {
        version = "";
      }
      throw e;
    } finally {
      out.flush();
    }
  }

  private void list() throws IOException, InterruptedException {
    known.beginList();
    boolean passOn = listed || spec.initial();
    String next = "";
    String at;
    do {
      ApiObjects.Page page = api.list(resource, namespace, spec, next);
      for (JsonNode object : page.items()) {
        KnownObjects.Known now = known(object);
        String change = known.change(now);
        known.listed(now.uid());
        if (!change.isEmpty()) {
          out.add(change, object, passOn);
          remember(now);
        }
      }
      out.flush();
      next = page.next();
      at = page.version();
    } while (!next.isEmpty());
    known.endList().forEach(out::gone);
    out.flush();
    counters.lists.increment();
    if (at.isEmpty()) {
      throw new IOException("a list without resourceVersion");
    }
    listed = true;
    version = at;
    unreadable = 0;
  }

  /** Returns, when the server ended the watch, whether it had said anything. */
  private boolean watch(Runnable works) throws IOException, InterruptedException {
    long began = System.nanoTime();
    boolean said = false;
    try (HttpBody body = api.watch(resource, namespace, spec, version, pace.watch())) {
      counters.watches.increment();
      works.run();
      JsonLines lines = new JsonLines(body);
      for (JsonNode line = lines.next(pace.silence());
          line != null;
          line = lines.next(pace.silence())) {
        take(line.path("type").asText(""), line.path("object"));
        said = true;
      }
    }
    // A server that hangs up at once is not to be asked at once.
    return said || System.nanoTime() - began > pace.retry().toNanos();
  }

  private void take(String type, JsonNode object) throws IOException {
    switch (type) {
      case "BOOKMARK" -> {}
      case "ADDED", "MODIFIED" -> {
        KnownObjects.Known now = known(object);
        if (!known.change(now).isEmpty()) {
          out.add(type, object, true);
          remember(now);
        }
      }
      case "DELETED" -> {
        out.add(type, object, true);
        known.remove(known(object).uid());
      }
      case "ERROR" -> {
        String message = object.path("message").asText("");
        throw new HttpFailure(object.path("code").asInt(), message);
      }
      default -> throw new JsonLines.Unreadable("a line of unknown type");
    }
    out.flush();
    String seen = object.path("metadata").path("resourceVersion").asText("");
    if (seen.isEmpty()) {
      throw new JsonLines.Unreadable("an object without resourceVersion");
    }
    version = seen;
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
