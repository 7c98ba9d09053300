package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.exchange.ExchangeProtocol;
import java.util.Iterator;
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

  private final ConnectionKey wanted = new ConnectionKey();
  private final Protocols protocols;
  private long evicted;

  private final Map<ConnectionKey, Dialogue> dialogues =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ConnectionKey, Dialogue> eldest) {
          if (size() > MAX) {
            evict();
          }
          return false;
        }
      };

  /** One that the kernel counts is not silent; those are fewer than there is room for. */
  private void evict() {
    for (Iterator<Dialogue> all = dialogues.values().iterator(); all.hasNext(); ) {
      Dialogue each = all.next();
      if (!each.counted()) {
        all.remove();
        each.forgotten();
        evicted++;
        return;
      }
    }
  }

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
        dialogues.put(new ConnectionKey().set(socket, sinceNs), known);
      }
    }
    return known;
  }

  /** The connection is over. */
  void remove(long socket, long sinceNs) {
    Dialogue gone = dialogues.remove(wanted.set(socket, sinceNs));
    if (gone != null) {
      gone.forgotten();
    }
  }

  /** Dialogues that went before their connections, ever. */
  long evicted() {
    return evicted;
  }

  int size() {
    return dialogues.size();
  }
}
