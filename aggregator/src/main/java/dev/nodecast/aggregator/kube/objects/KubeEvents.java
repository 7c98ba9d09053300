package dev.nodecast.aggregator.kube.objects;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The cluster's latest events, one entry for each however often it happened. Beyond {@link #MAX}
 * the one that was longest without news goes. Any thread.
 */
public final class KubeEvents {
  public static final int MAX = 1000;

  private final Map<String, KubeEvent> byUid = new LinkedHashMap<>();
  private final List<Consumer<KubeEvent>> listeners = new CopyOnWriteArrayList<>();

  /** Takes an event in, and tells those who listen; what it says already is no news. */
  void add(KubeEvent event) {
    synchronized (byUid) {
      KubeEvent before = byUid.remove(event.uid());
      byUid.put(event.uid(), event);
      if (event.equals(before)) {
        return;
      }
      if (byUid.size() > MAX) {
        byUid.remove(byUid.keySet().iterator().next());
      }
    }
    listeners.forEach(listener -> listener.accept(event));
  }

  /** Newest first. */
  public List<KubeEvent> latest() {
    List<KubeEvent> events;
    synchronized (byUid) {
      events = new ArrayList<>(byUid.values());
    }
    Collections.reverse(events);
    return events;
  }

  /** Called on the watching thread, so it must be quick. */
  public void listen(Consumer<KubeEvent> listener) {
    listeners.add(listener);
  }
}
