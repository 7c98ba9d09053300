package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.tls.TlsProcesses;
import dev.nodecast.agent.tls.TlsScope;
import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.exchange.Exchanges;
import dev.nodecast.bpf.exchange.TlsExchanges;
import dev.nodecast.bpf.exchange.TlsSelector;
import dev.nodecast.catalog.AgentTlsKind;
import dev.nodecast.catalog.Group;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who speaks TLS (exchange_encrypted of exchange.bpf.c), and the reading of it for those that the
 * user selects (exchange_tls.bpf.c). What is read goes with {@link ServiceCollector}.
 */
public final class TlsCollector implements Collector {
  private static final List<Group> GROUPS = AgentTlsKind.KIND.groups();

  private final Programs programs;
  private final Workloads workloads;
  private final TlsScope scope;
  private final TlsPrograms seen;
  private final Set<CgroupIds> cgroups = new HashSet<>();
  private Optional<TlsExchanges> of = Optional.empty();
  private Optional<TlsProcesses> processes = Optional.empty();

  public TlsCollector(
      HostRoot host, Programs programs, Workloads workloads, CgroupLabels labels, TlsScope scope) {
    this.programs = programs;
    this.workloads = workloads;
    this.scope = scope;
    this.seen = new TlsPrograms(host.proc(), workloads, labels);
    if (!scope.selectors().isEmpty()) {
      programs.readTls();
    }
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
    Optional<Exchanges> running = programs.exchange.running();
    follow(programs.tls.running());
    processes.ifPresent(TlsProcesses::refresh);
    of.ifPresent(this::select);
    if (running.isEmpty()) {
      return new Outcome.Empty(programs.exchange.reason());
    }
    running.get().encrypted(seen::add);
    seen.tell(samples, this::refusal);
    return Outcome.PRODUCED;
  }

  /** Programs that were started anew have forgotten what was said to them. */
  private void follow(Optional<TlsExchanges> now) {
    if (!now.equals(of)) {
      of = now;
      processes.ifPresent(TlsProcesses::close);
      processes = now.map(exchanges -> new TlsProcesses(scope, exchanges));
      cgroups.clear();
    }
  }

  /** Whole workloads: what starts there counts from its first call. */
  private void select(TlsExchanges exchanges) {
    Set<CgroupIds> wanted = new HashSet<>();
    programs.slots().ifPresent(slots -> wanted(slots, wanted));
    for (CgroupIds gone : Set.copyOf(cgroups)) {
      if (!wanted.contains(gone)) {
        exchanges.unselect(TlsSelector.cgroup(gone));
        cgroups.remove(gone);
      }
    }
    for (CgroupIds cgroup : wanted) {
      if (!cgroups.contains(cgroup) && exchanges.select(TlsSelector.cgroup(cgroup))) {
        cgroups.add(cgroup);
      }
    }
  }

  private void wanted(Slots slots, Set<CgroupIds> wanted) {
    BitSet readable = workloads.readable();
    for (int slot = readable.nextSetBit(0); slot >= 0; slot = readable.nextSetBit(slot + 1)) {
      CgroupIds cgroup = slots.cgroup(slot);
      if (cgroup != null && scope.selects(workloads.labels(slot))) {
        wanted.add(cgroup);
      }
    }
  }

  /** Why a process that is selected is not read; empty for one that is not selected. */
  private Optional<String> refusal(int pid, List<String> labels) {
    if (processes.isPresent()) {
      Optional<String> refusal = processes.get().refusal(pid);
      return refusal.isEmpty() && scope.selects(labels) ? Optional.of("") : refusal;
    }
    return scope.selects(labels) ? Optional.of(programs.tls.reason()) : Optional.empty();
  }
}
