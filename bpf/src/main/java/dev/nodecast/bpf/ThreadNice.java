package dev.nodecast.bpf;

/**
 * How much of the processor a thread gets beside others: from -20, most, to 19, as in
 * setpriority(2), where on Linux each thread has its own (the man page's "C library/kernel
 * differences"). Threads that it starts from then on inherit it.
 */
public final class ThreadNice {
  static {
    NativeLibrary.SYSTEM.load();
  }

  private ThreadNice() {}

  /**
   * Less than now needs CAP_SYS_NICE.
   *
   * @param thread of this process, as {@code /proc/self/task} names it; 0 for the calling one
   * @return whether the kernel allowed it
   * @throws LinkageError where the native code does not load
   */
  public static boolean set(int thread, int nice) {
    return setNice(thread, nice) == 0;
  }

  /** An errno, or 0. */
  private static native int setNice(int thread, int nice);
}
