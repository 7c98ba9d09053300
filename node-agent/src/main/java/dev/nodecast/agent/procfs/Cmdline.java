package dev.nodecast.agent.procfs;

import java.nio.charset.StandardCharsets;

/**
 * {@code /proc/PID/cmdline} (Linux: fs/proc/base.c): the arguments, each followed by a NUL byte
 * (here "|"); empty for kernel threads and zombies. A process can write anything there.
 *
 * <pre>
 * nginx: master process nginx|-g|daemon off;|
 * </pre>
 */
public final class Cmdline {
  private Cmdline() {}

  /**
   * The arguments separated by blanks, control characters as "?", at most {@code maxBytes} of them.
   * Allocates: callers keep the result for the life of the process.
   */
  public static String text(byte[] bytes, int length, int maxBytes) {
    int end = Math.min(length, maxBytes);
    while (end > 0 && (bytes[end - 1] == 0 || bytes[end - 1] == ' ')) {
      end--;
    }
    byte[] clean = new byte[end];
    for (int i = 0; i < end; i++) {
      clean[i] = printable(bytes[i]);
    }
    return new String(clean, StandardCharsets.UTF_8);
  }

  private static byte printable(byte b) {
    if (b == 0) {
      return ' ';
    }
    return (b > 0 && b < ' ') || b == 0x7f ? (byte) '?' : b;
  }
}
