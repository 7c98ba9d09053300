package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.exchange.ExchangeProtocol;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The dialogues of connections whose protocol has a memory: prepared statements, header tables,
 * requests that wait for their answers. Bounded: the one that was silent longest goes, and what it
 * knew with it. For one thread.
 */
final class Connections {
  /** As many as keep something at a time; each keeps some KiB at most. */
  static final int MAX = 8192;

  /** Not a record, so that a look-up makes none. */
  private static final class Key {
    long socket;
    long sinceNs;

    Key set(long ofSocket, long since) {
      socket = ofSocket;
      sinceNs = since;
      return this;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(socket * 31 + sinceNs);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && socket == key.socket && sinceNs == key.sinceNs;
    }
  }

  private final Key wanted = new Key();

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

  /** Whoever reads this connection; null for a protocol that nobody reads. */
  Dialogue of(ExchangeProtocol protocol, long socket, long sinceNs) {
    Dialogue shared = protocols.shared(protocol);
    if (shared != null) {
      return shared;
    }
    Dialogue known = dialogues.get(wanted.set(socket, sinceNs));
    if (known == null) {
      known = protocols.dialogue(protocol);
      if (known != null) {
        dialogues.put(new Key().set(socket, sinceNs), known);
      }
    }
    return known;
  }

  /** The connection is over. */
  void remove(long socket, long sinceNs) {
    dialogues.remove(wanted.set(socket, sinceNs));
  }

  /** Dialogues that went before their connections, ever. */
  long evicted() {
    return evicted;
  }

  int size() {
    return dialogues.size();
  }
}
