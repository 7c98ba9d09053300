package dev.nodecast.agent.container;

import dev.nodecast.agent.cgroup.CgroupValue;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.catalog.Column;

/** A file of one number, read into {@link #value}. */
final class CgroupNumber {
  long value = Column.NOT_MEASURED;

  private final CgroupValue parser = new CgroupValue();
  private final KernelReader.Parser number = this::number;
  private final KernelReader.Parser limit = this::limit;

  /** Reads a number; NOT_MEASURED when there is none. */
  long of(CgroupFiles files, int file, KernelReader reader) {
    return files.read(reader, file, number) ? value : Column.NOT_MEASURED;
  }

  /** Reads a limit; NOT_MEASURED when there is none. */
  long limitOf(CgroupFiles files, int file, KernelReader reader) {
    return files.read(reader, file, limit) ? value : Column.NOT_MEASURED;
  }

  private boolean number(byte[] bytes, int length) {
    value = parser.parse(bytes, length);
    return value != Column.NOT_MEASURED;
  }

  private boolean limit(byte[] bytes, int length) {
    value = parser.parseLimit(bytes, length);
    return true; // "max" is an answer
  }
}
