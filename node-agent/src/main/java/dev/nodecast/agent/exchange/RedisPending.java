package dev.nodecast.agent.exchange;

import java.util.Arrays;

/** Commands of one connection that wait for their answers, in their order. Bounded. */
final class RedisPending {
  /** More than a turn's bytes hold of the shortest command. */
  static final int MAX = 512;

  private static final int FIRST = 16;

  private String[] operations = new String[FIRST];
  private long[] starts = new long[FIRST];
  private long[] sizes = new long[FIRST];
  private int[] answers = new int[FIRST];
  private int head;
  private int size;

  /**
   * Puts one behind the others.
   *
   * @param expected answers that it gets; SUBSCRIBE gets one for each channel
   * @return false when there are too many
   */
  boolean add(String operation, long startNs, long bytes, int expected) {
    if (size == MAX) {
      return false;
    }
    if (size == operations.length) {
      grow();
    }
    int at = (head + size++) & (operations.length - 1);
    operations[at] = operation;
    starts[at] = startNs;
    sizes[at] = bytes;
    answers[at] = expected;
    return true;
  }

  private void grow() {
    int room = 2 * size;
    String[] o = Arrays.copyOf(operations, room);
    long[] s = Arrays.copyOf(starts, room);
    long[] z = Arrays.copyOf(sizes, room);
    int[] a = Arrays.copyOf(answers, room);
    // what was in front of the head is behind the end now: with twice the room it is where it is
    // looked for
    System.arraycopy(operations, 0, o, size, head);
    System.arraycopy(starts, 0, s, size, head);
    System.arraycopy(sizes, 0, z, size, head);
    System.arraycopy(answers, 0, a, size, head);
    operations = o;
    starts = s;
    sizes = z;
    answers = a;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  String operation() {
    return operations[head];
  }

  long startNs() {
    return starts[head];
  }

  long bytes() {
    return sizes[head];
  }

  /** One answer of the first one came; returns whether it was the last. */
  boolean answered() {
    return --answers[head] <= 0;
  }

  /** The first one goes. */
  void remove() {
    head = (head + 1) & (operations.length - 1);
    size--;
  }

  void clear() {
    size = 0;
  }
}
