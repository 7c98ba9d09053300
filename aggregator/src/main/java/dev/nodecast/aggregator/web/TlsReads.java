package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.web.Present.NodeLine;
import dev.nodecast.catalog.AgentTlsKind;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.web.read.TlsRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Programs that speak TLS and whether they are read, those that are the same on one line. */
final class TlsReads {
  private static final int MAX_ROWS = 200;

  private record Key(String program, String where, String library, String state) {}

  private static final class Sum {
    double connections;
    boolean read;
    int nodes;
    String node = "";
    double pid = Double.NaN;
  }

  private TlsReads() {}

  /** What is not read first, then by connections. */
  static List<TlsRow> rows(Present present) {
    Map<Key, Sum> sums = new HashMap<>();
    for (NodeLine line : present.nodes()) {
      if (line.live()) {
        synchronized (line.state()) {
          add(line.state().name(), line.state().kind(AgentTlsKind.KIND), sums);
        }
      }
    }
    List<TlsRow> rows = new ArrayList<>();
    sums.forEach((key, sum) -> rows.add(row(key, sum)));
    rows.sort(
        Comparator.comparing(TlsRow::read)
            .thenComparing(TlsRow::connections, Comparator.reverseOrder())
            .thenComparing(TlsRow::toString));
    return rows.subList(0, Math.min(MAX_ROWS, rows.size()));
  }

  private static void add(String node, KindState cells, Map<Key, Sum> sums) {
    for (int slot : Measured.slots(cells)) {
      String[] labels = cells.labels(slot);
      Key key =
          new Key(
              labels[6], where(labels), labels[7], Measured.text(cells, AgentTlsKind.STATE, slot));
      Sum sum = sums.computeIfAbsent(key, k -> new Sum());
      double connections = cells.number(AgentTlsKind.CONNECTIONS, slot);
      sum.connections += Double.isNaN(connections) ? 0 : connections;
      sum.read = cells.number(AgentTlsKind.READ, slot) == 1;
      sum.nodes += node.equals(sum.node) ? 0 : 1;
      sum.node = node;
      sum.pid = cells.number(AgentTlsKind.PID, slot);
    }
  }

  /** Replicas are one; namespace, workload, pod and container are the first labels. */
  private static String where(String[] labels) {
    if (!labels[0].isEmpty()) {
      return labels[0] + '/' + (labels[1].isEmpty() ? labels[2] : labels[1]);
    }
    String outer = labels[1].isEmpty() ? labels[3] : labels[1];
    return outer.equals(ContainerKernelKind.HOST) ? "" : outer;
  }

  private static TlsRow row(Key key, Sum sum) {
    return new TlsRow(
        key.program(),
        key.where(),
        key.library(),
        key.state(),
        sum.read,
        sum.connections,
        sum.nodes,
        sum.node,
        sum.pid);
  }
}
