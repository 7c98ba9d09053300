package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.container.CgroupOwners;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.process.PageSize;
import dev.nodecast.bpf.life.Life;
import dev.nodecast.bpf.life.LifeExit;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventSeverity;
import dev.nodecast.catalog.EventType;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells of processes of containers that ended badly: by a signal, or by themselves with a code that
 * is not 0. The others, and those of the host, are in the counts; a shell script alone makes
 * hundreds a second.
 */
final class ExitEvents {
  /** Of one tick, so that a crash loop leaves room for what else happens. */
  static final int MAX_PER_TICK = 20;

  private static final long NANOS_IN_MILLI = 1_000_000;

  private final Workloads workloads;
  private final long pageSize = PageSize.read(Path.of("/proc"));
  private Samples samples;
  private int told;

  ExitEvents(Workloads workloads) {
    this.workloads = workloads;
  }

  /** Takes all that waits. */
  void drain(Life life, Samples to) {
    samples = to;
    told = 0;
    life.exits(this::exit);
  }

  private void exit(LifeExit exit) {
    if (exit.status() == 0) {
      return;
    }
    List<String> labels = workloads.labels(exit.cgroup());
    if (labels.equals(CgroupOwners.HOST)) {
      return;
    }
    if (told == MAX_PER_TICK) {
      samples.eventDropped(); // as all ends, it is in the container's counts
      return;
    }
    told++;
    EventType type =
        exit.signal() == 0
            ? EventType.PROCESS_EXIT
            : EventType.PROCESS_EXIT.as(EventSeverity.WARNING);
    samples.event(
        new Event(System.currentTimeMillis(), type, labels, message(exit), attributes(exit)));
  }

  private static String message(LifeExit exit) {
    String how =
        exit.signal() == 0
            ? "ended with code " + exit.code()
            : "was ended by signal " + exit.signal();
    return "Process %s (pid %d) %s after %.1f s."
        .formatted(exit.comm(), exit.pid(), how, exit.runNanos() / 1e9);
  }

  private Map<String, String> attributes(LifeExit exit) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("pid", String.valueOf(exit.pid()));
    facts.put("parent_pid", String.valueOf(exit.parentPid()));
    facts.put("command", exit.comm());
    facts.put("code", String.valueOf(exit.code()));
    facts.put("signal", String.valueOf(exit.signal()));
    facts.put("run_ms", String.valueOf(exit.runNanos() / NANOS_IN_MILLI));
    facts.put("cpu_ms", String.valueOf(exit.cpuNanos() / NANOS_IN_MILLI));
    facts.put("peak_rss", String.valueOf(exit.peakRssPages() * pageSize));
    return facts;
  }
}
