package dev.nodecast.agent.process;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.container.Namespaces;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.NamedRows;
import dev.nodecast.agent.procfs.NetDev;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.ProcessKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The traffic of the network namespace that each reported process lives in: {@code
 * /proc/PID/net/dev} is read once per namespace and given to all processes in it, so these columns
 * must not be added up over processes. The kernel counts no traffic per process.
 */
public final class ProcessNetworkCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(ProcessKind.KIND.groups().get(ProcessKind.RX_BYTES.group()));
  private static final int MAX_INTERFACES = 4096;
  private static final Column[] COLUMNS = {
    ProcessKind.RX_BYTES,
    ProcessKind.TX_BYTES,
    ProcessKind.RX_PACKETS,
    ProcessKind.TX_PACKETS,
    ProcessKind.RX_ERRORS,
    ProcessKind.TX_ERRORS,
    ProcessKind.RX_DROPS,
    ProcessKind.TX_DROPS
  };
  private static final NetDev.Column[] FROM = {
    NetDev.Column.RX_BYTES,
    NetDev.Column.TX_BYTES,
    NetDev.Column.RX_PACKETS,
    NetDev.Column.TX_PACKETS,
    NetDev.Column.RX_ERRORS,
    NetDev.Column.TX_ERRORS,
    NetDev.Column.RX_DROPPED,
    NetDev.Column.TX_DROPPED
  };

  private final ProcessTable table;
  private final NetDev dev = new NetDev(MAX_INTERFACES);
  private final KernelReader.Parser parser = dev::parse;
  private final Map<Long, long[]> byNamespace = new HashMap<>();

  public ProcessNetworkCollector(ProcessTable table) {
    this.table = table;
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return Support.SUPPORTED;
  }

  @Override
  public Outcome collect(Samples samples) {
    byNamespace.clear();
    for (ProcessRow row : table.reported()) {
      if (row.kernelThread) {
        continue;
      }
      if (row.namespace == Namespaces.UNKNOWN) {
        row.namespace = Namespaces.of(row.directory);
      }
      long[] sums = byNamespace.get(row.namespace);
      if (sums == null) {
        sums = read(row);
        if (sums == null) {
          continue;
        }
        if (row.namespace != Namespaces.UNKNOWN) {
          byNamespace.put(row.namespace, sums);
        }
      }
      for (int i = 0; i < COLUMNS.length; i++) {
        samples.set(row.entity, COLUMNS[i], sums[i]); // never from zero: namespaces are older
      }
    }
    return Outcome.PRODUCED;
  }

  /** Opened each time: an open net/dev would keep its namespace alive. */
  private long[] read(ProcessRow row) {
    try (KernelFile file =
        new KernelFile(row.directory.resolve("net/dev"), KernelFile.Layout.LIST)) {
      if (!table.reader().read(file, parser)) {
        return null;
      }
    }
    NamedRows<NetDev.Column> rows = dev.interfaces();
    long[] sums = new long[COLUMNS.length];
    for (int nic = 0; nic < rows.count(); nic++) {
      if (rows.name(nic).equals("lo")) {
        continue;
      }
      for (int i = 0; i < FROM.length; i++) {
        sums[i] += Math.max(0, rows.of(nic, FROM[i]));
      }
    }
    return sums;
  }
}
