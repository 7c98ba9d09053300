package dev.nodecast.agent.process;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.ProcessIo;
import dev.nodecast.agent.procfs.ProcessIo.Field;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.ProcessKind;
import java.util.List;

/** {@code /proc/PID/io} of the reported processes that did something. Needs CAP_SYS_PTRACE. */
public final class ProcessIoCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(ProcessKind.KIND.groups().get(ProcessKind.READ_BYTES.group()));
  private static final Field[] FROM = {
    Field.READ_BYTES,
    Field.WRITE_BYTES,
    Field.CANCELLED_WRITE_BYTES,
    Field.READ_CHARS,
    Field.WRITTEN_CHARS,
    Field.READ_CALLS,
    Field.WRITE_CALLS
  };
  private static final Column[] TO = {
    ProcessKind.READ_BYTES,
    ProcessKind.WRITE_BYTES,
    ProcessKind.CANCELLED_WRITE_BYTES,
    ProcessKind.READ_CHARS,
    ProcessKind.WRITE_CHARS,
    ProcessKind.READ_CALLS,
    ProcessKind.WRITE_CALLS
  };

  private final ProcessTable table;
  private final ProcessIo io = new ProcessIo();
  private final KernelReader.Parser parser = io::parse;

  public ProcessIoCollector(ProcessTable table) {
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
      // Kernel threads write on behalf of others and are not accounted.
      if (row.kernelThread || !row.ioQuiet.worthReading(row.activity())) {
        continue;
      }
      if (row.ioFile == null) {
        row.ioFile = table.open().file(row.directory.resolve("io"), KernelFile.Layout.SINGLE);
      }
      if (row.ioFile.read(table.reader(), parser)) {
        for (int i = 0; i < FROM.length; i++) {
          row.set(samples, TO[i], io.of(FROM[i]));
        }
        row.readBytes = io.of(Field.READ_BYTES);
        row.writeBytes = io.of(Field.WRITE_BYTES);
      }
    }
    return Outcome.PRODUCED;
  }
}
