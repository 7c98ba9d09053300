package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.model.EndpointsRecord;
import dev.nodecast.aggregator.kube.model.Meta;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes between two tellings, one for each object however often it changed. The watching thread
 * puts them in, the receiver's thread takes them out; both hold the lock for a few instructions.
 * What finds no room is counted, and {@link #missedSome} asks for everything to be told again.
 */
final class EntityChanges implements ClusterView.Listener {
  /** Objects that wait: records that are kept anyhow, and about 100 B each. */
  static final int MAX = 50_000;

  /**
   * One object's changes.
   *
   * @param first as it was told last; null when it came since
   * @param last as it was before it became {@code now}
   * @param now null when it went
   */
  record Change(Object first, Object last, Object now) {}

  private Map<String, Change> changes = new LinkedHashMap<>();
  private long missed;
  private boolean missedSome;

  @Override
  public void changed(Meta meta, Object before, Object now) {
    if (before instanceof EndpointsRecord || now instanceof EndpointsRecord) {
      return; // No entities, and the kind that changes most.
    }
    synchronized (this) {
      Change earlier = changes.get(meta.uid());
      if (earlier == null && changes.size() >= MAX) {
        missed++;
        missedSome = true;
        return;
      }
      Object first = earlier == null ? before : earlier.first();
      changes.put(meta.uid(), new Change(first, before, now));
    }
  }

  synchronized Collection<Change> take() {
    Collection<Change> taken = changes.values();
    changes = new LinkedHashMap<>();
    return taken;
  }

  /** Whether any found no room since this was asked last. */
  synchronized boolean missedSome() {
    boolean some = missedSome;
    missedSome = false;
    return some;
  }

  synchronized long missed() {
    return missed;
  }

  /** What to tell of a change: states that are new or others than before, and the last of gone. */
  static List<EntityState> states(Change change, Links links) {
    Map<String, EntityState> told = byKey(change.first(), links);
    Map<String, EntityState> now = byKey(change.now(), links);
    Map<String, EntityState> gone = new LinkedHashMap<>(told);
    gone.putAll(byKey(change.last(), links));
    gone.keySet().removeAll(now.keySet());
    List<EntityState> out = new ArrayList<>();
    gone.values().forEach(state -> out.add(deleted(state)));
    now.forEach(
        (key, state) -> {
          if (!state.equals(told.get(key))) {
            out.add(state);
          }
        });
    return out;
  }

  private static Map<String, EntityState> byKey(Object record, Links links) {
    Map<String, EntityState> out = new LinkedHashMap<>();
    Entities.of(record, links).forEach(state -> out.put(state.type() + ' ' + state.uid(), state));
    return out;
  }

  private static EntityState deleted(EntityState state) {
    return new EntityState(
        state.type(),
        state.uid(),
        state.namespace(),
        state.name(),
        state.attributes(),
        state.relations(),
        true);
  }
}
