package dev.nodecast.agent.process;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.container.HeldFile;
import dev.nodecast.agent.container.OpenFiles;
import dev.nodecast.agent.container.Owner;
import dev.nodecast.agent.container.Owners;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.CpuStat;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.ProcessCgroups;
import dev.nodecast.agent.procfs.ProcessStat;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ProcessKind;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The processes of this host and which of them are reported: those of containers, and the busiest
 * of the rest (see {@link BusiestProcesses}).
 *
 * <p>A round lists the pids and reads the stat file of each reported process (every other round if
 * it sleeps), and of every fourth one of the others. An open stat file belongs to its process and
 * not to its pid; where there was no room to keep it open, the start time tells a pid that was used
 * again.
 */
public final class ProcessTable {
  private static final int HIDDEN_ROUNDS = 4;

  /** Who used no CPU time for so many readings is read every other round. */
  private static final int IDLE_READS = 5;

  private static final int MAX_NAMES = 4096;
  private static final int MAX_PROCESSES = 65_536;
  private static final String[] STATES = new String[128];

  private final KernelReader reader;
  private final OpenFiles open;
  private final Owners owners;
  private final ProcessBounds bounds;
  private final int tracked;
  private final Path proc;
  private final File directory;
  private final long bootMs;
  private final long pageBytes;
  private final ProcessStat stat = new ProcessStat(MAX_NAMES);
  private final ProcessCgroups cgroups = new ProcessCgroups(MAX_NAMES);
  private final KernelReader.Parser parseStat = stat::parse;
  private final KernelReader.Parser parseCgroups = cgroups::parse;
  private final Map<Integer, ProcessRow> byPid = new HashMap<>();
  private final List<ProcessRow> reported = new ArrayList<>();
  private final BusiestProcesses busiest;
  private long round;
  private long hidden;
  private long untracked;
  private int inContainers;

  static {
    for (int i = 0; i < STATES.length; i++) {
      STATES[i] = i > ' ' ? String.valueOf((char) i) : "";
    }
  }

  public ProcessTable(
      HostRoot host, KernelReader reader, OpenFiles open, Owners owners, ProcessBounds bounds) {
    this(host, reader, open, owners, bounds, MAX_PROCESSES);
  }

  /**
   * @param tracked most processes known at a time; further ones are hidden
   */
  ProcessTable(
      HostRoot host,
      KernelReader reader,
      OpenFiles open,
      Owners owners,
      ProcessBounds bounds,
      int tracked) {
    this.tracked = tracked;
    this.reader = reader;
    this.open = open;
    this.owners = owners;
    this.bounds = bounds;
    proc = host.proc();
    directory = proc.toFile();
    pageBytes = PageSize.read(proc);
    bootMs = bootMs();
    busiest = new BusiestProcesses(bounds.others());
  }

  /** Once: the kernel computes it anew from the wall clock at each reading, and clocks step. */
  private long bootMs() {
    CpuStat times = new CpuStat();
    try (KernelFile file = new KernelFile(proc.resolve("stat"), KernelFile.Layout.SINGLE)) {
      boolean known = reader.read(file, times::parse) && times.bootSeconds != Column.NOT_MEASURED;
      return known ? times.bootSeconds * 1000 : 0;
    }
  }

  /** One round: who lives, what they did, who is reported. */
  public void refresh(Samples samples) {
    round++;
    untracked = 0;
    String[] names = directory.list();
    if (names != null) {
      for (String name : names) {
        int pid = pid(name);
        if (pid > 0) {
          visit(samples, pid, name);
        }
      }
    }
    Iterator<ProcessRow> all = byPid.values().iterator();
    while (all.hasNext()) {
      ProcessRow row = all.next();
      if (row.seenRound != round) {
        all.remove();
        forget(samples, row);
      }
    }
    select(samples);
  }

  private static int pid(String name) {
    int pid = 0;
    for (int i = 0; i < name.length(); i++) {
      int digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9 || pid > 100_000_000) {
        return -1;
      }
      pid = pid * 10 + digit;
    }
    return pid;
  }

  private void visit(Samples samples, int pid, String name) {
    ProcessRow row = byPid.get(pid);
    if (row != null && (pid + round) % readEvery(row) != 0) {
      row.seenRound = round;
      return;
    }
    if (row == null) {
      if (byPid.size() >= tracked) {
        untracked++;
        return;
      }
      row = row(pid, proc.resolve(name));
    }
    if (!row.statFile.read(reader, parseStat)) {
      return; // gone, or another process has its pid: the next round finds out
    }
    if (row.readRound != 0 && row.startTicks != stat.of(ProcessStat.Field.START_TICKS)) {
      forget(samples, row);
      row = row(pid, proc.resolve(name));
    }
    long before = row.cpuMillis();
    boolean first = row.readRound == 0;
    row.take(stat, STATES[stat.state]);
    long gained = first ? 0 : Math.max(0, row.cpuMillis() - before) / (round - row.readRound);
    row.idleReads = gained == 0 ? row.idleReads + 1 : 0;
    row.busy = (row.busy * 3 + gained) / 4;
    row.readRound = round;
    row.seenRound = round;
    byPid.put(pid, row);
  }

  private static int readEvery(ProcessRow row) {
    if (row.entity == null) {
      return HIDDEN_ROUNDS;
    }
    return row.idleReads >= IDLE_READS ? 2 : 1;
  }

  private ProcessRow row(int pid, Path path) {
    HeldFile file = open.file(path.resolve("stat"), KernelFile.Layout.SINGLE);
    ProcessRow row = new ProcessRow(pid, path, file);
    row.firstRound = round;
    return row;
  }

  private void forget(Samples samples, ProcessRow row) {
    hide(samples, row);
    row.end(samples);
  }

  private void hide(Samples samples, ProcessRow row) {
    if (row.entity != null) {
      reported.remove(row);
      inContainers -= row.owner.container() ? 1 : 0;
      row.unreport(samples);
    }
  }

  private void select(Samples samples) {
    busiest.begin();
    int unreported = 0;
    for (ProcessRow row : byPid.values()) {
      if (row.owner == null) {
        row.owner = owner(row);
      }
      if (row.entity != null) {
        if (!row.owner.container()) {
          busiest.member(row);
        }
      } else if (row.owner != null && row.owner.container()) {
        boolean room = inContainers < bounds.inContainers();
        unreported += room && report(samples, row) ? 0 : 1;
      } else if (row.owner != null) {
        busiest.candidate(row);
      }
    }
    busiest.choose(round, row -> report(samples, row), row -> hide(samples, row));
    hidden += unreported + busiest.hidden() + untracked;
  }

  private Owner owner(ProcessRow row) {
    if (row.kernelThread) {
      return Owner.NOBODY;
    }
    try (KernelFile file =
        new KernelFile(row.directory.resolve("cgroup"), KernelFile.Layout.LIST)) {
      if (!reader.readIfAny(file, parseCgroups)) {
        cgroups.parse(new byte[0], 0);
      }
    }
    row.cgroup = path();
    long age = System.currentTimeMillis() - startMs(row);
    return owners.owner(row.command, age, cgroups);
  }

  private String path() {
    if (cgroups.unified.length() > 1 || cgroups.memory.isEmpty()) {
      return cgroups.unified;
    }
    return cgroups.memory;
  }

  private boolean report(Samples samples, ProcessRow row) {
    List<String> labels = new ArrayList<>(row.owner.labels());
    labels.add(String.valueOf(row.pid));
    labels.add(String.valueOf(startMs(row)));
    row.entity = samples.define(ProcessKind.KIND, labels);
    if (row.entity == null) {
      return false;
    }
    row.born = row.firstRound == round && round > 1;
    row.reportedRound = round;
    inContainers += row.owner.container() ? 1 : 0;
    reported.add(row);
    return true;
  }

  /** Asks again whom a process belongs to: runtimes move their first process into its cgroup. */
  void recheckOwner(Samples samples, ProcessRow row) {
    Owner now = owner(row);
    if (now != null && !now.equals(row.owner)) {
      hide(samples, row);
      row.owner = now;
    }
  }

  private long startMs(ProcessRow row) {
    return bootMs + row.startTicks * 10;
  }

  /** Rounds so far. */
  public long round() {
    return round;
  }

  /** Bytes of a page. */
  public long pageBytes() {
    return pageBytes;
  }

  /** Every living process, in no order. Valid until the next refresh. */
  public Collection<ProcessRow> all() {
    return byPid.values();
  }

  /** Those that have an entity. Valid until the next refresh. */
  List<ProcessRow> reported() {
    return reported;
  }

  KernelReader reader() {
    return reader;
  }

  OpenFiles open() {
    return open;
  }

  /**
   * Processes not reported, added up over the rounds. Kernel threads that do nothing are not
   * counted: nobody hid them.
   */
  public long hidden() {
    return hidden;
  }
}
