package dev.nodecast.bpf;

import java.util.HashMap;
import java.util.Map;

/** What the programs counted, by cgroup and field: the sums of all increases told so far. */
public final class SlotReadings implements SlotCounters.Increases {
  private static final CgroupIds NO_ROOM = new CgroupIds(-1, -1);

  private record Cell(CgroupIds cgroup, String field) {}

  private final CgroupSlots slots;
  private final SlotCounters counters;
  private final Map<Cell, Long> values = new HashMap<>();
  private final Map<Cell, Map<Integer, Long>> buckets = new HashMap<>();

  public SlotReadings(CgroupSlots slots, SlotCounters counters) {
    this.slots = slots;
    this.counters = counters;
  }

  /** Takes in what happened since the last call. */
  public SlotReadings read() {
    slots.refresh();
    counters.read(slots.used(), this);
    return this;
  }

  /** A counter of a cgroup; 0 for one that was never seen. */
  public long value(CgroupIds cgroup, String field) {
    return values.getOrDefault(new Cell(cgroup, field), 0L);
  }

  /** A histogram of a cgroup: how many values each of the catalog's buckets has. */
  public Map<Integer, Long> buckets(CgroupIds cgroup, String field) {
    return buckets.getOrDefault(new Cell(cgroup, field), Map.of());
  }

  /** How many values a histogram has. */
  public long observed(CgroupIds cgroup, String field) {
    return buckets(cgroup, field).values().stream().mapToLong(Long::longValue).sum();
  }

  /** A counter of all that found no slot. */
  public long noRoom(String field) {
    return value(NO_ROOM, field);
  }

  /** A counter over all cgroups. */
  public long sum(String field) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().field().equals(field))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  @Override
  public void counter(int slot, int field, long before, long now) {
    values.merge(cell(slot, field), now - before, Long::sum);
  }

  @Override
  public void bucket(int slot, int field, int bucket, long count) {
    buckets
        .computeIfAbsent(cell(slot, field), cell -> new HashMap<>())
        .merge(bucket, count, Long::sum);
  }

  private Cell cell(int slot, int field) {
    String name = counters.layout().fields().get(field).name();
    return new Cell(slot == Slots.NO_ROOM ? NO_ROOM : slots.cgroup(slot), name);
  }
}
