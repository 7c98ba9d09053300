package dev.nodecast.bpf;

import java.nio.ByteBuffer;

/**
 * libbpf, call by call. Handles are addresses: nothing here notices a closed one, so the classes
 * around it see to that no call meets a handle during or after its close. Each method throws {@link
 * BpfException}.
 */
final class Libbpf {
  /** Set in the result of {@link #lookupBatch} when no entries follow. */
  static final int DONE = 1 << 30;

  /** {@link #lookupBatch}: one bucket holds more than the buffers; ENOSPC. */
  static final int TOO_SMALL = -28;

  /** {@link #lookupBatch}: the kernel has no batches, before Linux 5.6 or of this type of map. */
  static final int UNSUPPORTED = -4096;

  static {
    NativeLibrary.BPF.load();
  }

  private Libbpf() {}

  static native long open(byte[] elf, String name);

  static native void load(long object);

  static native void close(long object);

  static native long nextProgram(long object, long previous);

  static native String programName(long program);

  static native String programSection(long program);

  static native void setAutoload(long program, boolean autoload);

  static native long attach(long program);

  static native long attachCgroup(long program, String directory);

  static native long attachFunction(long program, String file, long offset, boolean atReturn);

  static native void detach(long link);

  static native long attachElements(long program, long map);

  static native void iterate(long link);

  static native String[] enumValues(String name);

  /** Into {@code out}: the kernel's id, runs, nanoseconds. */
  static native void programInfo(long program, long[] out);

  /** A descriptor; the statistics are on until it is closed. */
  static native int enableRunStats();

  static native void closeDescriptor(int descriptor);

  static native long nextMap(long object, long previous);

  static native String mapName(long map);

  static native void mapInfo(long map, int[] out);

  /** Its descriptor, negative before the object is loaded. */
  static native int mapDescriptor(long map);

  static native void resize(long map, int entries);

  static native int possibleCpus();

  static native int lookupBatch(
      long map,
      ByteBuffer cursor,
      boolean first,
      ByteBuffer keys,
      int keyStride,
      ByteBuffer values,
      int valueStride,
      int count,
      boolean drain);

  /** As {@link #lookupBatch}, an entry with each call of the kernel. */
  static native int lookupEach(
      long map,
      ByteBuffer cursor,
      boolean first,
      ByteBuffer keys,
      int keyStride,
      ByteBuffer values,
      int valueStride,
      int count,
      boolean drain);

  static native boolean lookup(
      long map, ByteBuffer key, int keySize, ByteBuffer value, int valueStride);

  static native void update(
      long map, ByteBuffer key, int keySize, ByteBuffer value, int valueStride);

  static native boolean delete(long map, ByteBuffer key, int keySize);

  static native boolean empty(long map);

  static native void reuse(long map, long existing);

  static native ByteBuffer reserveMemory(long bytes);

  static native void mapMemory(long map, ByteBuffer room, long from, long to, boolean writable);

  static native void unmapMemory(ByteBuffer memory, long bytes);

  static native void trimMemory();

  static native long openRing(long map, int largest);

  static native int drainRing(long ring, ByteBuffer out, int size);

  /** Until a program wakes the ring's readers, at most so long. */
  static native void awaitRing(long ring, int millis);

  static native void closeRing(long ring);
}
