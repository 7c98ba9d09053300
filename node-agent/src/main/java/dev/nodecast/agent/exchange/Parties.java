package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.exchange.ExchangeEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Everyone who asks or answers on this machine. For one thread. */
final class Parties {
  /** Of one machine; whoever comes later is not counted, and that is. */
  static final int MAX = 4096;

  /** An end as the kernel tells it; several processes may be one party. */
  private static final class End {
    long v2;
    long memory;
    int pid;
    boolean server;
    String label;

    @Override
    public int hashCode() {
      return Long.hashCode((v2 * 31 + memory) * 31 + pid) * 31
          + label.hashCode() * 2
          + (server ? 1 : 0);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof End end
          && v2 == end.v2
          && memory == end.memory
          && pid == end.pid
          && server == end.server
          && label.equals(end.label);
    }
  }

  private final Executables executables;
  private final Environments environments;
  private final Map<Party.Key, Party> parties = new HashMap<>();
  private final Map<End, Party> byEnd = new HashMap<>();
  private final byte[] comm = new byte[16];
  private End wanted = new End();
  private long refused;

  /**
   * @param proc where processes are looked up
   */
  Parties(Path proc) {
    executables = new Executables(proc);
    environments = new Environments(proc);
  }

  /**
   * Whose event it is; null at the limit.
   *
   * @param label what labels call its protocol
   */
  Party of(ExchangeEvent event, String label) {
    wanted.v2 = event.cgroupV2();
    wanted.memory = event.cgroupMemory();
    wanted.pid = event.pid();
    wanted.server = event.server();
    wanted.label = label;
    Party known = byEnd.get(wanted);
    return known != null ? known : add(event, label);
  }

  private Party add(ExchangeEvent event, String label) {
    int length = event.comm(comm);
    String called = new String(comm, 0, length, StandardCharsets.UTF_8);
    String program = executables.of(event.pid(), called);
    Declared declared = environments.of(event.pid(), called);
    CgroupIds cgroup = event.cgroup();
    Party party =
        of(new Party.Key(cgroup, program, event.server(), event.protocol(), label, declared));
    if (party == null) {
      return null;
    }
    if (byEnd.size() >= 4 * MAX) {
      byEnd.clear(); // processes that came and went; those that live come again
    }
    byEnd.put(wanted, party);
    wanted = new End();
    return party;
  }

  /** The party of that name, which may have been removed meanwhile; null at the limit. */
  Party of(Party.Key key) {
    Party party = parties.get(key);
    if (party == null) {
      if (parties.size() >= MAX) {
        refused++;
        return null;
      }
      party = new Party(key);
      parties.put(key, party);
    }
    return party;
  }

  Collection<Party> all() {
    return parties.values();
  }

  /** One that has no row any more. */
  void remove(Party party) {
    parties.remove(party.key);
    byEnd.values().removeIf(each -> each == party);
  }

  /** Exchanges of whoever came beyond the limit, ever. */
  long refused() {
    return refused;
  }
}
