package dev.nodecast.agent.process;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.ProcessStatus;
import dev.nodecast.agent.procfs.ProcessStatus.Field;
import dev.nodecast.agent.procfs.ProcessStatus.Text;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.ProcessKind;
import java.util.List;

/** {@code /proc/PID/status} of the reported processes that did something. */
public final class ProcessStatusCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(ProcessKind.KIND.groups().get(ProcessKind.VM_PEAK.group()));
  private static final Field[] FROM = {
    Field.VIRTUAL_PEAK_BYTES,
    Field.RESIDENT_PEAK_BYTES,
    Field.LOCKED_BYTES,
    Field.PINNED_BYTES,
    Field.SWAP_BYTES,
    Field.VOLUNTARY_SWITCHES,
    Field.FORCED_SWITCHES,
    Field.UID,
    Field.SECCOMP
  };
  private static final Column[] TO = {
    ProcessKind.VM_PEAK,
    ProcessKind.VM_HWM,
    ProcessKind.VM_LOCKED,
    ProcessKind.VM_PINNED,
    ProcessKind.VM_SWAP,
    ProcessKind.VOLUNTARY_SWITCHES,
    ProcessKind.INVOLUNTARY_SWITCHES,
    ProcessKind.UID,
    ProcessKind.SECCOMP
  };

  private final ProcessTable table;
  private final ProcessStatus status = new ProcessStatus();
  private final KernelReader.Parser parser = this::parse;

  public ProcessStatusCollector(ProcessTable table) {
    this.table = table;
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
      if (!row.statusQuiet.worthReading(row.activity())) {
        continue;
      }
      if (row.statusFile == null) {
        row.statusFile =
            table.open().file(row.directory.resolve("status"), KernelFile.Layout.SINGLE);
      }
      if (row.statusFile.read(table.reader(), parser)) {
        for (int i = 0; i < FROM.length; i++) {
          row.set(samples, TO[i], status.of(FROM[i]));
        }
        samples.text(row.entity, ProcessKind.SPECULATION, text(Text.SPECULATION_STORE_BYPASS));
        samples.text(row.entity, ProcessKind.CPUS_ALLOWED, text(Text.CPUS_ALLOWED));
        samples.text(row.entity, ProcessKind.MEMS_ALLOWED, text(Text.MEMORY_NODES_ALLOWED));
      }
    }
    return Outcome.PRODUCED;
  }

  private boolean parse(byte[] bytes, int length) {
    status.parseTexts(bytes, length);
    return status.parse(bytes, length);
  }

  private String text(Text which) {
    String text = status.of(which);
    return text.isEmpty() ? null : text;
  }
}
