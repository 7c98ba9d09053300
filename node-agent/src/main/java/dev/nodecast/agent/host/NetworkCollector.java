package dev.nodecast.agent.host;

import dev.nodecast.agent.HostRoot;
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
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.NodeNetworkKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code /proc/1/net/dev}: the interfaces of the host's network namespace; speed and state of the
 * link from {@code /sys/class/net}, asked when an interface appears and then every minute, since a
 * driver may have to ask the device.
 *
 * <pre>
 * Inter-|   Receive                                                |  Transmit
 *  face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
 *   eth0: 188721123 131217    0    0    0     0          0         0  2931233   28712    0    0    0     0       0          0
 * </pre>
 */
public final class NetworkCollector implements Collector {
  private static final List<Group> GROUPS = List.of(NodeNetworkKind.KIND.groups().get(0));
  private static final int MAX_INTERFACES = 4096;
  private static final int LINK_ROUNDS = 60;
  private static final NetDev.Column[] FROM = {
    NetDev.Column.RX_BYTES, NetDev.Column.RX_PACKETS, NetDev.Column.RX_ERRORS,
        NetDev.Column.RX_DROPPED,
    NetDev.Column.RX_FIFO, NetDev.Column.RX_FRAME, NetDev.Column.RX_MULTICAST,
        NetDev.Column.TX_BYTES,
    NetDev.Column.TX_PACKETS, NetDev.Column.TX_ERRORS, NetDev.Column.TX_DROPPED,
        NetDev.Column.TX_FIFO,
    NetDev.Column.TX_COLLISIONS, NetDev.Column.TX_CARRIER
  };
  private static final Column[] TO = {
    NodeNetworkKind.RX_BYTES, NodeNetworkKind.RX_PACKETS, NodeNetworkKind.RX_ERRORS,
        NodeNetworkKind.RX_DROPS,
    NodeNetworkKind.RX_FIFO, NodeNetworkKind.RX_FRAME, NodeNetworkKind.RX_MULTICAST,
        NodeNetworkKind.TX_BYTES,
    NodeNetworkKind.TX_PACKETS, NodeNetworkKind.TX_ERRORS, NodeNetworkKind.TX_DROPS,
        NodeNetworkKind.TX_FIFO,
    NodeNetworkKind.TX_COLLISIONS, NodeNetworkKind.TX_CARRIER
  };

  private final KernelReader reader;
  private final KernelFile file;
  private final Path classNet;
  private final NetDev dev = new NetDev(MAX_INTERFACES);
  private final EntitySet<String> interfaces = new EntitySet<>(NodeNetworkKind.KIND);
  private long round;

  public NetworkCollector(HostRoot host, KernelReader reader) {
    this.reader = reader;
    file = new KernelFile(host.proc().resolve("1/net/dev"), KernelFile.Layout.LIST);
    classNet = host.sys().resolve("class/net");
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return KernelReader.needs(file.path(), "the host's procfs with its pid namespace is needed");
  }

  @Override
  public Outcome collect(Samples samples) throws IOException {
    reader.require(file, dev::parse);
    NamedRows<NetDev.Column> rows = dev.interfaces();
    boolean askLinks = round++ % LINK_ROUNDS == 0;
    interfaces.begin();
    for (int row = 0; row < rows.count(); row++) {
      String name = rows.name(row);
      Entity nic = interfaces.known(name);
      boolean appeared = nic == null;
      if (appeared) {
        nic = interfaces.add(samples, name, List.of(name));
        if (nic == null) {
          continue;
        }
      }
      for (int i = 0; i < FROM.length; i++) {
        if (appeared && interfaces.newcomersAreBorn()) {
          samples.setFromZero(nic, TO[i], rows.of(row, FROM[i]));
        } else {
          samples.set(nic, TO[i], rows.of(row, FROM[i]));
        }
      }
      if (appeared || askLinks) {
        link(samples, nic, name);
      }
    }
    interfaces.endMissing(samples);
    return Outcome.PRODUCED;
  }

  private void link(Samples samples, Entity nic, String name) {
    // The agent may see another namespace's /sys/class/net: what it does not list is not measured.
    samples.set(nic, NodeNetworkKind.SPEED, number(classNet.resolve(name).resolve("speed")));
    String state = text(classNet.resolve(name).resolve("operstate"));
    samples.set(
        nic, NodeNetworkKind.UP, state == null ? Column.NOT_MEASURED : state.equals("up") ? 1 : 0);
  }

  private static long number(Path file) {
    String text = text(file);
    try {
      long value = text == null ? -1 : Long.parseLong(text);
      return value < 0 ? Column.NOT_MEASURED : value;
    } catch (NumberFormatException e) {
      return Column.NOT_MEASURED;
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return null; // EINVAL where the link is down or virtual
    }
  }
}
