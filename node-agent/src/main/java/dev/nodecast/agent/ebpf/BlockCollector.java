package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.block.BlockCounts;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.Group;
import java.util.List;

/**
 * What block devices do for each container, from the tracepoints block_io_start, block_rq_issue and
 * block_rq_complete (block.bpf.c):
 *
 * <pre>
 * include/trace/events/block.h
 * DECLARE_EVENT_CLASS(block_rq_completion, TP_PROTO(struct request *rq, blk_status_t error, unsigned int nr_bytes), …
 * </pre>
 */
public final class BlockCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(ContainerKernelKind.KIND.groups().get(ContainerKernelKind.BLOCK_READS.group()));

  private final Programs programs;
  private final Workloads workloads;
  private final SlotBinding binding =
      new SlotBinding(BlockCounts.LAYOUT)
          .counter("reads", ContainerKernelKind.BLOCK_READS)
          .counter("read_bytes", ContainerKernelKind.BLOCK_READ_BYTES)
          .counter("writes", ContainerKernelKind.BLOCK_WRITES)
          .counter("write_bytes", ContainerKernelKind.BLOCK_WRITE_BYTES)
          .histogram("read_latency_us", ContainerKernelKind.BLOCK_READ_LATENCY)
          .histogram("write_latency_us", ContainerKernelKind.BLOCK_WRITE_LATENCY);

  public BlockCollector(Programs programs, Workloads workloads) {
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
    return workloads.collect(programs.block, block -> block.counters(), binding, samples);
  }
}
