package dev.nodecast.bpf.block;

import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.MapReader;
import dev.nodecast.bpf.Memory;
import dev.nodecast.bpf.StructGrowth;
import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** What each operation of each disk grew by since it was read before. For one thread. */
public final class BlockOperations {
  /** Receives increases; fields are positions in {@link #LAYOUT}. */
  public interface Increases {
    /** An operation that was never told before; its increases follow. */
    void appeared(BlockOperation operation);

    /** A counter grew. */
    void counter(BlockOperation operation, int field, long by);

    /** A histogram got {@code count} more values in a bucket of the catalog. */
    void bucket(BlockOperation operation, int field, int bucket, long count);
  }

  /** struct block_operation_counts of block.h. */
  public static final StructLayout LAYOUT = new StructLayout("block_operation_counts");

  static {
    LAYOUT.u64("operations");
    LAYOUT.u64("bytes");
    LAYOUT.u64("errors");
    LAYOUT.hist("latency_us");
    LAYOUT.hist("size_bytes");
  }

  private final BpfMap map;
  private final MapReader reader;
  private final Map<BlockOperation, StructGrowth> told = new HashMap<>();

  BlockOperations(BpfMap map) {
    this.map = map;
    this.reader = new MapReader(map);
  }

  /** All that happened since the last call. */
  public void read(Increases increases) {
    reader.read(
        (keys, key, values, value) -> {
          BlockOperation operation = BlockOperation.read(keys, key);
          StructGrowth growth = told.get(operation);
          if (growth == null) {
            growth = new StructGrowth(LAYOUT);
            told.put(operation, growth);
            increases.appeared(operation);
          }
          growth.tell(values, value, to(operation, increases));
        });
  }

  /** The disk is gone: frees its rows. What may still end on it begins at zero, as appeared. */
  public void forget(int major, int minor) {
    ByteBuffer key = Memory.direct(BlockOperation.LAYOUT.size());
    for (BlockOperation.Type type : BlockOperation.Type.values()) {
      BlockOperation operation = new BlockOperation(major, minor, type);
      if (told.remove(operation) != null) {
        operation.write(key);
        map.delete(key);
      }
    }
  }

  private static StructGrowth.Increases to(BlockOperation operation, Increases increases) {
    return new StructGrowth.Increases() {
      @Override
      public void counter(int field, long by) {
        increases.counter(operation, field, by);
      }

      @Override
      public void bucket(int field, int bucket, long count) {
        increases.bucket(operation, field, bucket, count);
      }
    };
  }
}
