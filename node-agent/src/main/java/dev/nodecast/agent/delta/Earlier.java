package dev.nodecast.agent.delta;

import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Running totals that an earlier process of this agent had reached, read back from its spool: what
 * counters gained while no agent ran is then an increase like any other, and nothing is lost over a
 * restart. Totals of another boot of the machine are of no use. Each is used once.
 */
public final class Earlier {
  /** Containers of pods by their ids: names are others at times. */
  private record Key(String kind, List<String> labels) {
    static Key of(Kind kind, List<String> labels) {
      boolean named = Names.mayHave(kind) && Names.ofPod(labels);
      return new Key(
          kind.name(), List.copyOf(named ? labels.subList(Names.POD_UID, labels.size()) : labels));
    }
  }

  private final Map<Key, long[]> totals = new HashMap<>();
  private final Map<List<String>, Long> collected = new HashMap<>();

  /** Nothing came before. */
  public static Earlier none() {
    return new Earlier();
  }

  /** Notes an entity's totals by column; {@code Column.NOT_MEASURED} where there is none. */
  public void put(Kind kind, List<String> labels, long[] byColumn) {
    totals.put(Key.of(kind, labels), byColumn);
  }

  /**
   * Notes when a group was last collected: what its counters gain until they are read again is the
   * gain of all that time, and no rate of one tick.
   *
   * @param nanos on this process's monotonic clock, so of a time before it began
   */
  public void collected(String kind, String group, long nanos) {
    collected.put(List.of(kind, group), nanos);
  }

  /** When a group was last collected; 0 when nobody knows. */
  long collectedNanos(Group group) {
    return collected.getOrDefault(List.of(group.kind(), group.name()), 0L);
  }

  void resume(Entity entity) {
    if (totals.isEmpty()) {
      return;
    }
    Kind kind = entity.table.kind;
    long[] byColumn = totals.remove(Key.of(kind, entity.labels()));
    if (byColumn == null) {
      return;
    }
    for (Column column : kind.columns()) {
      if (column.type() == ColumnType.COUNTER && byColumn[column.index()] != Column.NOT_MEASURED) {
        entity.table.resume(column.index(), entity.slot, byColumn[column.index()]);
      }
    }
  }
}
