package dev.nodecast.agent.host;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.FileTable;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.NodeKind;
import java.io.IOException;
import java.util.List;

/**
 * {@code /proc/sys/fs/file-nr}: file handles in use, and how many there may be.
 *
 * <pre>
 * 1472	0	9223372036854775807
 * </pre>
 */
public final class FilesCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(NodeKind.KIND.groups().get(NodeKind.FILES_OPEN.group()));

  private final KernelReader reader;
  private final Entity node;
  private final KernelFile file;
  private final FileTable table = new FileTable();

  public FilesCollector(HostRoot host, KernelReader reader, Entity node) {
    this.reader = reader;
    this.node = node;
    file = new KernelFile(host.proc().resolve("sys/fs/file-nr"), KernelFile.Layout.SINGLE);
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
    reader.require(file, table::parse);
    samples.set(node, NodeKind.FILES_OPEN, table.allocated);
    samples.set(node, NodeKind.FILES_MAX, table.maximum);
    return Outcome.PRODUCED;
  }
}
