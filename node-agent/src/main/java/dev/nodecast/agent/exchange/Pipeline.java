package dev.nodecast.agent.exchange;

import java.util.Arrays;

/**
 * Requests of one connection that wait for their answers, which come in order. Bounded. One that is
 * answered is told as soon as the next one is, or at the end of its turn, so that the bytes of all
 * that a turn tells add up to the turn's. For one thread.
 */
final class Pipeline {
  /** Requests under way; a turn's bytes hold fewer. */
  static final int MAX = 128;

  /** {@link #head} of an empty one. */
  static final int NONE = -1;

  private byte[] kinds = new byte[4];
  private String[] operations = new String[4];
  private String[] targets = new String[4];
  private long[] startNs = new long[4];
  private long[] bytes = new long[4];
  private int first;
  private int end;

  private final Exchange exchange = new Exchange();
  private boolean answered;
  private long requested; // bytes of the turn's request that are some entry's
  private long marked; // bytes of the turn's answer that are some exchange's
  private long flushed;

  /** A turn begins. */
  void begin() {
    requested = 0;
    marked = 0;
    flushed = 0;
  }

  /** Adds a request; false: it found no room. */
  boolean add(int kind, String operation, String target, long ns) {
    if (end - first >= MAX) {
      return false;
    }
    if (end == kinds.length) {
      makeRoom();
    }
    kinds[end] = (byte) kind;
    operations[end] = operation;
    targets[end] = target;
    startNs[end] = ns;
    bytes[end++] = 0;
    return true;
  }

  private void makeRoom() {
    int size = end - first;
    if (first == 0) {
      int more = 2 * kinds.length;
      kinds = Arrays.copyOf(kinds, more);
      operations = Arrays.copyOf(operations, more);
      targets = Arrays.copyOf(targets, more);
      startNs = Arrays.copyOf(startNs, more);
      bytes = Arrays.copyOf(bytes, more);
      return;
    }
    System.arraycopy(kinds, first, kinds, 0, size);
    System.arraycopy(operations, first, operations, 0, size);
    System.arraycopy(targets, first, targets, 0, size);
    System.arraycopy(startNs, first, startNs, 0, size);
    System.arraycopy(bytes, first, bytes, 0, size);
    first = 0;
    end = size;
  }

  /** The request's bytes up to here, as far as they are nobody's yet, are the last entry's. */
  void requested(long position) {
    if (end > first && position > requested) {
      bytes[end - 1] += position - requested;
      requested = position;
    }
  }

  int head() {
    return first < end ? kinds[first] : NONE;
  }

  int last() {
    return first < end ? kinds[end - 1] : NONE;
  }

  String operation() {
    return operations[first];
  }

  String target() {
    return targets[first];
  }

  int size() {
    return end - first;
  }

  /** The head is over, and nothing to tell; its bytes are the next one's, or who was told last. */
  void drop() {
    long of = bytes[first];
    if (++first == end) {
      first = 0;
      end = 0;
    } else if (!answered) {
      bytes[first] += of;
      return;
    }
    if (answered) {
      exchange.requestBytes += of;
    }
  }

  /** The head is answered. */
  void answer(String status, boolean error, long endNs, Exchanged to) {
    flush(to);
    exchange.operation = operations[first];
    exchange.target = targets[first];
    exchange.startNs = startNs[first];
    exchange.requestBytes = 0;
    fill(status, error, endNs);
    drop();
  }

  /** Something was answered that is not known to have been asked. */
  void answer(String operation, long ns, long endNs, Exchanged to) {
    flush(to);
    exchange.operation = operation;
    exchange.target = "";
    exchange.startNs = ns;
    exchange.requestBytes = 0;
    fill("", false, endNs);
  }

  private void fill(String status, boolean error, long endNs) {
    exchange.status = status;
    exchange.error = error;
    exchange.endNs = endNs;
    answered = true;
  }

  /** What was answered last failed after all; false: it is told already. */
  boolean fail(String status) {
    exchange.status = status;
    exchange.error = true;
    return answered;
  }

  /** The answer's bytes up to here belong to what was answered last. */
  void marked(long position) {
    marked = position;
  }

  /** Tells what was answered last. */
  void flush(Exchanged to) {
    if (answered) {
      exchange.responseBytes = Math.max(0, marked - flushed);
      flushed = Math.max(flushed, marked);
      answered = false;
      to.exchange(exchange);
    }
  }
}
