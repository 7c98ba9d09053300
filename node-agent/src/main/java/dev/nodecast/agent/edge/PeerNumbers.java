package dev.nodecast.agent.edge;

import java.util.HashMap;
import java.util.Map;

/** What the kernel calls peers; a number is never another's later. */
final class PeerNumbers {
  /**
   * Beyond it all get new ones: what the kernel counts under the old ones goes on until its end.
   */
  static final int MAX = 8_192;

  private final Map<Peer, Integer> numbers = new HashMap<>();
  private int last;

  int of(Peer peer) {
    Integer known = numbers.get(peer);
    if (known != null) {
      return known;
    }
    if (numbers.size() >= MAX) {
      numbers.clear();
    }
    numbers.put(peer, ++last);
    return last;
  }
}
