package dev.nodecast.agent;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.container.ContainerCpuCollector;
import dev.nodecast.agent.container.ContainerDiskCollector;
import dev.nodecast.agent.container.ContainerFilesystemCollector;
import dev.nodecast.agent.container.ContainerLimitsCollector;
import dev.nodecast.agent.container.ContainerMemoryCollector;
import dev.nodecast.agent.container.ContainerNetworkCollector;
import dev.nodecast.agent.container.ContainerPidsCollector;
import dev.nodecast.agent.container.ContainerPressureCollector;
import dev.nodecast.agent.container.Containers;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.ebpf.BlockCollector;
import dev.nodecast.agent.ebpf.CacheCollector;
import dev.nodecast.agent.ebpf.CgroupLabels;
import dev.nodecast.agent.ebpf.DropCollector;
import dev.nodecast.agent.ebpf.EdgeCollector;
import dev.nodecast.agent.ebpf.FileCollector;
import dev.nodecast.agent.ebpf.LifeCollector;
import dev.nodecast.agent.ebpf.NodeBlockCollector;
import dev.nodecast.agent.ebpf.NodeIrqCollector;
import dev.nodecast.agent.ebpf.PacketsCollector;
import dev.nodecast.agent.ebpf.Programs;
import dev.nodecast.agent.ebpf.SchedulingCollector;
import dev.nodecast.agent.ebpf.ServiceCollector;
import dev.nodecast.agent.ebpf.ServiceInputs;
import dev.nodecast.agent.ebpf.StallsCollector;
import dev.nodecast.agent.ebpf.SyscallCollector;
import dev.nodecast.agent.ebpf.TcpCollector;
import dev.nodecast.agent.ebpf.TcpPeerCollector;
import dev.nodecast.agent.ebpf.TlsCollector;
import dev.nodecast.agent.ebpf.Workloads;
import dev.nodecast.agent.edge.Acquainting;
import dev.nodecast.agent.exchange.ExchangeReader;
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
import dev.nodecast.agent.process.ProcessFilesCollector;
import dev.nodecast.agent.process.ProcessIdentityCollector;
import dev.nodecast.agent.process.ProcessIoCollector;
import dev.nodecast.agent.process.ProcessNetworkCollector;
import dev.nodecast.agent.process.ProcessStatCollector;
import dev.nodecast.agent.process.ProcessStatusCollector;
import dev.nodecast.agent.process.ProcessTable;
import java.util.List;

/** Everything that is measured, in the order in which it is read. */
public final class Collectors {
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

  /**
   * The containers; the first one looks for new ones and has to come before processes ask whose
   * they are.
   */
  static List<Collector> containers(HostRoot host, Containers containers) {
    return List.of(
        new ContainerCpuCollector(containers),
        new ContainerMemoryCollector(containers),
        new ContainerLimitsCollector(containers),
        new ContainerPidsCollector(containers),
        new ContainerPressureCollector(containers),
        new ContainerDiskCollector(host, containers),
        new ContainerNetworkCollector(host, containers),
        new ContainerFilesystemCollector(containers));
  }

  /** What kernel programs see, with what is by default. */
  public static List<Collector> kernel(HostRoot host, Programs programs, Workloads workloads) {
    return kernel(host, programs, workloads, ServiceInputs.byDefault());
  }

  /** What kernel programs see. */
  public static List<Collector> kernel(
      HostRoot host, Programs programs, Workloads workloads, ServiceInputs services) {
    CgroupLabels labels = new CgroupLabels(programs, workloads);
    Acquainting acquainting = services.acquainting();
    ExchangeReader reader =
        new ExchangeReader(
            host.proc(), services.spans(), acquainting.links(), acquainting.addresses());
    return List.of(
        new LifeCollector(programs, workloads),
        new SchedulingCollector(programs, workloads),
        new StallsCollector(programs, workloads),
        new BlockCollector(programs, workloads),
        new NodeBlockCollector(host, programs, workloads),
        new NodeIrqCollector(host, programs, workloads),
        new FileCollector(programs, workloads),
        new CacheCollector(programs, workloads),
        new SyscallCollector(programs, workloads),
        new PacketsCollector(programs, workloads),
        new TcpCollector(programs, workloads, labels),
        new TcpPeerCollector(programs, labels),
        new DropCollector(programs, labels),
        new ServiceCollector(programs, workloads, labels, reader, services),
        new EdgeCollector(programs, reader, acquainting.edges()),
        new TlsCollector(host, programs, workloads, labels, services.tls()));
  }

  /**
   * The processes.
   *
   * @param refreshes whether the first one has to bring the table up to date; in {@code --dev} an
   *     earlier one does
   */
  static List<Collector> processes(
      HostRoot host, ProcessTable processes, boolean refreshes, boolean hideArguments) {
    return List.of(
        new ProcessStatCollector(processes, refreshes),
        new ProcessStatusCollector(processes),
        new ProcessIoCollector(processes),
        new ProcessNetworkCollector(processes),
        new ProcessFilesCollector(host, processes),
        new ProcessIdentityCollector(processes, hideArguments));
  }
}
