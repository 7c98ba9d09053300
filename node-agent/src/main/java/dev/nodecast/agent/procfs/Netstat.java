package dev.nodecast.agent.procfs;

/**
 * {@code /proc/net/netstat}: Linux's own TCP and IP counters, since boot of the network namespace
 * (net/ipv4/proc.c, Documentation/networking/snmp_counter.rst).
 *
 * <pre>
 * TcpExt: SyncookiesSent SyncookiesRecv ... ListenOverflows ListenDrops ... TCPTimeouts ...
 * TcpExt: 0 0 ... 0 0 ... 2 ...
 * IpExt: InNoRoutes ... InOctets OutOctets ...
 * IpExt: 0 ... 395521040 403114 ...
 * </pre>
 */
public final class Netstat {
  /** What the file says. */
  public enum Field implements KernelKey {
    /** SYN cookies sent. */
    SYN_COOKIES_SENT("TcpExtSyncookiesSent"),
    /** Invalid SYN cookies received. */
    SYN_COOKIES_FAILED("TcpExtSyncookiesFailed"),
    /** Connections refused as the accept queue was full. */
    LISTEN_OVERFLOWS("TcpExtListenOverflows"),
    /** SYNs dropped by listeners, overflows included. */
    LISTEN_DROPS("TcpExtListenDrops"),
    /** Sockets that finished TIME-WAIT by its timer. */
    TIME_WAIT("TcpExtTW"),
    /** Times memory was taken from a receive buffer. */
    PRUNE_CALLED("TcpExtPruneCalled"),
    /** Packets dropped from the receive queue. */
    RECEIVE_PRUNED("TcpExtRcvPruned"),
    /** Packets dropped from the socket backlog. */
    BACKLOG_DROPS("TcpExtTCPBacklogDrop"),
    /** Packets dropped as the receive queue was full. */
    RECEIVE_QUEUE_DROPS("TcpExtTCPRcvQDrop"),
    /** Retransmitted segments lost again. */
    LOST_RETRANSMITS("TcpExtTCPLostRetransmit"),
    /** Fast retransmissions. */
    FAST_RETRANSMITS("TcpExtTCPFastRetrans"),
    /** Retransmissions in slow start. */
    SLOW_START_RETRANSMITS("TcpExtTCPSlowStartRetrans"),
    /** Retransmission timeouts. */
    TIMEOUTS("TcpExtTCPTimeouts"),
    /** SYNs and SYN-ACKs sent again. */
    SYN_RETRANSMITS("TcpExtTCPSynRetrans"),
    /** Timeouts that turned out wrong. */
    SPURIOUS_TIMEOUTS("TcpExtTCPSpuriousRTOs"),
    /** Connections aborted with data unread. */
    ABORT_ON_DATA("TcpExtTCPAbortOnData"),
    /** Connections aborted at close. */
    ABORT_ON_CLOSE("TcpExtTCPAbortOnClose"),
    /** Connections aborted for want of memory. */
    ABORT_ON_MEMORY("TcpExtTCPAbortOnMemory"),
    /** Connections given up after timeouts. */
    ABORT_ON_TIMEOUT("TcpExtTCPAbortOnTimeout"),
    /** Packets received out of order. */
    OUT_OF_ORDER("TcpExtTCPOFOQueue"),
    /** Times TCP ran into memory pressure. */
    MEMORY_PRESSURES("TcpExtTCPMemoryPressures"),
    /** SYNs dropped as the request queue was full. */
    REQUEST_QUEUE_FULL_DROPS("TcpExtTCPReqQFullDrop"),
    /** Delayed acknowledgements sent. */
    DELAYED_ACKS("TcpExtDelayedACKs"),
    /** Bytes received in IPv4 packets. */
    IP_OCTETS_IN("IpExtInOctets"),
    /** Bytes sent in IPv4 packets. */
    IP_OCTETS_OUT("IpExtOutOctets"),
    /** Truncated packets received. */
    IP_TRUNCATED("IpExtInTruncatedPkts"),
    /** Packets received with the congestion mark. */
    IP_CONGESTION_MARKS("IpExtInCEPkts");

    private final String keys;

    Field(String keys) {
      this.keys = keys;
    }

    @Override
    public String keys() {
      return keys;
    }
  }

  private final SnmpTables<Field> values = new SnmpTables<>(Field.values());

  /** Reads the file's text; false when it holds none of the fields. */
  public boolean parse(byte[] bytes, int length) {
    return values.parse(bytes, length);
  }

  /** The value in the text parsed last, NOT_MEASURED if absent. */
  public long of(Field field) {
    return values.of(field);
  }
}
