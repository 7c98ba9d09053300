package dev.nodecast.agent.process;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.ProcessLimits;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.ProcessKind;
import java.io.File;
import java.util.List;

/**
 * Open descriptors of the reported processes and how many they may have. Since 6.2 the size of
 * {@code /proc/PID/fd} is their number (fs/proc/fd.c proc_fd_getattr); before, the directory is
 * listed. The limit hardly ever changes and is read every sixth time.
 */
public final class ProcessFilesCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(ProcessKind.KIND.groups().get(ProcessKind.OPEN_FDS.group()));
  private static final int LIMIT_ROUNDS = 6;

  private final ProcessTable table;
  private final boolean sized;
  private final ProcessLimits limits = new ProcessLimits();
  private final KernelReader.Parser parser = this::parse;

  public ProcessFilesCollector(HostRoot host, ProcessTable table) {
    this.table = table;
    sized = sized(host.proc().resolve("self/fd").toFile());
  }

  /** A directory elsewhere has a size too, but not that one; listing itself takes a descriptor. */
  private static boolean sized(File own) {
    long size = own.length();
    String[] names = own.list();
    return names != null && size > 0 && Math.abs(size - names.length) <= 2;
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
    for (ProcessRow row : table.reported()) {
      if (row.kernelThread) {
        continue;
      }
      samples.set(row.entity, ProcessKind.OPEN_FDS, count(row.directory.resolve("fd").toFile()));
      if (row.limitRounds++ % LIMIT_ROUNDS == 0) {
        try (KernelFile file =
            new KernelFile(row.directory.resolve("limits"), KernelFile.Layout.SINGLE)) {
          boolean known = table.reader().readIfAny(file, parser);
          samples.set(
              row.entity, ProcessKind.MAX_FDS, known ? limits.openFiles : Column.NOT_MEASURED);
        }
      }
    }
    return Outcome.PRODUCED;
  }

  private long count(File directory) {
    if (sized) {
      long size = directory.length();
      if (size > 0) {
        return size;
      }
    }
    String[] names = directory.list();
    return names == null ? Column.NOT_MEASURED : names.length;
  }

  private boolean parse(byte[] bytes, int length) {
    limits.parse(bytes, length);
    return true; // "unlimited" is an answer
  }
}
