package dev.nodecast.agent.host;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.MemInfo;
import dev.nodecast.agent.procfs.MemInfo.Field;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.NodeKind;
import java.io.IOException;
import java.util.List;

/**
 * {@code /proc/meminfo}: what memory is used for.
 *
 * <pre>
 * MemTotal:       24570044 kB
 * MemAvailable:   23614704 kB
 * </pre>
 */
public final class MemoryCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(NodeKind.KIND.groups().get(NodeKind.MEMORY_TOTAL.group()));
  private static final Field[] FIELDS = {
    Field.TOTAL,
    Field.FREE,
    Field.AVAILABLE,
    Field.BUFFERS,
    Field.CACHED,
    Field.ACTIVE,
    Field.INACTIVE,
    Field.ANON_PAGES,
    Field.MAPPED,
    Field.SHMEM,
    Field.SLAB_RECLAIMABLE,
    Field.SLAB_UNRECLAIMABLE,
    Field.KERNEL_STACK,
    Field.PAGE_TABLES,
    Field.DIRTY,
    Field.WRITEBACK,
    Field.UNEVICTABLE,
    Field.COMMITTED,
    Field.COMMIT_LIMIT,
    Field.SWAP_TOTAL,
    Field.SWAP_FREE,
    Field.SWAP_CACHED
  };
  private static final Column[] COLUMNS = {
    NodeKind.MEMORY_TOTAL,
    NodeKind.MEMORY_FREE,
    NodeKind.MEMORY_AVAILABLE,
    NodeKind.MEMORY_BUFFERS,
    NodeKind.MEMORY_CACHED,
    NodeKind.MEMORY_ACTIVE,
    NodeKind.MEMORY_INACTIVE,
    NodeKind.MEMORY_ANON,
    NodeKind.MEMORY_MAPPED,
    NodeKind.MEMORY_SHMEM,
    NodeKind.MEMORY_SLAB_RECLAIMABLE,
    NodeKind.MEMORY_SLAB_UNRECLAIMABLE,
    NodeKind.MEMORY_KERNEL_STACK,
    NodeKind.MEMORY_PAGE_TABLES,
    NodeKind.MEMORY_DIRTY,
    NodeKind.MEMORY_WRITEBACK,
    NodeKind.MEMORY_UNEVICTABLE,
    NodeKind.MEMORY_COMMITTED,
    NodeKind.MEMORY_COMMIT_LIMIT,
    NodeKind.SWAP_TOTAL,
    NodeKind.SWAP_FREE,
    NodeKind.SWAP_CACHED
  };

  private final KernelReader reader;
  private final Entity node;
  private final KernelFile file;
  private final MemInfo info = new MemInfo();

  public MemoryCollector(HostRoot host, KernelReader reader, Entity node) {
    this.reader = reader;
    this.node = node;
    file = new KernelFile(host.proc().resolve("meminfo"), KernelFile.Layout.SINGLE);
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
    reader.require(file, info::parse);
    for (int i = 0; i < FIELDS.length; i++) {
      samples.set(node, COLUMNS[i], info.of(FIELDS[i]));
    }
    samples.set(node, NodeKind.MEMORY_HUGEPAGES_TOTAL, hugePages(Field.HUGE_PAGES_TOTAL));
    samples.set(node, NodeKind.MEMORY_HUGEPAGES_FREE, hugePages(Field.HUGE_PAGES_FREE));
    return Outcome.PRODUCED;
  }

  /** The file counts pages of its default size; the column has bytes. */
  private long hugePages(Field count) {
    long pages = info.of(count);
    long size = info.of(Field.HUGE_PAGE_SIZE);
    return pages == Column.NOT_MEASURED || size == Column.NOT_MEASURED
        ? Column.NOT_MEASURED
        : pages * size;
  }
}
