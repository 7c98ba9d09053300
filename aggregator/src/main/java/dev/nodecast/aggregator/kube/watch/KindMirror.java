package dev.nodecast.aggregator.kube.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.KindStore;
import dev.nodecast.aggregator.kube.WatchStats;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the store of one kind equal to the API server. The store tells only what differs from what
 * it had, so a list that is read again is no news. One thread.
 */
final class KindMirror<T> implements Reflection {
  private static final Logger LOG = LoggerFactory.getLogger(KindMirror.class);

  private final WatchedKind<T> kind;
  private final KindStore<T> store;
  private final String namespace;
  private final String id;
  private final Cluster cluster;
  private final WatchStats stats;
  private Function<JsonNode, T> strip = object -> null;
  private Set<String> seen = new HashSet<>();

  /**
   * @param namespace that is watched; empty for all
   * @param id of who watches
   */
  KindMirror(WatchedKind<T> kind, String namespace, String id, Cluster cluster, WatchStats stats) {
    this.kind = kind;
    store = kind.store();
    this.namespace = namespace;
    this.id = id;
    this.cluster = cluster;
    this.stats = stats;
  }

  @Override
  public void found(ResourcePath resource) {
    strip = kind.strip(resource);
  }

  @Override
  public void begin() {
    seen = new HashSet<>();
  }

  @Override
  public void listed(JsonNode object) {
    T record = stripped(object);
    if (record != null) {
      seen.add(store.key(record));
      put(record);
    }
  }

  @Override
  public void page() {
    // Each object was put by itself.
  }

  @Override
  public void end() {
    store.retain(namespace, seen);
    seen = new HashSet<>();
  }

  @Override
  public void changed(String type, JsonNode object) {
    T record = stripped(object);
    if (record == null) {
      return;
    }
    if (type.equals("DELETED")) {
      store.remove(store.key(record));
    } else {
      put(record);
    }
  }

  private void put(T record) {
    if (!store.put(record)) {
      stats.error("limit");
      cluster.problem(
          id + " limit",
          kind.kind()
              + ": more than "
              + store.size()
              + " objects (expected: fewer; the rest is left out)");
    }
  }

  /** The record; null, and counted, of what cannot be one. */
  private T stripped(JsonNode object) {
    try {
      T record = strip.apply(object);
      if (store.named(record)) {
        return record;
      }
    } catch (RuntimeException e) {
      LOG.debug("kubernetes: a {} cannot be read", kind.kind(), e);
    }
    stats.error("object");
    return null;
  }
}
