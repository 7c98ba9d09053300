package dev.nodecast.agent.identity;

import dev.nodecast.agent.delta.Naming;
import dev.nodecast.agent.identity.PodIdentity.ContainerIdentity;
import dev.nodecast.agent.identity.PodNames.Found;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Answers with the names that are known. What is not known yet is awaited, each container once and
 * for a bounded time; afterwards it goes by its ids until its name comes. On the tick thread.
 */
public final class PodNaming implements Naming {
  private static final int CONTAINER = 3;
  private static final int POD_UID = 4;
  private static final int CONTAINER_ID = 5;

  /** Ticks come a little early at times, and a container is not to wait for another one then. */
  private static final long EARLY_NANOS = 100_000_000;

  private static final int MAX_REMEMBERED = 8192;

  private record Key(String podUid, String containerId) {}

  private final PodNames names;
  private final PodFilter filter;
  private final long waitNanos;
  private final LongSupplier nanoTime;

  /** As of the version. */
  private final Map<Key, Name> answers = new HashMap<>();

  private long answersOf = -1;

  /** When what nobody could name was first asked for. */
  private final Map<Key, Long> since =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  /**
   * @param wait how long a container is awaited
   */
  public PodNaming(PodNames names, PodFilter filter, Duration wait) {
    this(names, filter, wait, System::nanoTime);
  }

  PodNaming(PodNames names, PodFilter filter, Duration wait, LongSupplier nanoTime) {
    this.names = names;
    this.filter = filter;
    this.waitNanos = Math.max(0, wait.toNanos() - EARLY_NANOS);
    this.nanoTime = nanoTime;
  }

  @Override
  public long version() {
    return names.version();
  }

  @Override
  public Name of(List<String> ids) {
    long now = names.version();
    if (answersOf != now || answers.size() > MAX_REMEMBERED) {
      answers.clear();
      answersOf = now;
    }
    Key key = new Key(ids.get(POD_UID), ids.get(CONTAINER_ID));
    Name known = answers.get(key);
    if (known == null) {
      known = answer(key, ids);
      if (known.verdict() != Verdict.AWAITED) {
        answers.put(key, known);
      }
    }
    return known;
  }

  private Name answer(Key key, List<String> ids) {
    Optional<Found> found = names.find(key.podUid(), key.containerId());
    if (found.isPresent() && !filter.takes(found.get().pod())) {
      return new Name(Verdict.FILTERED, ids);
    }
    Optional<ContainerIdentity> container = found.flatMap(Found::container);
    if (container.isPresent()) {
      since.remove(key);
      return shown(found.get().pod(), container.get().name(), ids);
    }
    long first = since.computeIfAbsent(key, k -> nanoTime.getAsLong());
    if (nanoTime.getAsLong() - first < waitNanos) {
      return new Name(Verdict.AWAITED, ids);
    }
    return found
        .map(of -> shown(of.pod(), ids.get(CONTAINER), ids))
        .orElseGet(() -> new Name(Verdict.SHOWN, ids));
  }

  /** The uid stays that of the cgroup: of a static pod the kubelet's own, in all modes. */
  private static Name shown(PodIdentity pod, String container, List<String> ids) {
    return new Name(
        Verdict.SHOWN,
        List.of(
            pod.namespace(),
            pod.workload(),
            pod.name(),
            container,
            ids.get(POD_UID),
            ids.get(CONTAINER_ID)),
        PodService.name(pod));
  }
}
