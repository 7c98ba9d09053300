package dev.nodecast.agent.procfs;

/**
 * {@code /proc/net/snmp}: the protocol counters of RFC 1213 for IPv4 and TCP of both families,
 * since boot of the network namespace (Linux: net/ipv4/proc.c,
 * Documentation/networking/snmp_counter.rst).
 *
 * <pre>
 * Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens ... RetransSegs InErrs OutRsts
 * Tcp: 1 200 120000 -1 18 2 ... 0 0 16
 * </pre>
 */
public final class NetSnmp {
  /** What the file says. */
  public enum Field implements KernelKey {
    /** Packets received. */
    IP_RECEIVED("IpInReceives"),
    /** Received packets dropped for want of memory. */
    IP_DISCARDED_IN("IpInDiscards"),
    /** Packets forwarded. */
    IP_FORWARDED("IpForwDatagrams"),
    /** Packets given to a protocol. */
    IP_DELIVERED("IpInDelivers"),
    /** Packets sent by this host. */
    IP_SENT("IpOutRequests"),
    /** Packets to be sent that were dropped. */
    IP_DISCARDED_OUT("IpOutDiscards"),
    /** Packets without a route. */
    IP_NO_ROUTE("IpOutNoRoutes"),
    /** ICMP messages received. */
    ICMP_RECEIVED("IcmpInMsgs"),
    /** ICMP messages with errors. */
    ICMP_ERRORS("IcmpInErrors"),
    /** ICMP messages sent. */
    ICMP_SENT("IcmpOutMsgs"),
    /** Connections opened by this host. */
    TCP_ACTIVE_OPENS("TcpActiveOpens"),
    /** Connections accepted. */
    TCP_PASSIVE_OPENS("TcpPassiveOpens"),
    /** Connection attempts that failed. */
    TCP_FAILED_OPENS("TcpAttemptFails"),
    /** Established connections reset. */
    TCP_RESETS_RECEIVED("TcpEstabResets"),
    /** Connections now established or in CLOSE-WAIT, a gauge. */
    TCP_ESTABLISHED("TcpCurrEstab"),
    /** Segments received. */
    TCP_SEGMENTS_IN("TcpInSegs"),
    /** Segments sent, retransmissions excluded. */
    TCP_SEGMENTS_OUT("TcpOutSegs"),
    /** Segments sent again. */
    TCP_RETRANSMITTED("TcpRetransSegs"),
    /** Segments received with errors. */
    TCP_ERRORS_IN("TcpInErrs"),
    /** Segments sent with RST. */
    TCP_RESETS_SENT("TcpOutRsts"),
    /** Datagrams delivered. */
    UDP_RECEIVED("UdpInDatagrams"),
    /** Datagrams to a port nobody listens on. */
    UDP_NO_PORT("UdpNoPorts"),
    /** Datagrams that could not be delivered. */
    UDP_ERRORS_IN("UdpInErrors"),
    /** Datagrams sent. */
    UDP_SENT("UdpOutDatagrams"),
    /** Datagrams dropped as the receive buffer was full. */
    UDP_RECEIVE_BUFFER_ERRORS("UdpRcvbufErrors"),
    /** Datagrams dropped as the send buffer was full. */
    UDP_SEND_BUFFER_ERRORS("UdpSndbufErrors");

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
