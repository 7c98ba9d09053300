package dev.nodecast.agent.dev;

import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.process.ProcessRow;
import dev.nodecast.agent.process.ProcessTable;
import dev.nodecast.agent.procfs.ProcessStat.Field;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKind;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;

/**
 * Adds up the processes of each pod. What a process gained is added to its pod's sum, so sums only
 * grow, whoever comes and goes.
 */
final class DevSums {
  /** A pod ends when it had no process for this many rounds. */
  private static final int EMPTY_ROUNDS = 60;

  private static final int VALUES = 6;

  private static final class Last {
    final long[] values = new long[VALUES];
    long round;
  }

  private final ProcessTable table;
  private final DevPods pods;
  private final IdentityHashMap<ProcessRow, Last> last = new IdentityHashMap<>();
  private final long[] now = new long[VALUES];

  DevSums(ProcessTable table, DevPods pods) {
    this.table = table;
    this.pods = pods;
  }

  DevPods pods() {
    return pods;
  }

  /** One round: reads the processes, gives them pods, adds up. */
  void refresh(Samples samples) {
    table.refresh(samples);
    pods.assign(table.all());
    if (table.round() == 1) {
      table.refresh(samples); // whoever got a pod just now is reported at once
    }
    for (DevPod pod : pods.all()) {
      pod.processes = 0;
      pod.residentPages = 0;
      pod.threads = 0;
    }
    long round = table.round();
    for (ProcessRow row : table.all()) {
      DevPod pod = pods.of(row);
      if (pod != null) {
        add(pod, row, round);
      }
    }
    Iterator<Last> all = last.values().iterator();
    while (all.hasNext()) {
      if (all.next().round != round) {
        all.remove();
      }
    }
    for (DevPod pod : pods.all()) {
      settle(samples, pod);
    }
  }

  private void add(DevPod pod, ProcessRow row, long round) {
    pod.processes++;
    pod.residentPages += Math.max(0, row.of(Field.RESIDENT_PAGES));
    pod.threads += Math.max(0, row.of(Field.THREADS));
    now[0] = row.millis(Field.USER_TICKS);
    now[1] = row.millis(Field.SYSTEM_TICKS);
    now[2] = row.of(Field.MINOR_FAULTS);
    now[3] = row.of(Field.MAJOR_FAULTS);
    now[4] = row.readBytes();
    now[5] = row.writeBytes();
    Last before = last.get(row);
    if (before == null) {
      before = new Last();
      last.put(row, before);
      // Of a process found just now all is new, unless it is one of those the agent found running.
      boolean fresh = row.age(table) == 0 && round > 2;
      if (!fresh) {
        System.arraycopy(now, 0, before.values, 0, VALUES);
      }
    }
    pod.cpuUserMillis += gained(before, 0);
    pod.cpuSystemMillis += gained(before, 1);
    long major = gained(before, 3);
    pod.pageFaults += gained(before, 2) + major;
    pod.majorPageFaults += major;
    pod.readBytes += gained(before, 4);
    pod.writeBytes += gained(before, 5);
    before.round = round;
  }

  private long gained(Last before, int index) {
    long value = now[index];
    long was = before.values[index];
    before.values[index] = value;
    return value == Column.NOT_MEASURED || was == Column.NOT_MEASURED
        ? 0
        : Math.max(0, value - was);
  }

  private static void settle(Samples samples, DevPod pod) {
    if (pod.processes > 0) {
      pod.empty = 0;
      if (pod.container == null) {
        List<String> labels = new ArrayList<>(pod.owner.labels());
        labels.add("process");
        labels.add("");
        pod.container = samples.define(ContainerKind.KIND, labels);
      }
    } else if (pod.container != null && ++pod.empty >= EMPTY_ROUNDS) {
      samples.end(pod.container);
      pod.container = null;
      if (pod.disk != null) {
        samples.end(pod.disk);
        pod.disk = null;
      }
    }
  }

  long pageBytes() {
    return table.pageBytes();
  }

  Iterable<ProcessRow> processes() {
    return table.all();
  }
}
