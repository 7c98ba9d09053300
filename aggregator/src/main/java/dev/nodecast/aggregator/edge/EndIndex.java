package dev.nodecast.aggregator.edge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Ends by what both ends of a connection may have in common: the client's address and port, or the
 * server's and the client's port. Loopback addresses are those of one network namespace of one
 * node. Guarded by its {@link EdgeJoin}.
 */
final class EndIndex {
  /** Of one key: as many connections from one address and port, to as many servers. */
  static final int MOST_OF_KEY = 64;

  /**
   * What they have in common.
   *
   * @param scope empty, or the namespace within which the address means something
   * @param clientPort 0 of a client's endpoint
   */
  private record Key(String scope, Endpoint endpoint, int clientPort) {}

  private final Map<Key, List<End>> byKey = new HashMap<>();

  void add(End end) {
    add(source(end), end);
    add(destination(end), end);
  }

  private void add(Key key, End end) {
    List<End> ends = byKey.computeIfAbsent(key, k -> new ArrayList<>(2));
    if (ends.size() >= MOST_OF_KEY) {
      ends.remove(0); // the oldest: only somebody who lies has so many
    }
    ends.add(end);
  }

  void remove(End end) {
    remove(source(end), end);
    remove(destination(end), end);
  }

  private void remove(Key key, End end) {
    List<End> ends = byKey.get(key);
    if (ends != null && ends.remove(end) && ends.isEmpty()) {
      byKey.remove(key);
    }
  }

  /** Those that have something in common with this one. */
  Set<End> near(End end) {
    Set<End> near = new LinkedHashSet<>(byKey.getOrDefault(source(end), List.of()));
    near.addAll(byKey.getOrDefault(destination(end), List.of()));
    near.remove(end);
    return near;
  }

  /** Earlier ones of the same socket's tuple on the same node: they are over. */
  List<End> before(End end) {
    List<End> before = new ArrayList<>();
    for (End each : byKey.getOrDefault(source(end), List.of())) {
      if (each.agent.equals(end.agent)
          && each.told.id() != end.told.id()
          && each.told.server() == end.told.server()
          && each.told.udp() == end.told.udp()
          && each.told.netns() == end.told.netns()
          && each.told.local().equals(end.told.local())
          && each.told.remote().equals(end.told.remote())) {
        before.add(each);
      }
    }
    return before;
  }

  int size() {
    return byKey.size();
  }

  private static Key source(End end) {
    return key(end, end.source(), 0);
  }

  private static Key destination(End end) {
    return key(end, end.destination(), end.source().port());
  }

  private static Key key(End end, Endpoint endpoint, int clientPort) {
    String scope =
        endpoint.address().loopback()
            ? Integer.toUnsignedString(end.told.netns()) + '@' + end.agent
            : "";
    return new Key(scope, endpoint, clientPort);
  }
}
