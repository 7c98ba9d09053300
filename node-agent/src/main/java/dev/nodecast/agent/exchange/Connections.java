package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.exchange.ExchangeProtocol;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The dialogues of connections whose protocol has a memory: prepared statements, header tables,
 * requests that wait for their answers. Bounded: the one that was silent longest goes, and what it
 * knew with it. For one thread.
 */
final class Connections {
  /** As many as keep something at a time; each keeps some KiB at most. */
  static final int MAX = 8192;

  private record Key(long socket, long sinceNs) {}

  private final Protocols protocols;
  private long evicted;

  private final Map<Key, Dialogue> dialogues =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Dialogue> eldest) {
          boolean full = size() > MAX;
          evicted += full ? 1 : 0;
          return full;
        }
      };

  Connections(Protocols protocols) {
    this.protocols = protocols;
  }

  /** Whoever reads this connection; empty for a protocol that nobody reads. */
  Optional<Dialogue> of(ExchangeProtocol protocol, long socket, long sinceNs) {
    Optional<Dialogue> shared = protocols.shared(protocol);
    if (shared.isPresent()) {
      return shared;
    }
    Dialogue known = dialogues.get(new Key(socket, sinceNs));
    if (known == null) {
      Optional<Dialogue> fresh = protocols.dialogue(protocol);
      fresh.ifPresent(dialogue -> dialogues.put(new Key(socket, sinceNs), dialogue));
      return fresh;
    }
    return Optional.of(known);
  }

  /** The connection is over. */
  void remove(long socket, long sinceNs) {
    dialogues.remove(new Key(socket, sinceNs));
  }

  /** Dialogues that went before their connections, ever. */
  long evicted() {
    return evicted;
  }

  int size() {
    return dialogues.size();
  }
}
