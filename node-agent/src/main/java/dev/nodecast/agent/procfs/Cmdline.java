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
  private static final String CUT = "...";

  private Cmdline() {}

  /**
   * The arguments separated by blanks, control characters as "?". What is longer than {@code
   * maxBytes} is cut to them, "..." at its end included, and not within a character. Allocates:
   * callers keep the result for the life of the process.
   */
  public static String text(byte[] bytes, int length, int maxBytes) {
    int end = trimmed(bytes, length);
    boolean cut = end > maxBytes;
    if (cut) {
      end = maxBytes - CUT.length();
      while (end > 0 && isContinuation(bytes[end])) {
        end--;
      }
      end = trimmed(bytes, end);
    }
    byte[] clean = new byte[end];
    for (int i = 0; i < end; i++) {
      clean[i] = printable(bytes[i]);
    }
    String text = new String(clean, StandardCharsets.UTF_8);
    return cut ? text + CUT : text;
  }

  /** Length without the blanks and NUL bytes at the end. */
  private static int trimmed(byte[] bytes, int length) {
    int end = length;
    while (end > 0 && (bytes[end - 1] == 0 || bytes[end - 1] == ' ')) {
      end--;
    }
    return end;
  }

  /** Whether a byte is inside a UTF-8 character, not its first. */
  private static boolean isContinuation(byte b) {
    return (b & 0xC0) == 0x80;
  }

  private static byte printable(byte b) {
    if (b == 0) {
      return ' ';
    }
    return (b > 0 && b < ' ') || b == 0x7f ? (byte) '?' : b;
  }
}
