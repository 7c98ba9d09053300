package dev.nodecast.aggregator.store;

import dev.nodecast.aggregator.kube.metric.ObjectState;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which states of watched objects are stored, so that a watch that begins anew, after a restart of
 * the aggregator too, stores none again: the newest 100,000, about 8 MiB. A state is a uid and a
 * resource version; that it was deleted is another one. What was pulled is a sample, and stored
 * each time. Used by the writer alone.
 */
final class SeenObjects {
  static final int REMEMBERED = 100_000;

  /** How far back stored states are read: the API server keeps events for an hour. */
  private static final int HOURS = 24;

  private final Map<Long, Boolean> states = new LinkedHashMap<>();

  /** Reads what is stored, the newest last: those are forgotten last. */
  void load(Database database) {
    database.query(
        "SELECT uid, version, deleted FROM (SELECT ts, uid, resource_version AS version,"
            + " toInt64(event = 'DELETED') AS deleted FROM "
            + ClusterTables.OBJECT.table().qualified()
            + " WHERE ts > now() - toIntervalHour({hours:UInt32}) AND event != ''"
            + " ORDER BY ts DESC LIMIT {limit:UInt32}) ORDER BY ts",
        Map.of("hours", HOURS, "limit", REMEMBERED),
        row -> {
          states.putIfAbsent(
              key(row.getString("uid"), row.getString("version"), row.getLong("deleted") != 0),
              true);
          return null;
        });
  }

  /** Whether this state is stored already, or on its way; from now on it is. */
  boolean again(ObjectState state) {
    if (state.event().isEmpty() || state.uid().isEmpty() || state.resourceVersion().isEmpty()) {
      return false;
    }
    long key = key(state.uid(), state.resourceVersion(), state.event().equals("DELETED"));
    if (states.putIfAbsent(key, true) != null) {
      return true;
    }
    if (states.size() > REMEMBERED) {
      states.remove(states.keySet().iterator().next());
    }
    return false;
  }

  /** FNV-1a of 64 bits: among 100,000 states two alike are a matter of one in billions. */
  private static long key(String uid, String version, boolean deleted) {
    long hash = 0xcbf29ce484222325L;
    for (String text : new String[] {uid, "/", version, deleted ? "-" : "+"}) {
      for (int i = 0; i < text.length(); i++) {
        hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
      }
    }
    return hash;
  }
}
