package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.model.VolumeRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Claims by name, as volumes name them. The view has them by uid, so they are gathered anew when
 * the last time was {@link #KEEP_MS} ago: once for all nodes of an interval. Any thread; two that
 * gather at once do the same.
 */
final class Claims {
  private static final long KEEP_MS = 5000;

  private record Gathered(long atMs, Map<String, VolumeRecord> byName) {}

  private final ClusterView view;
  private volatile Gathered last;

  Claims(ClusterView view) {
    this.view = view;
  }

  Optional<VolumeRecord> find(String namespace, String name, long nowMs) {
    Gathered known = last;
    // A clock that was set back gathers too.
    if (known == null || Math.abs(nowMs - known.atMs()) >= KEEP_MS) {
      Map<String, VolumeRecord> byName = new HashMap<>();
      for (VolumeRecord claim : view.claims()) {
        byName.put(key(claim.meta().namespace(), claim.meta().name()), claim);
      }
      known = new Gathered(nowMs, byName);
      last = known;
    }
    return Optional.ofNullable(known.byName().get(key(namespace, name)));
  }

  private static String key(String namespace, String name) {
    return namespace + '/' + name;
  }
}
