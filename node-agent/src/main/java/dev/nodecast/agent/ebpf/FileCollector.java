package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.file.FileAccess;
import dev.nodecast.bpf.file.FileCounts;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.Group;
import java.util.List;

/**
 * Operations of each container on regular files, at the tracepoints sys_enter and sys_exit
 * (file.bpf.c):
 *
 * <pre>
 * include/trace/events/syscalls.h
 * TRACE_EVENT_SYSCALL(sys_enter, TP_PROTO(struct pt_regs *regs, long id), …
 * </pre>
 */
public final class FileCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(ContainerKernelKind.KIND.groups().get(ContainerKernelKind.FILE_READS.group()));

  private final Programs programs;
  private final Workloads workloads;
  private final SlotBinding binding =
      new SlotBinding(FileCounts.LAYOUT)
          .counter("reads", ContainerKernelKind.FILE_READS)
          .counter("read_bytes", ContainerKernelKind.FILE_READ_BYTES)
          .counter("writes", ContainerKernelKind.FILE_WRITES)
          .counter("write_bytes", ContainerKernelKind.FILE_WRITE_BYTES)
          .counter("opens", ContainerKernelKind.FILE_OPENS)
          .counter("open_failures", ContainerKernelKind.FILE_OPEN_FAILURES)
          .counter("fsyncs", ContainerKernelKind.FILE_FSYNCS)
          .histogram("read_latency_us", ContainerKernelKind.FILE_READ_LATENCY)
          .histogram("write_latency_us", ContainerKernelKind.FILE_WRITE_LATENCY)
          .histogram("open_latency_us", ContainerKernelKind.FILE_OPEN_LATENCY)
          .histogram("fsync_latency_us", ContainerKernelKind.FILE_FSYNC_LATENCY);

  public FileCollector(Programs programs, Workloads workloads) {
    this.programs = programs;
    this.workloads = workloads;
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
    workloads.refresh(samples);
    return workloads.collect(programs.file, FileAccess::counters, binding, samples);
  }
}
