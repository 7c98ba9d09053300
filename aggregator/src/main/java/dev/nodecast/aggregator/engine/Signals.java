package dev.nodecast.aggregator.engine;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * Keeps the JVM's signal handlers over a call into libchdb. Both {@code dlopen} and every {@code
 * chdb_connect} replace or reset SEGV, BUS, ILL, FPE, ... which HotSpot needs for null checks and
 * safepoints: without this the next NullPointerException hangs or kills the JVM. Between the call
 * and the restore the process is exposed, so connections are opened at start only.
 */
final class Signals {
  /** Larger than glibc's {@code struct sigaction} (152 bytes on x86-64). */
  private static final int SIGACTION_BYTES = 256;

  private static final int LAST_SIGNAL = 31;

  static {
    Native.register(Signals.class, "c");
  }

  private Signals() {}

  private static native int sigaction(int signal, Pointer action, Pointer previous);

  private static native void _exit(int status);

  /**
   * Ends the process at once. The JVM's own halt() calls exit(3), which runs the engine's static
   * destructors against its running threads; that can hang or crash.
   */
  static void endProcess(int status) {
    _exit(status);
  }

  /** Runs {@code body}; the handlers of signals 1 to 31 are the same afterwards. */
  static void preserving(Runnable body) {
    Memory[] saved = new Memory[LAST_SIGNAL + 1];
    for (int signal = 1; signal <= LAST_SIGNAL; signal++) {
      Memory action = new Memory(SIGACTION_BYTES);
      saved[signal] = sigaction(signal, null, action) == 0 ? action : null;
    }
    try {
      body.run();
    } finally {
      for (int signal = 1; signal <= LAST_SIGNAL; signal++) {
        if (saved[signal] != null) {
          // KILL and STOP refuse this, as they should.
          sigaction(signal, saved[signal], null);
        }
      }
    }
  }
}
