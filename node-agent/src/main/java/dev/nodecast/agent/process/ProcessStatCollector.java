package dev.nodecast.agent.process;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.ProcessStat.Field;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.ProcessKind;
import java.util.List;

/**
 * {@code /proc/PID/stat} of the reported processes. Refreshes the table that the other process
 * collectors go through, so it comes before them.
 */
public final class ProcessStatCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(ProcessKind.KIND.groups().get(ProcessKind.COMMAND.group()));
  private static final Field[] TIMES = {
    Field.USER_TICKS, Field.SYSTEM_TICKS, Field.CHILDREN_USER_TICKS, Field.CHILDREN_SYSTEM_TICKS
  };
  private static final Column[] TIME_COLUMNS = {
    ProcessKind.CPU_USER,
    ProcessKind.CPU_SYSTEM,
    ProcessKind.CHILDREN_USER,
    ProcessKind.CHILDREN_SYSTEM
  };
  private static final Field[] FROM = {
    Field.PARENT_PID,
    Field.MINOR_FAULTS,
    Field.MAJOR_FAULTS,
    Field.THREADS,
    Field.PRIORITY,
    Field.NICE,
    Field.PROCESSOR,
    Field.VIRTUAL_BYTES
  };
  private static final Column[] TO = {
    ProcessKind.PARENT,
    ProcessKind.MINOR_FAULTS,
    ProcessKind.MAJOR_FAULTS,
    ProcessKind.THREADS,
    ProcessKind.PRIORITY,
    ProcessKind.NICE,
    ProcessKind.PROCESSOR,
    ProcessKind.VIRTUAL
  };

  private final ProcessTable table;
  private final boolean refreshes;

  /**
   * @param refreshes whether this collector refreshes the table; else someone before it does
   */
  public ProcessStatCollector(ProcessTable table, boolean refreshes) {
    this.table = table;
    this.refreshes = refreshes;
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
    if (refreshes) {
      table.refresh(samples);
    }
    for (ProcessRow row : table.reported()) {
      samples.text(row.entity, ProcessKind.COMMAND, row.command);
      samples.text(row.entity, ProcessKind.STATE, row.state);
      for (int i = 0; i < TIMES.length; i++) {
        row.set(samples, TIME_COLUMNS[i], row.millis(TIMES[i]));
      }
      for (int i = 0; i < FROM.length; i++) {
        row.set(samples, TO[i], row.of(FROM[i]));
      }
      long pages = row.of(Field.RESIDENT_PAGES);
      row.set(
          samples,
          ProcessKind.RSS,
          pages == Column.NOT_MEASURED ? pages : pages * table.pageBytes());
    }
    return Outcome.PRODUCED;
  }
}
