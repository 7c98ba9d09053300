package dev.nodecast.agent.process;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.Cmdline;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.ProcessKind;
import java.util.List;

/**
 * {@code /proc/PID/cmdline} and the cgroup of the reported processes: when one appears, once more
 * after that (a runtime's first process changes both), and then every sixth time.
 *
 * <p>Arguments may hold secrets that someone passed that way. They are cut to 1024 bytes; with
 * {@code hideArguments} only the program (the first argument) is reported.
 */
public final class ProcessIdentityCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(ProcessKind.KIND.groups().get(ProcessKind.COMMAND_LINE.group()));
  private static final int ROUNDS = 6;
  private static final int MAX_BYTES = 1024;

  private final ProcessTable table;
  private final boolean hideArguments;
  private final KernelReader.Parser parser = this::parse;
  private String text;

  public ProcessIdentityCollector(ProcessTable table, boolean hideArguments) {
    this.table = table;
    this.hideArguments = hideArguments;
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
    for (ProcessRow row : List.copyOf(table.reported())) {
      int round = row.identityRounds++;
      if (round > 1 && round % ROUNDS != 0) {
        continue;
      }
      if (!row.kernelThread) {
        if (round > 0) {
          table.recheckOwner(samples, row);
        }
        commandLine(samples, row);
      }
      if (row.entity != null) {
        samples.text(row.entity, ProcessKind.CGROUP, row.cgroup.isEmpty() ? null : row.cgroup);
      }
    }
    return Outcome.PRODUCED;
  }

  private void commandLine(Samples samples, ProcessRow row) {
    if (row.entity == null) {
      return; // it turned out to be someone else's: the next round reports it anew
    }
    text = null;
    try (KernelFile file =
        new KernelFile(row.directory.resolve("cmdline"), KernelFile.Layout.LIST)) {
      table.reader().readIfAny(file, parser);
    }
    samples.text(row.entity, ProcessKind.COMMAND_LINE, text);
  }

  private boolean parse(byte[] bytes, int length) {
    int end = length;
    if (hideArguments) {
      end = 0;
      while (end < length && bytes[end] != 0) {
        end++;
      }
    }
    String line = Cmdline.text(bytes, end, MAX_BYTES);
    text = line.isEmpty() ? null : line;
    return true;
  }
}
