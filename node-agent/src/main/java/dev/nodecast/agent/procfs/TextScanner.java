package dev.nodecast.agent.procfs;

import java.util.Arrays;

/**
 * A cursor over the bytes of a kernel text file: words, numbers and lines, without allocating.
 *
 * <p>Blanks are space and tab; a line ends at {@code '\n'} or at the end of the data; every other
 * byte, NUL and non-UTF-8 included, is part of a word. No method passes the end of the line except
 * {@link #nextLine()}, and none throws on any input.
 */
public final class TextScanner {
  /** The value of a field that the source does not have. No kernel counter or gauge takes it. */
  public static final long NOT_MEASURED = Long.MIN_VALUE;

  private static final long LAST_SAFE = Long.MAX_VALUE / 10;

  private byte[] bytes = new byte[0];
  private int at;
  private int end;
  private int wordStart;
  private int wordEnd;

  /** Starts over at the first of {@code length} bytes. */
  public TextScanner over(byte[] text, int length) {
    return over(text, 0, length);
  }

  /** Starts over at {@code from}; {@code to} is exclusive. */
  public TextScanner over(byte[] text, int from, int to) {
    bytes = text;
    at = from;
    end = Math.min(to, text.length);
    wordStart = from;
    wordEnd = from;
    return this;
  }

  public boolean atEnd() {
    return at >= end;
  }

  /** Whether only blanks are left on this line. Moves past them. */
  public boolean atLineEnd() {
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    return at >= end || bytes[at] == '\n';
  }

  /** Moves to the start of the next line; false when there is none. */
  public boolean nextLine() {
    while (at < end && bytes[at] != '\n') {
      at++;
    }
    at = Math.min(at + 1, end);
    return at < end;
  }

  /** Takes the next word of this line into {@link #wordStart()} and {@link #wordEnd()}. */
  public boolean word() {
    return word((byte) ' ');
  }

  /** As {@link #word()}, but the word also ends before {@code stop}, which is not consumed. */
  public boolean word(byte stop) {
    if (atLineEnd()) {
      wordStart = at;
      wordEnd = at;
      return false;
    }
    wordStart = at;
    while (at < end && !separates(bytes[at]) && bytes[at] != stop) {
      at++;
    }
    wordEnd = at;
    return true;
  }

  private static boolean separates(byte b) {
    return b == ' ' || b == '\t' || b == '\n';
  }

  /** Consumes {@code expected} if it is the very next byte. */
  public boolean skip(byte expected) {
    if (at < end && bytes[at] == expected) {
      at++;
      return true;
    }
    return false;
  }

  /** Skips to the end of the word that the cursor is in, if it is in one. */
  public void endWord() {
    while (at < end && !separates(bytes[at])) {
      at++;
    }
  }

  /** Skips {@code count} words, or as many as the line has. */
  public void skipWords(int count) {
    for (int i = 0; i < count && word(); i++) {}
  }

  /** Consumes {@code key} if the rest of the data starts with it. */
  public boolean startsWith(byte[] key) {
    return startsWith(key, 0, key.length);
  }

  /**
   * Consumes the bytes {@code [from, to)} of {@code key} if the rest of the data starts with them.
   */
  public boolean startsWith(byte[] key, int from, int to) {
    int length = to - from;
    if (end - at < length || !Arrays.equals(bytes, at, at + length, key, from, to)) {
      return false;
    }
    at += length;
    return true;
  }

  /**
   * The integer that comes next, after blanks: saturated at {@link Long#MAX_VALUE} (the kernel
   * prints unsigned 64-bit values), {@link #NOT_MEASURED} and nothing consumed when no digit comes
   * next.
   */
  public long number() {
    atLineEnd();
    int p = at;
    boolean negative = p < end && bytes[p] == '-';
    if (negative) {
      p++;
    }
    int first = p;
    long value = 0;
    while (p < end) {
      int digit = bytes[p] - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      boolean fits = value < LAST_SAFE || (value == LAST_SAFE && digit <= 7);
      value = fits ? value * 10 + digit : Long.MAX_VALUE;
      p++;
    }
    if (p == first) {
      return NOT_MEASURED;
    }
    at = p;
    return negative ? -value : value;
  }

  /**
   * The decimal that comes next as a fixed-point number: {@code 0.37} with 2 decimals is 37.
   * Missing decimals count as zeros, further ones are cut off.
   */
  public long fixed(int decimals) {
    long value = number();
    if (value == NOT_MEASURED) {
      return NOT_MEASURED;
    }
    boolean fraction = skip((byte) '.');
    for (int i = 0; i < decimals; i++) {
      boolean digit = fraction && at < end && bytes[at] >= '0' && bytes[at] <= '9';
      int next = digit ? bytes[at++] - '0' : 0;
      value = value > (Long.MAX_VALUE - next) / 10 ? Long.MAX_VALUE : value * 10 + next;
    }
    while (fraction && at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return value;
  }

  /** The offset of the next byte to be read. */
  public int position() {
    return at;
  }

  public void position(int offset) {
    at = Math.min(offset, end);
  }

  public int wordStart() {
    return wordStart;
  }

  public int wordEnd() {
    return wordEnd;
  }
}
