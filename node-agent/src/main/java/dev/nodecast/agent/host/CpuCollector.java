package dev.nodecast.agent.host;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.EntitySet;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.CpuStat;
import dev.nodecast.agent.procfs.CpuStat.Time;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.NodeCpuKind;
import dev.nodecast.catalog.NodeKind;
import java.io.IOException;
import java.util.List;

/**
 * {@code /proc/stat}: where CPU time went, in total and per CPU.
 *
 * <pre>
 * cpu  3741 0 2454 169047 412 0 56 19 0 0
 * cpu0 1594 0 955 85215 52 0 11 8 0 0
 * ctxt 271937
 * </pre>
 */
public final class CpuCollector implements Collector {
  /** USER_HZ is 100 on every architecture that Java 17 runs on. */
  static final long TICK_MS = 10;

  private static final List<Group> GROUPS =
      List.of(
          NodeKind.KIND.groups().get(NodeKind.CPU_USER.group()), NodeCpuKind.KIND.groups().get(0));
  private static final Column[] TOTAL = {
    NodeKind.CPU_USER, NodeKind.CPU_NICE, NodeKind.CPU_SYSTEM, NodeKind.CPU_IDLE,
        NodeKind.CPU_IOWAIT,
    NodeKind.CPU_IRQ, NodeKind.CPU_SOFTIRQ, NodeKind.CPU_STEAL, NodeKind.CPU_GUEST,
        NodeKind.CPU_GUEST_NICE
  };
  private static final Column[] CORE = {
    NodeCpuKind.USER,
    NodeCpuKind.NICE,
    NodeCpuKind.SYSTEM,
    NodeCpuKind.IDLE,
    NodeCpuKind.IOWAIT,
    NodeCpuKind.IRQ,
    NodeCpuKind.SOFTIRQ,
    NodeCpuKind.STEAL,
    NodeCpuKind.GUEST,
    NodeCpuKind.GUEST_NICE
  };
  private static final Time[] TIMES = Time.values();

  private final KernelReader reader;
  private final KernelFile file;
  private final CpuStat stat = new CpuStat();
  private final Entity node;
  private final EntitySet<Integer> cores = new EntitySet<>(NodeCpuKind.KIND);

  public CpuCollector(HostRoot host, KernelReader reader, Entity node) {
    this.reader = reader;
    this.node = node;
    file = new KernelFile(host.proc().resolve("stat"), KernelFile.Layout.SINGLE);
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return KernelReader.needs(file.path(), "mount the host's procfs and set NODECAST_PROC");
  }

  @Override
  public Outcome collect(Samples samples) throws IOException {
    reader.require(file, stat::parse);
    for (int i = 0; i < TOTAL.length; i++) {
      samples.set(node, TOTAL[i], millis(stat.total(TIMES[i])));
    }
    samples.set(node, NodeKind.CONTEXT_SWITCHES, stat.contextSwitches);
    samples.set(node, NodeKind.FORKS, stat.forks);
    samples.set(node, NodeKind.INTERRUPTS, stat.interrupts);
    samples.set(node, NodeKind.SOFTIRQS, stat.softInterrupts);
    samples.set(node, NodeKind.PROCS_RUNNING, stat.running);
    samples.set(node, NodeKind.PROCS_BLOCKED, stat.blocked);
    samples.set(node, NodeKind.CPU_COUNT, stat.cpus());
    samples.set(node, NodeKind.BOOT_TIME, stat.bootSeconds);
    cores.begin();
    for (int row = 0; row < stat.cpus(); row++) {
      Entity core = cores.find(samples, stat.cpuId(row), String::valueOf);
      if (core != null) {
        for (int i = 0; i < CORE.length; i++) {
          samples.set(core, CORE[i], millis(stat.cpu(row, TIMES[i])));
        }
      }
    }
    cores.endMissing(samples);
    return Outcome.PRODUCED;
  }

  static long millis(long ticks) {
    return ticks == Column.NOT_MEASURED ? ticks : ticks * TICK_MS;
  }
}
