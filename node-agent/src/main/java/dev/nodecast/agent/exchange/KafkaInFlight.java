package dev.nodecast.agent.exchange;

import java.util.Arrays;

/**
 * Requests of one connection that wait for their answers, which come in the same order. Bounded.
 */
final class KafkaInFlight {
  static final int MAX = 512;
  private static final int FIRST = 8;

  /** One request. Entries are used again and again. */
  static final class Request {
    int correlation;
    int api;
    int version;
    String topic = "";
    long startNs;
    long bytes;
    boolean consumer;
  }

  private Request[] requests = new Request[FIRST];
  private int head;
  private int size;

  /** Room for one behind the others, to be filled; null when there is none. */
  Request add() {
    if (size == MAX) {
      return null;
    }
    if (size == requests.length) {
      Request[] more = Arrays.copyOf(requests, 2 * size);
      // what was in front of the head is behind the end: with twice the room it is where it is
      // looked for
      System.arraycopy(requests, 0, more, size, head);
      Arrays.fill(more, 0, head, null);
      requests = more;
    }
    int at = (head + size++) & (requests.length - 1);
    if (requests[at] == null) {
      requests[at] = new Request();
    }
    return requests[at];
  }

  /** Takes back the one that was added last. */
  void removeLast() {
    size--;
  }

  int size() {
    return size;
  }

  /** How many are in front of the one with this number; -1: it is not there. */
  int before(int correlation) {
    for (int i = 0; i < size; i++) {
      if (requests[(head + i) & (requests.length - 1)].correlation == correlation) {
        return i;
      }
    }
    return -1;
  }

  /** Takes the first one: it is good until the next is added. */
  Request remove() {
    Request first = requests[head];
    head = (head + 1) & (requests.length - 1);
    size--;
    return first;
  }
}
