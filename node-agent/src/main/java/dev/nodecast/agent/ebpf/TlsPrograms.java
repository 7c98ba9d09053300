package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.container.CgroupOwners;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.exchange.Executables;
import dev.nodecast.agent.tls.TlsLibraries;
import dev.nodecast.agent.tls.TlsLibraries.Library;
import dev.nodecast.bpf.exchange.EncryptedProcess;
import dev.nodecast.catalog.AgentTlsKind;
import dev.nodecast.catalog.ServiceKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The programs that speak TLS, each with its library, and what is to be said of them. */
final class TlsPrograms {
  /** Programs of one machine; the rest is one row. */
  static final int MAX = 500;

  /** Processes whose cgroup has no name yet; those of more are told of as the host's. */
  private static final int MAX_NAMELESS = 1024;

  private static final int NAMELESS_ROUNDS = 5;
  private static final String READ = "read";

  /** Ten minutes after its last process ended a program is not told of any more. */
  private static final int IDLE_ROUNDS = 300;

  /**
   * Why a selected process is not read, empty where it is; nothing for one that is not selected.
   */
  interface Refusals {
    Optional<String> refusal(int pid, List<String> labels);
  }

  /** What a process ran when it was looked at, which is when it was told of. */
  private static final class Nameless {
    final EncryptedProcess process;
    final String program;
    final Library library;
    int rounds;

    Nameless(EncryptedProcess process, String program, Library library) {
      this.process = process;
      this.program = program;
      this.library = library;
    }
  }

  private static final class Row {
    final Library library;
    Entity entity;
    long connections;
    int pid;
    int idle;

    Row(Library library) {
      this.library = library;
    }
  }

  private final Path proc;
  private final Workloads workloads;
  private final CgroupLabels labels;
  private final Executables executables;
  private final TlsLibraries libraries = new TlsLibraries();
  private final List<Nameless> nameless = new ArrayList<>();
  private final Map<List<String>, Row> rows = new HashMap<>();

  TlsPrograms(Path proc, Workloads workloads, CgroupLabels labels) {
    this.proc = proc;
    this.workloads = workloads;
    this.labels = labels;
    this.executables = new Executables(proc);
  }

  void add(EncryptedProcess process) {
    Path directory = proc.resolve(String.valueOf(process.pid()));
    String program = executables.of(process.pid(), process.comm());
    Nameless fresh = new Nameless(process, program, libraries.of(directory));
    if (nameless.size() < MAX_NAMELESS) {
      nameless.add(fresh);
    } else {
      row(fresh, workloads.labels(process.cgroup()));
    }
  }

  private void row(Nameless of, List<String> owner) {
    List<String> names = new ArrayList<>(owner);
    boolean room = rows.size() < MAX;
    names.add(of.program);
    names.add(of.library.name());
    if (!room && !rows.containsKey(names)) {
      names = new ArrayList<>(CgroupOwners.OTHER);
      names.add(ServiceKind.OTHER);
      names.add(ServiceKind.OTHER);
    }
    Row row = rows.computeIfAbsent(names, key -> new Row(of.library));
    row.connections += of.process.connections();
    row.pid = of.process.pid();
    row.idle = 0;
  }

  void tell(Samples samples, Refusals refusals) {
    for (Iterator<Nameless> all = nameless.iterator(); all.hasNext(); ) {
      Nameless each = all.next();
      Optional<List<String>> owner = labels.of(each.process.cgroup());
      if (owner.isPresent() || ++each.rounds > NAMELESS_ROUNDS) {
        row(each, owner.orElseGet(() -> workloads.labels(each.process.cgroup())));
        all.remove();
      }
    }
    for (Iterator<Map.Entry<List<String>, Row>> all = rows.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<List<String>, Row> each = all.next();
      Row row = each.getValue();
      if (row.entity == null) {
        row.entity = samples.define(AgentTlsKind.KIND, each.getKey());
      }
      if (row.entity != null) {
        tell(row, each.getKey(), samples, refusals);
      }
      boolean lives = Files.exists(proc.resolve(String.valueOf(row.pid)));
      row.idle = lives ? 0 : row.idle + 1;
      if (row.idle > IDLE_ROUNDS) {
        if (row.entity != null) {
          samples.end(row.entity);
        }
        all.remove();
      }
    }
  }

  private static void tell(Row row, List<String> names, Samples samples, Refusals refusals) {
    Optional<String> refusal = refusals.refusal(row.pid, names.subList(0, names.size() - 2));
    String state = state(row.library, refusal);
    samples.increase(row.entity, AgentTlsKind.CONNECTIONS, row.connections);
    samples.set(row.entity, AgentTlsKind.READ, state.equals(READ) ? 1 : 0);
    samples.text(row.entity, AgentTlsKind.STATE, state);
    samples.set(row.entity, AgentTlsKind.PID, row.pid);
    row.connections = 0;
  }

  /** In words for people, which Status shows as they are. */
  static String state(Library library, Optional<String> refusal) {
    if (library.equals(TlsLibraries.UNKNOWN)) {
      return "not known: it ended, or has no library that we know";
    }
    if (!library.visible()) {
      return "TLS, library " + library.name() + ": not visible";
    }
    return refusal
        .map(reason -> reason.isEmpty() ? READ : "not read: " + reason)
        .orElse(library.name() + ", visible when NODECAST_TLS names it");
  }
}
