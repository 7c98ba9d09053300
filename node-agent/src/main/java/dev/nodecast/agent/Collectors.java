package dev.nodecast.agent;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.host.CpuCollector;
import dev.nodecast.agent.host.DiskCollector;
import dev.nodecast.agent.host.FilesCollector;
import dev.nodecast.agent.host.FilesystemCollector;
import dev.nodecast.agent.host.LoadCollector;
import dev.nodecast.agent.host.MemoryCollector;
import dev.nodecast.agent.host.NetworkCollector;
import dev.nodecast.agent.host.PressureCollector;
import dev.nodecast.agent.host.SocketsCollector;
import dev.nodecast.agent.host.UptimeCollector;
import dev.nodecast.agent.host.VmstatCollector;
import java.util.List;

/** Everything that is measured, in the order in which it is read. */
final class Collectors {
  private Collectors() {}

  /** The machine as a whole. */
  static List<Collector> host(HostRoot host, KernelReader reader, Entity node) {
    return List.of(
        new CpuCollector(host, reader, node),
        new MemoryCollector(host, reader, node),
        new LoadCollector(host, reader, node),
        new PressureCollector(host, reader, node),
        new VmstatCollector(host, reader, node),
        new SocketsCollector(host, reader, node),
        new FilesCollector(host, reader, node),
        new UptimeCollector(host, reader, node),
        new DiskCollector(host, reader),
        new NetworkCollector(host, reader),
        new FilesystemCollector(host, reader));
  }
}
