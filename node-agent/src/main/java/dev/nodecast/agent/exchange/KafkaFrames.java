package dev.nodecast.agent.exchange;

import java.util.Arrays;

/**
 * One direction of a Kafka connection as messages, each a length and so many bytes, whatever calls
 * moved them: several in one, one over several. Keeps the beginning of the message under way. Where
 * bytes are missing at a message's beginning it is lost until a call begins with one.
 */
final class KafkaFrames {
  /** Of a message; what a broker's metadata of a few topics takes. */
  private static final int MAX_KEPT = 2048;

  private static final int FIRST = 256;

  /** socket.request.max.bytes is 100 MiB by default; an answer may be larger. */
  private static final long MAX_SIZE = 1L << 30;

  private static final int LENGTH = 4;

  /** The beginning of the message. */
  byte[] bytes = new byte[FIRST];

  /** Bytes that are there. */
  int kept;

  /** Bytes of the message with its length. */
  long size;

  /** When its first byte was moved. */
  long startNs;

  private Turn turn;
  private long at;
  private int lengthBytes;
  private long left;
  private boolean synced;

  /** Whether it is known where messages begin. */
  boolean synced() {
    return synced;
  }

  /** The next call begins with a message. */
  void sync() {
    synced = true;
    left = 0;
    lengthBytes = 0;
    size = 0;
  }

  /** The next call is a message whose length was moved before. */
  void syncBehindLength(Turn next) {
    sync();
    begin(next, next.requestBytes);
  }

  void lose() {
    synced = false;
  }

  /** What a call moved; {@link #next} tells the messages that ended in it. */
  void segment(Turn of) {
    turn = of;
    at = 0;
  }

  /** Whether another message is complete. */
  boolean next() {
    while (synced && at < turn.requestBytes) {
      if (left == 0) {
        length();
      } else if (content()) {
        return true;
      }
    }
    return false;
  }

  private void length() {
    if (at >= turn.requestLength) {
      lose();
      return;
    }
    if (lengthBytes == 0) {
      size = 0;
      startNs = turn.requestNs;
    }
    size = size << 8 | (turn.request[(int) at++] & 0xff);
    if (++lengthBytes < LENGTH) {
      return;
    }
    lengthBytes = 0;
    if (size < LENGTH || size > MAX_SIZE) {
      lose();
      return;
    }
    long since = startNs;
    begin(turn, size);
    startNs = since;
  }

  private void begin(Turn of, long length) {
    left = length;
    size = length + LENGTH;
    startNs = of.requestNs;
    kept = 0;
  }

  private boolean content() {
    long moved = Math.min(left, turn.requestBytes - at);
    boolean whole = kept == size - LENGTH - left; // nothing is missing so far
    if (whole && at < turn.requestLength) {
      int there = (int) Math.min(Math.min(moved, turn.requestLength - at), MAX_KEPT - kept);
      if (kept + there > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(MAX_KEPT, Math.max(2 * bytes.length, kept + there)));
      }
      System.arraycopy(turn.request, (int) at, bytes, kept, there);
      kept += there;
    }
    at += moved;
    left -= moved;
    return left == 0;
  }
}
