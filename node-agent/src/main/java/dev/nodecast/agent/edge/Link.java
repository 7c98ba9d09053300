package dev.nodecast.agent.edge;

import dev.nodecast.agent.exchange.ConnectionKey;
import dev.nodecast.agent.exchange.Party;
import dev.nodecast.agent.exchange.Sums;
import dev.nodecast.bpf.exchange.ExchangeEvent;
import dev.nodecast.bpf.exchange.ExchangeProtocol;
import java.util.LinkedHashMap;
import java.util.Map;

/** One connection, at the end that is on this machine. Guarded by its {@link Links}. */
final class Link {
  final ConnectionKey key = new ConnectionKey();
  final long id;

  /** Whose it is: the one that was seen with it first. */
  final Party party;

  private final boolean udp;
  private final int netns;
  private final byte[] local = new byte[16];
  final byte[] remote = new byte[16];
  private final int localPort;
  private final int remotePort;
  final long beganNs;

  /** When it was asked about last; 0: not yet. */
  long askedNs;

  boolean ended;

  /** It is among those that wait, or was. */
  boolean awaited;

  /** Null: not known yet. */
  Peer peer;

  /**
   * Of what the connection carries, one or two protocols by their labels; null once it is known.
   */
  private Map<Party, Sums> pending = new LinkedHashMap<>(2);

  // Where the last exchange of it was counted.
  private Party lastParty;
  private Edge lastEdge;

  Link(long id, Party party, ExchangeEvent event, long nowNs) {
    this.id = id;
    this.party = party;
    key.set(event.socket(), event.sinceNs());
    udp = event.segment() && event.protocol() == ExchangeProtocol.DNS;
    netns = event.netns();
    event.localAddress(local);
    event.remoteAddress(remote);
    localPort = event.localPort();
    remotePort = event.remotePort();
    beganNs = nowNs;
  }

  Question question(Party.Owner owner) {
    return new Question(
        id,
        owner.namespace(),
        owner.workload(),
        owner.service(),
        party.key.server(),
        udp,
        netns,
        local,
        localPort,
        remote,
        remotePort,
        key.sinceNs,
        ended);
  }

  /** Whether the kernel counts requests of it by themselves. */
  boolean counted() {
    ExchangeProtocol protocol = party.key.protocol();
    return protocol == ExchangeProtocol.HTTP1 || protocol == ExchangeProtocol.REDIS;
  }

  /** Until it is known with whom it is. */
  Sums pending(Party of) {
    return pending.computeIfAbsent(of, p -> Sums.waiting());
  }

  /** What was counted until now. */
  Map<Party, Sums> settle(Peer with) {
    Map<Party, Sums> until = pending;
    pending = null;
    peer = with;
    return until;
  }

  /** The one that was last counted in, if it is this party's and still told. */
  Edge last(Party of) {
    return lastParty == of && !lastEdge.removed ? lastEdge : null;
  }

  void last(Party of, Edge edge) {
    lastParty = of;
    lastEdge = edge;
  }
}
