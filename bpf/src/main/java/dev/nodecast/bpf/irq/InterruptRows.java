package dev.nodecast.bpf.irq;

import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.MapReader;
import dev.nodecast.bpf.Memory;
import dev.nodecast.bpf.StructGrowth;
import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** What each source grew by since it was read before. For one thread. */
public final class InterruptRows {
  /** struct irq_counts of irq.h. */
  public static final StructLayout LAYOUT = new StructLayout("irq_counts");

  static {
    LAYOUT.u64("runs");
    LAYOUT.u64("run_ns");
    LAYOUT.hist("latency_us");
    LAYOUT.hist("delay_us");
  }

  private final BpfMap map;
  private final MapReader reader;
  private final Map<InterruptSource, StructGrowth> told = new HashMap<>();

  InterruptRows(BpfMap map) {
    this.map = map;
    this.reader = new MapReader(map);
  }

  /**
   * All that happened since the last call.
   *
   * @param increases asked for each source, grown or not, for who receives its increases
   */
  public void read(Function<InterruptSource, StructGrowth.Increases> increases) {
    reader.read(
        (keys, key, values, value) -> {
          InterruptSource source = InterruptSource.read(keys, key);
          told.computeIfAbsent(source, s -> new StructGrowth(LAYOUT))
              .tell(values, value, increases.apply(source));
        });
  }

  /** Frees its row. What still happens begins at zero in a new one. */
  public void forget(InterruptSource source) {
    if (told.remove(source) != null) {
      ByteBuffer key = Memory.direct(InterruptSource.LAYOUT.size());
      source.write(key);
      map.delete(key);
    }
  }
}
