package dev.nodecast.aggregator.edge;

/** One end of a connection that an agent told of. Guarded by its {@link EdgeJoin}. */
final class End {
  /**
   * Both ends see a connection's first bytes within this, each agent's delay in telling included.
   */
  static final long CLOSE_MS = 2_000;

  /**
   * Agents tell of connections that live each minute: without a word one may have lived so long.
   */
  static final long SILENT_MS = 90_000;

  /** How certain it is that two ends are one connection's; the more, the higher. */
  enum Certainty {
    NONE,
    /** The client's end is the same, and another address answers than was asked: DNAT. */
    SAME_SOURCE,
    /** The server's end is the same, and the client's port: SNAT. */
    SAME_SERVER,
    /** The client's end is the same, and a Service explains the server's. */
    EXPLAINED,
    /** All four are the same. */
    EXACT;

    /** Whether it could be another one's by chance, so that any such is compared with any. */
    boolean weak() {
      return compareTo(EXPLAINED) < 0;
    }
  }

  final String agent;
  final ToldConnection told;
  final long sinceMs;
  final long enteredMs;
  long heardMs;

  /** When it was told that it is over; {@code Long.MAX_VALUE} while it is not. */
  long endedMs;

  /** The connection's other end, where it was found. */
  End other;

  /** What was answered; null: nothing yet. */
  Peer peer;

  /** Times that it was looked for by less than its tuple. */
  int tried;

  End(String agent, ToldConnection told, long nowMs) {
    this.agent = agent;
    this.told = told;
    sinceMs = nowMs - Math.max(0, told.ageMs());
    enteredMs = nowMs;
    heardMs = nowMs;
    endedMs = told.ended() ? nowMs : Long.MAX_VALUE;
  }

  Endpoint source() {
    return told.server() ? told.remote() : told.local();
  }

  Endpoint destination() {
    return told.server() ? told.local() : told.remote();
  }

  long apartMs(End of) {
    return Math.abs(sinceMs - of.sinceMs);
  }

  /** Whether one connection can have been both. */
  Certainty certainty(End of, AddressNames names) {
    if (told.server() == of.told.server() || told.udp() != of.told.udp()) {
      return Certainty.NONE;
    }
    End client = told.server() ? of : this;
    End server = told.server() ? this : of;
    boolean source = client.source().equals(server.source());
    boolean destination = client.destination().equals(server.destination());
    boolean close = apartMs(of) <= CLOSE_MS;
    if (source && (close || overlaps(of))) {
      if (destination) {
        return Certainty.EXACT;
      }
      if (names.translates(client.destination(), server.destination())) {
        return Certainty.EXPLAINED;
      }
    }
    if (!close) {
      return Certainty.NONE;
    }
    if (source) {
      return Certainty.SAME_SOURCE;
    }
    return destination && client.source().port() == server.source().port()
        ? Certainty.SAME_SERVER
        : Certainty.NONE;
  }

  /** One of the two was first seen in the middle of its life: an agent that came later. */
  private boolean overlaps(End of) {
    return Math.max(sinceMs, of.sinceMs) <= Math.min(untilMs(), of.untilMs());
  }

  private long untilMs() {
    return Math.min(endedMs, heardMs + SILENT_MS);
  }
}
