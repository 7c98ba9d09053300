package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.syscall.Syscalls;
import dev.nodecast.catalog.ContainerSyscallKind;
import dev.nodecast.catalog.Group;
import java.util.List;
import java.util.Optional;

/**
 * System calls of each container, at the tracepoints sys_enter and sys_exit (syscall.bpf.c):
 *
 * <pre>
 * include/trace/events/syscalls.h
 * TRACE_EVENT_SYSCALL(sys_exit, TP_PROTO(struct pt_regs *regs, long ret), …
 * </pre>
 *
 * It is read less often than slots come and go, so the last numbers of a container that ended are
 * taken when its slot is given back.
 */
public final class SyscallCollector implements Collector {
  private static final List<Group> GROUPS = ContainerSyscallKind.KIND.groups();

  private final Programs programs;
  private final Workloads workloads;
  private final SyscallRows rows;
  private Optional<Syscalls> known = Optional.empty();

  public SyscallCollector(Programs programs, Workloads workloads) {
    this.programs = programs;
    this.workloads = workloads;
    this.rows = new SyscallRows(workloads);
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
    Optional<Syscalls> running = programs.syscall.running();
    rows.begin(samples);
    if (!running.equals(known)) {
      rows.endAll();
      running.ifPresent(syscalls -> syscalls.bequeath(rows));
      known = running;
    }
    if (running.isEmpty()) {
      return new Outcome.Empty(programs.syscall.reason());
    }
    running.get().read(workloads.readable(), rows);
    rows.endLeft();
    return Outcome.PRODUCED;
  }
}
