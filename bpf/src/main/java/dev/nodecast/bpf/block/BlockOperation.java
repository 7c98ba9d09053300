package dev.nodecast.bpf.block;

import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;

/**
 * One operation of one whole disk.
 *
 * @param major the disk's device number, as in {@code /proc/diskstats}
 * @param minor of the same
 */
public record BlockOperation(int major, int minor, Type type) {
  /** What is done, in the order of block.h. */
  public enum Type {
    READ,
    WRITE,
    DISCARD,
    FLUSH,
    /** Zones, and commands that a driver passes through. */
    OTHER
  }

  /** struct block_operation of block.h. */
  static final StructLayout LAYOUT = new StructLayout("block_operation");

  private static final int MAJOR = LAYOUT.u32("major");
  private static final int MINOR = LAYOUT.u32("minor");
  private static final int OPERATION = LAYOUT.u32("operation");

  @SuppressWarnings("unused") // C's explicit padding
  private static final int PAD = LAYOUT.u32("pad");

  private static final Type[] TYPES = Type.values();

  static BlockOperation read(ByteBuffer buffer, int at) {
    return new BlockOperation(
        buffer.getInt(at + MAJOR), buffer.getInt(at + MINOR), TYPES[buffer.getInt(at + OPERATION)]);
  }

  void write(ByteBuffer buffer) {
    buffer.putInt(MAJOR, major).putInt(MINOR, minor).putInt(OPERATION, type.ordinal());
  }
}
