package dev.nodecast.bpf.syscall;

import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;

/** Of which cgroup's slot, and which system call. */
record SyscallKey(int slot, int number) {
  /** struct syscall_key of syscall.h. */
  static final StructLayout LAYOUT = new StructLayout("syscall_key");

  private static final int SLOT = LAYOUT.u32("slot");
  private static final int NUMBER = LAYOUT.u32("number");

  static SyscallKey read(ByteBuffer buffer, int at) {
    return new SyscallKey(slot(buffer, at), buffer.getInt(at + NUMBER));
  }

  static int slot(ByteBuffer buffer, int at) {
    return buffer.getInt(at + SLOT);
  }

  void write(ByteBuffer buffer) {
    buffer.putInt(SLOT, slot).putInt(NUMBER, number);
  }
}
