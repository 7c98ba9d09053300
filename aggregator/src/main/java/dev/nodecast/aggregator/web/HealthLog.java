package dev.nodecast.aggregator.web;

import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Severity;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Since when things have been unhealthy: compares the states of one picture with those of the one
 * before. Healthy things cost nothing. Used by the one thread that makes pictures.
 */
final class HealthLog {
  private record Key(Finding.Kind kind, String id) {}

  private record State(Severity severity, String code, Instant since) {}

  private Map<Key, State> before = new HashMap<>();
  private Map<Key, State> now = new HashMap<>();
  private Instant at = Instant.EPOCH;
  private Instant lastRecovery = Instant.EPOCH;

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

  void end() {
    for (Key key : before.keySet()) {
      if (!now.containsKey(key)) {
        lastRecovery = at;
        break;
      }
    }
    before = now;
  }

  /** EPOCH when nothing recovered yet. */
  Instant lastRecovery() {
    return lastRecovery;
  }
}
