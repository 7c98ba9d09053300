package dev.nodecast.aggregator.web;

import dev.nodecast.web.read.Finding;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Severity;

/**
 * When a node or a pod is not healthy. Each rule is a measured fact with its limit; the first that
 * holds, critical ones first, is the state. docs/api.md has the table.
 */
final class HealthRules {
  private static final double MEMORY_WARNING = 0.9;
  private static final double MEMORY_CRITICAL = 0.95;
  private static final double CPU_WARNING = 0.9;
  private static final double STALLED_WARNING = 0.2;
  private static final double STALLED_CRITICAL = 0.4;
  private static final double THROTTLED_WARNING = 0.25;
  private static final double DISK_WARNING = 0.9;
  private static final double DISK_CRITICAL = 0.95;

  private HealthRules() {}

  /**
   * @param cpuWindows busy share of the CPUs by window, oldest first: one busy second is no finding
   */
  static Health node(HealthLog log, String name, NodeFigures node, double[] cpuWindows) {
    double memory = Measured.share(node.memoryUsed(), node.memoryTotal());
    double stalled = node.pressure(dev.nodecast.catalog.NodeKind.PRESSURE_MEMORY_SOME);
    double io = node.pressure(dev.nodecast.catalog.NodeKind.PRESSURE_IO_SOME);
    NodeFigures.Fullest disk = node.fullest();
    int n = cpuWindows.length;
    double cpu = Math.min(cpuWindows[n - 1], Math.min(cpuWindows[n - 2], cpuWindows[n - 3]));
    Verdict verdict = new Verdict();
    verdict.check("memory", memory, MEMORY_WARNING, MEMORY_CRITICAL, "Memory %s used");
    verdict.check("memory-stall", stalled, STALLED_WARNING, STALLED_CRITICAL, "Memory stall %s");
    verdict.check(
        "disk",
        disk.share(),
        DISK_WARNING,
        DISK_CRITICAL,
        disk.mount().replace("%", "%%") + " %s full");
    verdict.check("io-stall", io, STALLED_WARNING, STALLED_CRITICAL, "I/O stall %s");
    verdict.check("cpu", cpu, CPU_WARNING, Double.POSITIVE_INFINITY, "CPU %s busy");
    return verdict.of(log, Finding.Kind.NODE, name, "Ready");
  }

  /**
   * @param kills whether kills for lack of memory are looked at
   */
  static Health pod(
      HealthLog log, String uid, PodFigures pod, double memory, double limit, boolean kills) {
    Verdict verdict = new Verdict();
    if (kills
        && log.killed(
            uid, pod.rate(dev.nodecast.catalog.ContainerKind.MEMORY_EVENTS_OOM_KILL) > 0)) {
      verdict.worse(Severity.CRITICAL, "oom", "Killed for lack of memory");
    }
    verdict.check(
        "memory",
        Measured.share(memory, limit),
        MEMORY_WARNING,
        MEMORY_CRITICAL,
        "Memory %s of its limit");
    verdict.check(
        "memory-stall",
        pod.pressure(dev.nodecast.catalog.ContainerKind.PRESSURE_MEMORY_SOME),
        STALLED_WARNING,
        STALLED_CRITICAL,
        "Memory stall %s");
    verdict.check(
        "throttled",
        pod.throttled(),
        THROTTLED_WARNING,
        Double.POSITIVE_INFINITY,
        "Throttled in %s of periods");
    return verdict.of(log, Finding.Kind.POD, uid, "Running");
  }

  /** The worst rule so far; among equals the first. */
  private static final class Verdict {
    private Severity severity = Severity.OK;
    private String code = "";
    private String text = "";

    void check(String rule, double share, double warning, double critical, String words) {
      Severity of =
          share >= critical ? Severity.CRITICAL : share >= warning ? Severity.WARNING : Severity.OK;
      // The text is only made for what is wrong: most of 100,000 pods are not.
      if (of.compareTo(severity) > 0) {
        worse(of, rule, String.format(words, Math.round(share * 100) + "\u00a0%"));
      }
    }

    void worse(Severity to, String rule, String words) {
      severity = to;
      code = rule;
      text = words;
    }

    Health of(HealthLog log, Finding.Kind kind, String id, String healthy) {
      return severity == Severity.OK
          ? READY.get(healthy)
          : log.state(kind, id, severity, code, text);
    }
  }

  private static final java.util.Map<String, Health> READY =
      java.util.Map.of(
          "Ready", Health.of(Severity.OK, "Ready"), "Running", Health.of(Severity.OK, "Running"));
}
