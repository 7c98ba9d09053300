package dev.nodecast.bpf.syscall;

import dev.nodecast.bpf.Hist;
import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** One entry of the map as it was told last. For one thread. */
final class SyscallRow {
  private static final List<StructLayout.Field> FIELDS = SyscallCounts.LAYOUT.fields();

  private final SyscallKey key;
  private final ByteBuffer told =
      ByteBuffer.allocate(SyscallCounts.LAYOUT.size()).order(ByteOrder.nativeOrder());

  SyscallRow(SyscallKey key) {
    this.key = key;
  }

  /** Tells what grew. */
  void tell(ByteBuffer values, int at, Syscalls.Increases to) {
    for (int field = 0; field < FIELDS.size(); field++) {
      int offset = FIELDS.get(field).offset();
      if (FIELDS.get(field).size() == Hist.BYTES) {
        histogram(values, at, field, offset, to);
      } else {
        long more = values.getLong(at + offset) - told.getLong(offset);
        if (more != 0) {
          told.putLong(offset, told.getLong(offset) + more);
          to.counter(key.slot(), key.number(), field, more);
        }
      }
    }
  }

  private void histogram(ByteBuffer values, int at, int field, int offset, Syscalls.Increases to) {
    for (int i = 0; i < Hist.COUNTS; i++) {
      int here = offset + Hist.offset(i);
      int now = values.getInt(at + here);
      int more = now - told.getInt(here);
      if (more != 0) {
        told.putInt(here, now);
        to.bucket(key.slot(), key.number(), field, Hist.bucket(i), Integer.toUnsignedLong(more));
      }
    }
  }
}
