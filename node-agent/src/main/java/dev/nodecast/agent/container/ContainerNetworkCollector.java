package dev.nodecast.agent.container;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.cgroup.CgroupIdentity;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.EntitySet;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.NamedRows;
import dev.nodecast.agent.procfs.NetDev;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerNetworkKind;
import dev.nodecast.catalog.Group;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code /proc/PID/net/dev} of one process per network namespace, reported under the first
 * container that is in it. The machine's own namespace is the node's and is left out; so is
 * loopback, and interfaces that never carried a packet (every new namespace has a handful of
 * tunnels).
 *
 * <p>An open net/dev keeps its namespace alive; it is closed with the container's cgroup.
 */
public final class ContainerNetworkCollector implements Collector {
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

  private static final class Part implements ContainerPart {
    final EntitySet<String> interfaces = new EntitySet<>(ContainerNetworkKind.KIND);
    HeldFile file;
    long namespace;
    boolean fromZero;

    @Override
    public void end(Samples samples) {
      if (file != null) {
        file.close();
      }
      interfaces.begin();
      interfaces.endMissing(samples);
    }
  }

  private final Containers containers;
  private final KernelReader reader;
  private final Namespaces namespaces;
  private final PartKey<Part> key;
  private final NetDev dev = new NetDev(MAX_INTERFACES);
  private final KernelReader.Parser parser = dev::parse;
  private final Set<Object> seen = new HashSet<>();

  public ContainerNetworkCollector(HostRoot host, Containers containers) {
    this.containers = containers;
    reader = containers.reader();
    namespaces = new Namespaces(host.proc());
    key = containers.key(Part.class, container -> new Part());
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
    containers.refresh(samples);
    seen.clear();
    for (Container container : containers.reported()) {
      Part part = container.part(key);
      if (part.file == null && !open(container, part)) {
        continue;
      }
      Object namespace =
          part.namespace == Namespaces.UNKNOWN ? container.sandbox() : (Object) part.namespace;
      if (seen.add(namespace)) {
        if (part.file.read(reader, parser)) {
          report(samples, container, part);
        } else {
          part.file.close(); // its process is gone: the next round finds another
          part.file = null;
        }
      }
    }
    return Outcome.PRODUCED;
  }

  private boolean open(Container container, Part part) {
    Path process = containers.processes().first(container);
    if (process == null) {
      return false;
    }
    part.namespace = Namespaces.of(process);
    boolean unit = container.identity().kind() == CgroupIdentity.Kind.SYSTEMD_UNIT;
    boolean unknown = part.namespace == Namespaces.UNKNOWN;
    if ((unknown && unit) || (!unknown && part.namespace == namespaces.host())) {
      return false;
    }
    part.file = containers.open().file(process.resolve("net/dev"), KernelFile.Layout.LIST);
    Sandbox sandbox = container.sandbox();
    part.fromZero = sandbox.born && !sandbox.networkSeen;
    return true;
  }

  private void report(Samples samples, Container container, Part part) {
    container.sandbox().networkSeen = true;
    NamedRows<NetDev.Column> rows = dev.interfaces();
    for (int row = 0; row < rows.count(); row++) {
      Entity nic = nic(samples, container, part, rows, row);
      if (nic == null) {
        continue;
      }
      for (int i = 0; i < FROM.length; i++) {
        if (part.fromZero) {
          samples.setFromZero(nic, TO[i], rows.of(row, FROM[i]));
        } else {
          samples.set(nic, TO[i], rows.of(row, FROM[i]));
        }
      }
    }
  }

  private static Entity nic(
      Samples samples, Container container, Part part, NamedRows<NetDev.Column> rows, int row) {
    String name = rows.name(row);
    Entity known = part.interfaces.known(name);
    if (known != null || name.equals("lo")) {
      return known;
    }
    if (rows.of(row, NetDev.Column.RX_PACKETS) <= 0
        && rows.of(row, NetDev.Column.TX_PACKETS) <= 0) {
      return null;
    }
    List<String> labels = new ArrayList<>(container.labels());
    labels.add(name);
    return part.interfaces.add(samples, name, labels);
  }
}
