package dev.nodecast.agent.process;

import dev.nodecast.agent.container.HeldFile;
import dev.nodecast.agent.container.Namespaces;
import dev.nodecast.agent.container.Owner;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.ProcessStat;
import dev.nodecast.agent.procfs.ProcessStat.Field;
import dev.nodecast.catalog.Column;
import java.nio.file.Path;

/**
 * One living process and the numbers of its stat file as last read. Public for those that add
 * processes up.
 */
public final class ProcessRow {
  /** USER_HZ is 100 on every architecture that Java 17 runs on. */
  private static final long TICK_MS = 10;

  /** PF_KTHREAD of include/linux/sched.h. */
  private static final long KERNEL_THREAD = 0x00200000;

  private static final Field[] KEPT = {
    Field.USER_TICKS,
    Field.SYSTEM_TICKS,
    Field.CHILDREN_USER_TICKS,
    Field.CHILDREN_SYSTEM_TICKS,
    Field.MINOR_FAULTS,
    Field.MAJOR_FAULTS,
    Field.THREADS,
    Field.PRIORITY,
    Field.NICE,
    Field.PROCESSOR,
    Field.RESIDENT_PAGES,
    Field.VIRTUAL_BYTES,
    Field.PARENT_PID
  };
  private static final int[] PLACE = places();

  final int pid;
  final Path directory;
  final HeldFile statFile;
  final long[] numbers = new long[KEPT.length];
  long startTicks;
  String command = "";
  String state = "";
  boolean kernelThread;
  Owner owner;
  Entity entity;

  /** Found after the first round, in which it was defined: its counters count from zero. */
  boolean born;

  long firstRound;
  long seenRound;
  long readRound;
  long reportedRound;

  /** CPU time per round in milliseconds, smoothed. */
  long busy;

  int idleReads;
  HeldFile statusFile;
  HeldFile ioFile;
  final Quiet statusQuiet = new Quiet();
  final Quiet ioQuiet = new Quiet();
  long namespace = Namespaces.UNKNOWN;
  long readBytes = Column.NOT_MEASURED;
  long writeBytes = Column.NOT_MEASURED;
  int identityRounds;
  int limitRounds;
  String cgroup = "";

  ProcessRow(int pid, Path directory, HeldFile statFile) {
    this.pid = pid;
    this.directory = directory;
    this.statFile = statFile;
  }

  private static int[] places() {
    int[] places = new int[Field.values().length];
    for (int i = 0; i < KEPT.length; i++) {
      places[KEPT[i].ordinal()] = i;
    }
    return places;
  }

  void take(ProcessStat stat, String stateText) {
    for (int i = 0; i < KEPT.length; i++) {
      numbers[i] = stat.of(KEPT[i]);
    }
    startTicks = stat.of(Field.START_TICKS);
    command = stat.command;
    state = stateText;
    kernelThread = (Math.max(0, stat.of(Field.FLAGS)) & KERNEL_THREAD) != 0;
  }

  /** A number of its stat file; {@code Column.NOT_MEASURED} where it has none. */
  public long of(Field field) {
    return numbers[PLACE[field.ordinal()]];
  }

  /** A time of its stat file, milliseconds. */
  public long millis(Field field) {
    long ticks = of(field);
    return ticks == Column.NOT_MEASURED ? ticks : ticks * TICK_MS;
  }

  /** CPU time used, milliseconds. */
  public long cpuMillis() {
    return Math.max(0, millis(Field.USER_TICKS)) + Math.max(0, millis(Field.SYSTEM_TICKS));
  }

  /** What moves whenever it does anything: CPU time and page faults. */
  long activity() {
    return cpuMillis() + of(Field.MINOR_FAULTS) + of(Field.MAJOR_FAULTS);
  }

  /** Bytes that it read from storage, as last read from its io file. */
  public long readBytes() {
    return readBytes;
  }

  /** Bytes that it wrote to storage, as last read from its io file. */
  public long writeBytes() {
    return writeBytes;
  }

  /** Its network namespace, {@link Namespaces#UNKNOWN} until asked for or without permission. */
  public long namespace() {
    return namespace;
  }

  /** Rounds since it was found, 0 in the round itself. */
  public long age(ProcessTable table) {
    return table.round() - firstRound;
  }

  public int pid() {
    return pid;
  }

  public String command() {
    return command;
  }

  public Owner owner() {
    return owner;
  }

  /** Its directory in proc. */
  public Path directory() {
    return directory;
  }

  public boolean isKernelThread() {
    return kernelThread;
  }

  void set(Samples samples, Column column, long value) {
    if (born) {
      samples.setFromZero(entity, column, value);
    } else {
      samples.set(entity, column, value);
    }
  }

  void end(Samples samples) {
    statFile.close();
    if (statusFile != null) {
      statusFile.close();
    }
    if (ioFile != null) {
      ioFile.close();
    }
    unreport(samples);
  }

  void unreport(Samples samples) {
    if (entity != null) {
      samples.end(entity);
      entity = null;
      born = false;
      identityRounds = 0;
      limitRounds = 0;
      statusQuiet.reset();
      ioQuiet.reset();
    }
  }
}
