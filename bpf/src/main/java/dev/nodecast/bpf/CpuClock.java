package dev.nodecast.bpf;

import java.util.OptionalLong;

/**
 * CPU time of this process as the scheduler accounts for it, in nanoseconds. What Java has comes
 * from times(2), whose unit is 10 ms. Any thread may ask.
 */
public final class CpuClock {
  static {
    NativeLibrary.SYSTEM.load();
  }

  private CpuClock() {}

  /**
   * Of all its threads, those that ended too; empty when the kernel does not tell.
   *
   * @throws LinkageError where the native code does not load
   */
  public static OptionalLong nanos() {
    long nanos = processNanos();
    return nanos < 0 ? OptionalLong.empty() : OptionalLong.of(nanos);
  }

  private static native long processNanos();
}
