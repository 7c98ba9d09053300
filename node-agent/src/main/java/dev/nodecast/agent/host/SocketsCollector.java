package dev.nodecast.agent.host;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.NetSnmp;
import dev.nodecast.agent.procfs.Netstat;
import dev.nodecast.agent.procfs.SockStat;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.NodeKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code /proc/1/net/{snmp,netstat,sockstat,sockstat6}}: TCP and UDP of the host's network
 * namespace (that of pid 1, whichever the agent itself is in).
 *
 * <pre>
 * Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets ...
 * Tcp: 1 200 120000 -1 1302 1283 7 3 ...
 * </pre>
 */
public final class SocketsCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(NodeKind.KIND.groups().get(NodeKind.TCP_ACTIVE_OPENS.group()));
  private static final NetSnmp.Field[] SNMP = {
    NetSnmp.Field.TCP_ACTIVE_OPENS,
    NetSnmp.Field.TCP_PASSIVE_OPENS,
    NetSnmp.Field.TCP_FAILED_OPENS,
    NetSnmp.Field.TCP_RESETS_RECEIVED,
    NetSnmp.Field.TCP_SEGMENTS_IN,
    NetSnmp.Field.TCP_SEGMENTS_OUT,
    NetSnmp.Field.TCP_RETRANSMITTED,
    NetSnmp.Field.TCP_ERRORS_IN,
    NetSnmp.Field.TCP_RESETS_SENT,
    NetSnmp.Field.TCP_ESTABLISHED,
    NetSnmp.Field.UDP_RECEIVED,
    NetSnmp.Field.UDP_SENT,
    NetSnmp.Field.UDP_ERRORS_IN,
    NetSnmp.Field.UDP_NO_PORT,
    NetSnmp.Field.UDP_RECEIVE_BUFFER_ERRORS
  };
  private static final Column[] SNMP_COLUMNS = {
    NodeKind.TCP_ACTIVE_OPENS,
    NodeKind.TCP_PASSIVE_OPENS,
    NodeKind.TCP_ATTEMPT_FAILS,
    NodeKind.TCP_ESTABLISHED_RESETS,
    NodeKind.TCP_IN_SEGMENTS,
    NodeKind.TCP_OUT_SEGMENTS,
    NodeKind.TCP_RETRANSMITS,
    NodeKind.TCP_IN_ERRORS,
    NodeKind.TCP_OUT_RESETS,
    NodeKind.TCP_ESTABLISHED,
    NodeKind.UDP_IN_DATAGRAMS,
    NodeKind.UDP_OUT_DATAGRAMS,
    NodeKind.UDP_IN_ERRORS,
    NodeKind.UDP_NO_PORTS,
    NodeKind.UDP_RECEIVE_BUFFER_ERRORS
  };

  /**
   * The kernel counts socket memory in pages; 4 KiB on x86_64 and on arm64 as distributions build
   * it.
   */
  private static final long PAGE_BYTES = 4096;

  private final KernelReader reader;
  private final Entity node;
  private final KernelFile snmpFile;
  private final KernelFile netstatFile;
  private final KernelFile sockstatFile;
  private final KernelFile sockstat6File;
  private final NetSnmp snmp = new NetSnmp();
  private final Netstat netstat = new Netstat();
  private final SockStat sockstat = new SockStat();

  public SocketsCollector(HostRoot host, KernelReader reader, Entity node) {
    this.reader = reader;
    this.node = node;
    Path net = host.proc().resolve("1").resolve("net");
    snmpFile = new KernelFile(net.resolve("snmp"), KernelFile.Layout.LIST);
    netstatFile = new KernelFile(net.resolve("netstat"), KernelFile.Layout.LIST);
    sockstatFile = new KernelFile(net.resolve("sockstat"), KernelFile.Layout.LIST);
    sockstat6File = new KernelFile(net.resolve("sockstat6"), KernelFile.Layout.LIST);
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return KernelReader.needs(
        snmpFile.path(), "the host's procfs with its pid namespace is needed");
  }

  @Override
  public Outcome collect(Samples samples) throws IOException {
    reader.require(snmpFile, snmp::parse);
    for (int i = 0; i < SNMP.length; i++) {
      samples.set(node, SNMP_COLUMNS[i], snmp.of(SNMP[i]));
    }
    if (reader.read(netstatFile, netstat::parse)) {
      samples.set(node, NodeKind.TCP_LISTEN_OVERFLOWS, netstat.of(Netstat.Field.LISTEN_OVERFLOWS));
      samples.set(node, NodeKind.TCP_LISTEN_DROPS, netstat.of(Netstat.Field.LISTEN_DROPS));
      samples.set(node, NodeKind.TCP_TIMEOUTS, netstat.of(Netstat.Field.TIMEOUTS));
      samples.set(node, NodeKind.TCP_SYN_RETRANSMITS, netstat.of(Netstat.Field.SYN_RETRANSMITS));
    }
    if (reader.read(sockstatFile, sockstat::parse)) {
      reader.read(sockstat6File, sockstat::parse6);
      samples.set(node, NodeKind.TCP_SOCKETS, sum(SockStat.Field.TCP, SockStat.Field.TCP6));
      samples.set(node, NodeKind.TCP_ORPHANS, sockstat.of(SockStat.Field.TCP_ORPHANED));
      samples.set(node, NodeKind.TCP_TIME_WAIT, sockstat.of(SockStat.Field.TCP_TIME_WAIT));
      long pages = sockstat.of(SockStat.Field.TCP_PAGES);
      samples.set(
          node, NodeKind.TCP_MEMORY, pages == Column.NOT_MEASURED ? pages : pages * PAGE_BYTES);
      samples.set(node, NodeKind.UDP_SOCKETS, sum(SockStat.Field.UDP, SockStat.Field.UDP6));
      samples.set(node, NodeKind.SOCKETS_USED, sockstat.of(SockStat.Field.USED));
    }
    return Outcome.PRODUCED;
  }

  private long sum(SockStat.Field v4, SockStat.Field v6) {
    long first = sockstat.of(v4);
    long second = sockstat.of(v6);
    return first == Column.NOT_MEASURED || second == Column.NOT_MEASURED ? first : first + second;
  }
}
