package dev.nodecast.agent.dev;

import dev.nodecast.agent.container.Owner;
import dev.nodecast.agent.container.Owners;
import dev.nodecast.agent.process.ProcessRow;
import dev.nodecast.agent.procfs.ProcessCgroups;
import dev.nodecast.agent.procfs.ProcessStat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which program's processes are in which pod. A program gets a pod of its own once it has run for
 * ten seconds and while there are less than the bound, the largest by memory first; it keeps the
 * pod as long as the agent runs. The rest share the pod "other".
 */
public final class DevPods implements Owners {
  static final int MAX_PODS = 40;
  private static final long GROWN_UP_MS = 10_000;
  private static final String OTHER = "other";

  private final String node;
  private final Map<String, DevPod> byProgram = new LinkedHashMap<>();
  private final Map<Owner, DevPod> byOwner = new HashMap<>();
  private final Map<String, Long> grownUp = new HashMap<>();
  private final DevPod other;

  /**
   * @param node the agent's name; makes pods of agents that share a machine differ
   */
  public DevPods(String node) {
    this.node = node;
    other = new DevPod(node, OTHER);
    byOwner.put(other.owner, other);
  }

  @Override
  public Owner owner(String command, long ageMs, ProcessCgroups cgroups) {
    String program = DevPod.name(command);
    DevPod pod = byProgram.get(program);
    if (pod != null) {
      return pod.owner;
    }
    if (ageMs < GROWN_UP_MS) {
      return null; // most that is so young ends soon, and would be a pod that comes and goes
    }
    if (byProgram.size() >= MAX_PODS - 1) {
      return other.owner;
    }
    grownUp.putIfAbsent(program, 0L);
    return null;
  }

  /** Gives pods to programs that are to have one. */
  void assign(Collection<ProcessRow> processes) {
    if (grownUp.isEmpty()) {
      return;
    }
    for (ProcessRow row : processes) {
      long pages = Math.max(0, row.of(ProcessStat.Field.RESIDENT_PAGES));
      grownUp.computeIfPresent(DevPod.name(row.command()), (program, sum) -> sum + pages);
    }
    List<Map.Entry<String, Long>> largestFirst = new ArrayList<>(grownUp.entrySet());
    largestFirst.sort(
        Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
            .thenComparing(Map.Entry.comparingByKey()));
    for (Map.Entry<String, Long> next : largestFirst) {
      if (byProgram.size() < MAX_PODS - 1) {
        DevPod pod = new DevPod(node, next.getKey());
        byProgram.put(next.getKey(), pod);
        byOwner.put(pod.owner, pod);
      }
    }
    grownUp.clear();
  }

  /** The pod of a process; null if it has none. */
  DevPod of(ProcessRow row) {
    return row.owner() == null ? null : byOwner.get(row.owner());
  }

  Collection<DevPod> all() {
    return byOwner.values();
  }
}
