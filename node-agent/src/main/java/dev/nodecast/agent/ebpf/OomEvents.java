package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.container.CgroupOwners;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.process.PageSize;
import dev.nodecast.bpf.stalls.OomKill;
import dev.nodecast.bpf.stalls.Stalls;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Tells of processes that the kernel killed for memory, those of the host too. A kill waits until
 * its container has a name: one that is killed at once in a new container is older than the
 * container's first look.
 */
final class OomEvents {
  /** Rounds after which a kill is told though nobody could name its cgroup. */
  private static final int NAMELESS_ROUNDS = 3;

  private static final double BYTES_IN_MIB = 1 << 20;

  private record Waiting(OomKill kill, long since) {}

  private final Workloads workloads;
  private final long pageSize = PageSize.read(Path.of("/proc"));

  /** What the ring can hold, times the rounds. */
  private final List<Waiting> waiting = new ArrayList<>();

  OomEvents(Workloads workloads) {
    this.workloads = workloads;
  }

  /** Takes all that waits. */
  void drain(Stalls stalls, Samples samples) {
    stalls.kills(kill -> waiting.add(new Waiting(kill, samples.round())));
    for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
      Waiting next = all.next();
      List<String> labels = workloads.labels(next.kill().cgroup());
      boolean host = labels.equals(CgroupOwners.HOST);
      if (!host || samples.round() - next.since() >= NAMELESS_ROUNDS) {
        samples.event(event(next.kill(), host ? List.of() : labels));
        all.remove();
      }
    }
  }

  /** The kernel's monotonic clock is the one of System.nanoTime. */
  private Event event(OomKill kill, List<String> labels) {
    long ago = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - kill.killedNanos());
    return new Event(
        System.currentTimeMillis() - Math.max(0, ago),
        EventType.OOM_KILL,
        labels,
        message(kill),
        attributes(kill));
  }

  private String message(OomKill kill) {
    String why =
        kill.ofMachine()
            ? "the machine's memory ran out"
            : String.format(
                Locale.ROOT,
                "%s reached its limit of %.1f MiB",
                ofItsOwn(kill) ? "its cgroup" : "a cgroup above",
                kill.limitPages() * pageSize / BYTES_IN_MIB);
    return String.format(
        Locale.ROOT,
        "Process %s (pid %d) with %.1f MiB resident was killed: %s.",
        kill.comm(),
        kill.pid(),
        kill.rssPages() * pageSize / BYTES_IN_MIB,
        why);
  }

  private Map<String, String> attributes(OomKill kill) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("pid", String.valueOf(kill.pid()));
    facts.put("command", kill.comm());
    facts.put("rss", String.valueOf(kill.rssPages() * pageSize));
    facts.put("total_vm", String.valueOf(kill.totalVmPages() * pageSize));
    facts.put("of", kill.ofMachine() ? "machine" : ofItsOwn(kill) ? "cgroup" : "cgroup above");
    if (!kill.ofMachine()) {
      facts.put("limit", String.valueOf(kill.limitPages() * pageSize));
    }
    return facts;
  }

  private static boolean ofItsOwn(OomKill kill) {
    return kill.limitCgroup() == kill.cgroup().memory();
  }
}
