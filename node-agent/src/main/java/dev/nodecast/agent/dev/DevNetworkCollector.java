package dev.nodecast.agent.dev;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.EntitySet;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.container.Namespaces;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.process.ProcessRow;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.NamedRows;
import dev.nodecast.agent.procfs.NetDev;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerNetworkKind;
import dev.nodecast.catalog.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The traffic of network namespaces, each under the pod of its oldest process: the machine's own
 * traffic is that of pid 1's pod. The kernel counts none per process, and giving the same bytes to
 * every pod would make sums lie.
 */
final class DevNetworkCollector implements Collector {
  private static final List<Group> GROUPS = List.of(ContainerNetworkKind.KIND.groups().get(0));
  private static final int MAX_INTERFACES = 256;
  private static final NetDev.Column[] FROM = {
    NetDev.Column.RX_BYTES,
    NetDev.Column.RX_PACKETS,
    NetDev.Column.RX_ERRORS,
    NetDev.Column.RX_DROPPED,
    NetDev.Column.TX_BYTES,
    NetDev.Column.TX_PACKETS,
    NetDev.Column.TX_ERRORS,
    NetDev.Column.TX_DROPPED
  };
  private static final Column[] TO = {
    ContainerNetworkKind.RX_BYTES,
    ContainerNetworkKind.RX_PACKETS,
    ContainerNetworkKind.RX_ERRORS,
    ContainerNetworkKind.RX_DROPS,
    ContainerNetworkKind.TX_BYTES,
    ContainerNetworkKind.TX_PACKETS,
    ContainerNetworkKind.TX_ERRORS,
    ContainerNetworkKind.TX_DROPS
  };

  private record Key(long namespace, DevPod pod, String nic) {}

  private final DevSums sums;
  private final KernelReader reader;
  private final NetDev dev = new NetDev(MAX_INTERFACES);
  private final KernelReader.Parser parser = dev::parse;
  private final Map<Long, ProcessRow> oldest = new HashMap<>();
  private final EntitySet<Key> interfaces = new EntitySet<>(ContainerNetworkKind.KIND);

  DevNetworkCollector(DevSums sums, KernelReader reader) {
    this.sums = sums;
    this.reader = reader;
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
    oldest.clear();
    for (ProcessRow row : sums.processes()) {
      DevPod pod = sums.pods().of(row);
      if (pod != null && row.namespace() != Namespaces.UNKNOWN) {
        oldest.merge(row.namespace(), row, (a, b) -> a.pid() < b.pid() ? a : b);
      }
    }
    interfaces.begin();
    for (Map.Entry<Long, ProcessRow> entry : oldest.entrySet()) {
      collect(samples, entry.getKey(), entry.getValue());
    }
    interfaces.endMissing(samples);
    return Outcome.PRODUCED;
  }

  private void collect(Samples samples, long namespace, ProcessRow row) {
    try (KernelFile file =
        new KernelFile(row.directory().resolve("net/dev"), KernelFile.Layout.LIST)) {
      if (!reader.read(file, parser)) {
        return;
      }
    }
    DevPod pod = sums.pods().of(row);
    NamedRows<NetDev.Column> rows = dev.interfaces();
    for (int nic = 0; nic < rows.count(); nic++) {
      if (rows.name(nic).equals("lo")) {
        continue;
      }
      Key key = new Key(namespace, pod, rows.name(nic));
      Entity entity = interfaces.known(key);
      if (entity == null) {
        List<String> labels = new ArrayList<>(pod.owner.labels());
        labels.add(rows.name(nic));
        entity = interfaces.add(samples, key, labels);
      }
      for (int i = 0; entity != null && i < FROM.length; i++) {
        samples.set(entity, TO[i], rows.of(nic, FROM[i]));
      }
    }
  }
}
