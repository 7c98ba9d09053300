package dev.nodecast.agent.identity;

import dev.nodecast.agent.identity.PodIdentity.ContainerIdentity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The pods of this node by uid and by container. Uids and container ids are never used again, so
 * what left is remembered for as long as there is room: containers are read and told of after their
 * pod is gone from the API, and a container that a pod had before a restart is still its. Any
 * thread.
 */
public final class PodNames {
  /** A kubelet takes 110 pods by default and 500 where it is told to. */
  public static final int MAX_PODS = 5_000;

  private static final int MAX_DEPARTED = 1_000;
  private static final int MAX_CONTAINERS_OF_POD = 64;

  /**
   * Whose a container is.
   *
   * @param container empty while the pod is known and its container is not
   */
  public record Found(PodIdentity pod, Optional<ContainerIdentity> container) {}

  /** A pod and every container that it had. */
  private static final class Known {
    PodIdentity pod;
    boolean departed;
    boolean isNew = true;
    final Deque<String> ids = new ArrayDeque<>();

    Known(PodIdentity pod) {
      this.pod = pod;
    }
  }

  private record Part(Known of, ContainerIdentity container) {}

  /** In the order of their departure, after those that live. */
  private final Map<String, Known> byUid = new LinkedHashMap<>();

  private final Map<String, Part> byContainer = new HashMap<>();
  private int living;
  private long dropped;
  private boolean changed;
  private final AtomicLong version = new AtomicLong();

  /** Forgets what an earlier one said: these are all pods of the node. */
  public void replace(Collection<PodIdentity> pods) {
    synchronized (this) { // the version is read without it
      Set<String> uids = new HashSet<>();
      for (PodIdentity pod : pods) {
        uids.add(pod.uid());
        put(pod);
      }
      for (String uid : new ArrayList<>(byUid.keySet())) {
        if (!uids.contains(uid)) {
          depart(uid);
        }
      }
      changed();
    }
  }

  /** These pods came or changed, and those are gone. */
  public void change(Collection<PodIdentity> pods, Collection<String> gone) {
    synchronized (this) {
      pods.forEach(this::put);
      gone.forEach(this::depart);
      changed();
    }
  }

  /** What is said again is no change: it would have every name looked up again. */
  private void changed() {
    if (changed) {
      version.incrementAndGet();
    }
    changed = false;
  }

  private void put(PodIdentity pod) {
    Known known = byUid.get(pod.uid());
    if (known == null || known.departed) {
      if (living >= MAX_PODS) {
        dropped++;
        return;
      }
      living++;
    }
    if (known == null) {
      known = new Known(pod);
      byUid.put(pod.uid(), known);
    }
    changed |= known.departed || known.isNew || !known.pod.equals(pod);
    known.isNew = false;
    known.departed = false;
    known.pod = pod;
    for (ContainerIdentity container : pod.containers()) {
      if (!container.id().isEmpty()) {
        if (byContainer.put(container.id(), new Part(known, container)) == null) {
          known.ids.add(container.id());
        }
        if (known.ids.size() > MAX_CONTAINERS_OF_POD) {
          byContainer.remove(known.ids.remove());
        }
      }
    }
  }

  private void depart(String uid) {
    Known known = byUid.get(uid);
    if (known == null || known.departed) {
      return;
    }
    known.departed = true;
    changed = true;
    living--;
    byUid.remove(uid);
    byUid.put(uid, known);
    if (byUid.size() - living > MAX_DEPARTED) {
      String oldest = null;
      for (Map.Entry<String, Known> next : byUid.entrySet()) {
        if (next.getValue().departed) {
          oldest = next.getKey();
          break;
        }
      }
      byUid.remove(oldest).ids.forEach(byContainer::remove);
    }
  }

  /**
   * Whose a container is; by its own id first, as a static pod has another uid in the API. Of a pod
   * that has one container only, every container is a run of that one: it has its name before
   * anybody says its id, which takes the kubelet a second, and more when it starts many.
   */
  public synchronized Optional<Found> find(String podUid, String containerId) {
    Part part = byContainer.get(containerId);
    if (part != null) {
      return Optional.of(new Found(part.of.pod, Optional.of(part.container)));
    }
    Known known = byUid.get(podUid);
    return known == null ? Optional.empty() : Optional.of(new Found(known.pod, only(known.pod)));
  }

  private static Optional<ContainerIdentity> only(PodIdentity pod) {
    ContainerIdentity last = null;
    for (ContainerIdentity container : pod.containers()) {
      if (last != null && !last.name().equals(container.name())) {
        return Optional.empty();
      }
      last = container;
    }
    return Optional.ofNullable(last);
  }

  /** The pods that the node has now. */
  public synchronized List<PodIdentity> pods() {
    List<PodIdentity> pods = new ArrayList<>();
    byUid.values().stream().filter(known -> !known.departed).forEach(known -> pods.add(known.pod));
    return pods;
  }

  /** How many pods the node has. */
  public synchronized int size() {
    return living;
  }

  /** Pods beyond the bound, ever. */
  public synchronized long dropped() {
    return dropped;
  }

  /** Grows whenever pods came, changed or went. */
  public long version() {
    return version.get();
  }
}
