package dev.nodecast.agent.host;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.VmStat;
import dev.nodecast.agent.procfs.VmStat.Field;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.NodeKind;
import java.io.IOException;
import java.util.List;

/**
 * {@code /proc/vmstat}: paging, reclaim, out-of-memory kills.
 *
 * <pre>
 * pgpgin 523401
 * pgfault 1862310
 * oom_kill 0
 * </pre>
 */
public final class VmstatCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(NodeKind.KIND.groups().get(NodeKind.PAGE_FAULTS.group()));
  private static final Field[] FIELDS = {
    Field.FAULTS,
    Field.MAJOR_FAULTS,
    Field.SWAPPED_IN,
    Field.SWAPPED_OUT,
    Field.SCANNED_KSWAPD,
    Field.SCANNED_DIRECT,
    Field.STOLEN_KSWAPD,
    Field.STOLEN_DIRECT,
    Field.ALLOCATION_STALLS,
    Field.COMPACTION_STALLS,
    Field.OOM_KILLS
  };
  private static final Column[] COLUMNS = {
    NodeKind.PAGE_FAULTS, NodeKind.MAJOR_PAGE_FAULTS, NodeKind.SWAPPED_IN, NodeKind.SWAPPED_OUT,
    NodeKind.SCANNED_KSWAPD, NodeKind.SCANNED_DIRECT, NodeKind.STOLEN_KSWAPD,
        NodeKind.STOLEN_DIRECT,
    NodeKind.ALLOCATION_STALLS, NodeKind.COMPACTION_STALLS, NodeKind.OOM_KILLS
  };

  private final KernelReader reader;
  private final Entity node;
  private final KernelFile file;
  private final VmStat vmstat = new VmStat();

  public VmstatCollector(HostRoot host, KernelReader reader, Entity node) {
    this.reader = reader;
    this.node = node;
    file = new KernelFile(host.proc().resolve("vmstat"), KernelFile.Layout.LIST);
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return KernelReader.needs(file.path(), "kernel without CONFIG_VM_EVENT_COUNTERS");
  }

  @Override
  public Outcome collect(Samples samples) throws IOException {
    reader.require(file, vmstat::parse);
    for (int i = 0; i < FIELDS.length; i++) {
      samples.set(node, COLUMNS[i], vmstat.of(FIELDS[i]));
    }
    samples.set(node, NodeKind.PAGED_IN, bytes(vmstat.of(Field.PAGED_IN)));
    samples.set(node, NodeKind.PAGED_OUT, bytes(vmstat.of(Field.PAGED_OUT)));
    return Outcome.PRODUCED;
  }

  private static long bytes(long kibibytes) {
    return kibibytes == Column.NOT_MEASURED ? kibibytes : kibibytes << 10;
  }
}
