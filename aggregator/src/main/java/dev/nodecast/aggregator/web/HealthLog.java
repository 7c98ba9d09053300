package dev.nodecast.aggregator.web;

import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Since when things have been unhealthy: compares the states of one picture with those of the one
 * before. Healthy things cost nothing. Used by the one thread that makes pictures.
 */
final class HealthLog {
  /** What recovered is remembered for as long. */
  private static final Duration REMEMBERED = Duration.ofSeconds(60);

  /** After an OOM kill, which takes an instant, a pod is unhealthy for as long. */
  private static final Duration AFTER_KILL = Duration.ofMinutes(5);

  /** Most recoveries remembered; past that the oldest go. A page shows 50 things. */
  private static final int MOST_RECOVERIES = 1_000;

  private record Key(Finding.Kind kind, String id) {}

  private record State(Severity severity, String code, Instant since) {}

  /**
   * A thing that is no longer unhealthy, or no longer there.
   *
   * @param severity how bad it was
   * @param since when that began
   */
  record Recovery(Finding.Kind kind, String id, Severity severity, Instant since, Instant at) {}

  private final Map<Key, Recovery> recovered = new LinkedHashMap<>();
  private Map<Key, State> before = new HashMap<>();
  private Map<Key, State> now = new HashMap<>();
  private Instant at = Instant.EPOCH;
  private Instant lastRecovery = Instant.EPOCH;

  /** When a process was last killed for lack of memory, by uid of the pod. */
  private final Map<String, Instant> kills = new HashMap<>();

  void begin(Instant time) {
    at = time;
    now = new HashMap<>();
  }

  /**
   * The state of a thing, with the time at which it became so.
   *
   * @param code names the rule that the thing breaks, while the text's numbers change
   */
  Health state(Finding.Kind kind, String id, Severity severity, String code, String text) {
    if (severity == Severity.OK) {
      return Health.of(severity, text);
    }
    Key key = new Key(kind, id);
    State known = before.get(key);
    State state =
        known != null && known.severity() == severity && known.code().equals(code)
            ? known
            : new State(severity, code, at);
    now.put(key, state);
    return new Health(severity, text, state.since());
  }

  /** As {@link #state}, for what is known to have begun at a time. */
  Health since(Finding.Kind kind, String id, Severity severity, String text, Instant since) {
    now.put(new Key(kind, id), new State(severity, text, since));
    return new Health(severity, text, since);
  }

  /** Whether one of the pod's processes was killed for lack of memory now or minutes ago. */
  boolean killed(String uid, boolean rightNow) {
    if (rightNow) {
      kills.put(uid, at);
    }
    // Most of 100,000 pods never are: they cost no look-up.
    return !kills.isEmpty() && kills.containsKey(uid);
  }

  void end() {
    kills.values().removeIf(kill -> kill.isAfter(at) || kill.plus(AFTER_KILL).isBefore(at));
    recovered
        .values()
        .removeIf(one -> one.at().isAfter(at) || one.at().plus(REMEMBERED).isBefore(at));
    recovered.keySet().removeAll(now.keySet());
    before.forEach(
        (key, state) -> {
          if (!now.containsKey(key)) {
            lastRecovery = at;
            recovered.put(
                key, new Recovery(key.kind(), key.id(), state.severity(), state.since(), at));
          }
        });
    Iterator<Recovery> oldest = recovered.values().iterator();
    while (recovered.size() > MOST_RECOVERIES) {
      oldest.next();
      oldest.remove();
    }
    before = now;
  }

  /** What recovered within the last minute, oldest first; some of it may be gone. */
  List<Recovery> recoveries() {
    return List.copyOf(recovered.values());
  }

  /** EPOCH when nothing recovered yet. */
  Instant lastRecovery() {
    return lastRecovery;
  }
}
