package dev.nodecast.agent.dev;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.process.ProcessTable;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerDiskKind;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.Group;
import java.util.ArrayList;
import java.util.List;

/** What takes the place of the container collectors in {@code --dev}. */
public final class DevContainers {
  /** Processes are accounted over all block devices together. */
  private static final String ALL_DEVICES = "all";

  private final DevSums sums;
  private final KernelReader reader;

  /**
   * @param table one whose owners are {@code pods}
   */
  public DevContainers(ProcessTable table, DevPods pods, KernelReader reader) {
    this.sums = new DevSums(table, pods);
    this.reader = reader;
  }

  /**
   * In this order; container_cpu refreshes the process table for all, those of processes included.
   */
  public List<Collector> collectors() {
    return List.of(
        new DevCollector(group(ContainerKind.CPU_USAGE), sums, true, DevContainers::cpu),
        new DevCollector(group(ContainerKind.MEMORY_CURRENT), sums, false, this::memory),
        new DevCollector(
            group(ContainerKind.PIDS_CURRENT),
            sums,
            false,
            (samples, pod) -> samples.set(pod.container, ContainerKind.PIDS_CURRENT, pod.threads)),
        new DevCollector(ContainerDiskKind.KIND.groups().get(0), sums, false, DevContainers::disk),
        new DevNetworkCollector(sums, reader));
  }

  private static Group group(Column column) {
    return ContainerKind.KIND.groups().get(column.group());
  }

  private static void cpu(Samples samples, DevPod pod) {
    long user = pod.cpuUserMillis * 1000;
    long system = pod.cpuSystemMillis * 1000;
    samples.set(pod.container, ContainerKind.CPU_USAGE, user + system);
    samples.set(pod.container, ContainerKind.CPU_USER, user);
    samples.set(pod.container, ContainerKind.CPU_SYSTEM, system);
  }

  private void memory(Samples samples, DevPod pod) {
    long bytes = pod.residentPages * sums.pageBytes();
    samples.set(pod.container, ContainerKind.MEMORY_CURRENT, bytes);
    samples.set(pod.container, ContainerKind.MEMORY_WORKING_SET, bytes);
    samples.set(pod.container, ContainerKind.PAGE_FAULTS, pod.pageFaults);
    samples.set(pod.container, ContainerKind.MAJOR_PAGE_FAULTS, pod.majorPageFaults);
  }

  private static void disk(Samples samples, DevPod pod) {
    if (pod.disk == null) {
      List<String> labels = new ArrayList<>(pod.owner.labels());
      labels.add(ALL_DEVICES);
      pod.disk = samples.define(ContainerDiskKind.KIND, labels);
    }
    if (pod.disk != null) {
      samples.set(pod.disk, ContainerDiskKind.READ_BYTES, pod.readBytes);
      samples.set(pod.disk, ContainerDiskKind.WRITE_BYTES, pod.writeBytes);
    }
  }
}
