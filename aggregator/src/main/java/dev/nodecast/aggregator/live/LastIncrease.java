package dev.nodecast.aggregator.live;

import dev.nodecast.catalog.AgentKind;
import dev.nodecast.catalog.Column;
import java.util.Arrays;

/**
 * When an agent's counters of what went wrong grew for the last time: a total says that something
 * happened, and at night one wants to know whether it still does. Looked at after each frame; used
 * under the node's monitor.
 */
public final class LastIncrease {
  private static final Column[] WATCHED = AgentKind.TROUBLES.toArray(new Column[0]);

  private final long[] totals = new long[WATCHED.length];
  private final long[] lastMs = new long[WATCHED.length];

  LastIncrease() {
    Arrays.fill(totals, Column.NOT_MEASURED);
  }

  void note(KindState self, long nowMs) {
    if (!self.living().get(0)) {
      return;
    }
    for (int i = 0; i < WATCHED.length; i++) {
      long total = self.value(WATCHED[i], 0);
      if (totals[i] != Column.NOT_MEASURED && total > totals[i]) {
        lastMs[i] = nowMs;
      }
      totals[i] = total;
    }
  }

  /** Unix milliseconds; 0 when it did not grow since this aggregator looks. */
  public long lastMs(Column column) {
    for (int i = 0; i < WATCHED.length; i++) {
      if (WATCHED[i] == column) {
        return lastMs[i];
      }
    }
    return 0;
  }
}
