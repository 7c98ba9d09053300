package dev.nodecast.bpf.block;

import java.util.HashMap;
import java.util.Map;

/** What disks did since the programs were loaded: the sums of all increases told so far. */
final class OperationReadings implements BlockOperations.Increases {
  private record Cell(BlockOperation operation, String field) {}

  private final BlockOperations operations;
  private final Map<Cell, Long> values = new HashMap<>();

  OperationReadings(Block block) {
    operations = block.operations().orElseThrow();
  }

  /** Takes in what happened since the last call. */
  OperationReadings read() {
    operations.read(this);
    return this;
  }

  /** A counter, or how many values a histogram has. */
  long value(Disk disk, BlockOperation.Type type, String field) {
    return values.getOrDefault(
        new Cell(new BlockOperation(disk.major, disk.minor, type), field), 0L);
  }

  /** Counters in the terms of /proc/diskstats. */
  Disk.Stats stats(Disk disk) {
    return new Disk.Stats(
        value(disk, BlockOperation.Type.READ, "operations"),
        value(disk, BlockOperation.Type.READ, "bytes"),
        value(disk, BlockOperation.Type.WRITE, "operations"),
        value(disk, BlockOperation.Type.WRITE, "bytes"),
        value(disk, BlockOperation.Type.DISCARD, "operations"),
        value(disk, BlockOperation.Type.DISCARD, "bytes"),
        value(disk, BlockOperation.Type.FLUSH, "operations"),
        0);
  }

  @Override
  public void appeared(BlockOperation operation) {
    values.put(new Cell(operation, "operations"), 0L);
  }

  @Override
  public void counter(BlockOperation operation, int field, long by) {
    add(operation, field, by);
  }

  @Override
  public void bucket(BlockOperation operation, int field, int bucket, long count) {
    add(operation, field, count);
  }

  private void add(BlockOperation operation, int field, long by) {
    String name = BlockOperations.LAYOUT.fields().get(field).name();
    values.merge(new Cell(operation, name), by, Long::sum);
  }
}
