package dev.nodecast.aggregator.kube;

import dev.nodecast.aggregator.kube.model.Meta;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The objects of one kind by their uid. Any thread may read; an object is written by the one thread
 * that watches its namespace, so changes of it are told in order.
 */
public final class KindStore<T> {
  /** Is told of what really changed. */
  interface Changes<T> {
    void changed(Meta meta, T before, T now);
  }

  private final Map<String, T> objects = new ConcurrentHashMap<>();
  private final Function<T, Meta> meta;
  private final int max;
  private final Changes<T> changes;

  /**
   * @param max objects; what comes beyond is refused
   */
  KindStore(Function<T, Meta> meta, int max, Changes<T> changes) {
    this.meta = meta;
    this.max = max;
    this.changes = changes;
  }

  /** What an object goes by: its uid, or its name where the server gave none. */
  public String key(T object) {
    Meta of = meta.apply(object);
    return of.uid().isEmpty() ? of.namespace() + "/" + of.name() : of.uid();
  }

  /** Whether anything says which object this is. */
  public boolean named(T object) {
    Meta of = meta.apply(object);
    return !of.name().isEmpty() || !of.uid().isEmpty();
  }

  /**
   * Keeps an object as it is now.
   *
   * @return false when there is no room for another
   */
  public boolean put(T now) {
    String key = key(now);
    T before = objects.get(key);
    if (before == null && objects.size() >= max) {
      return false;
    }
    if (!now.equals(before)) {
      objects.put(key, now);
      changes.changed(meta.apply(now), before, now);
    }
    return true;
  }

  /** Forgets an object. */
  public void remove(String key) {
    T before = objects.remove(key);
    if (before != null) {
      changes.changed(meta.apply(before), before, null);
    }
  }

  /**
   * Forgets what a complete list did not have.
   *
   * @param namespace that was listed; empty for all
   */
  public void retain(String namespace, Set<String> keys) {
    for (Map.Entry<String, T> object : objects.entrySet()) {
      boolean listed =
          namespace.isEmpty() || meta.apply(object.getValue()).namespace().equals(namespace);
      if (listed && !keys.contains(object.getKey())) {
        remove(object.getKey());
      }
    }
  }

  public int size() {
    return objects.size();
  }

  Collection<T> all() {
    return Collections.unmodifiableCollection(objects.values());
  }

  Optional<T> of(String uid) {
    return Optional.ofNullable(objects.get(uid));
  }
}
