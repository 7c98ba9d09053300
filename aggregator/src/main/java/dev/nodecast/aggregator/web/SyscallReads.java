package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerSyscallKind;
import dev.nodecast.web.read.KernelGroup;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.SyscallRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * System calls of a pod, or of all of a node, each name once. Sorted by calls, whatever the query
 * says.
 */
final class SyscallReads {
  private static final int SYSCALL = ContainerSyscallKind.KIND.labels().indexOf("syscall");
  private static final double MICROS = 1e-6;

  private final Pictures pictures;

  SyscallReads(Pictures pictures) {
    this.pictures = pictures;
  }

  /** One system call and the rows that have it. */
  private record Call(String name, int[] slots, double perSecond) {}

  Rows<SyscallRow> list(RowQuery query) {
    Present.NodeLine line = pictures.current().nodeOf(query);
    if (line == null) {
      return new Rows<>(List.of(), 0, 0, 0);
    }
    NodeState node = line.state();
    synchronized (node) {
      KindState cells = node.kind(ContainerSyscallKind.KIND);
      Map<String, Call> byName = new HashMap<>();
      if (!KernelSource.absent(node).containsKey(KernelGroup.SYSCALLS)) {
        byName.putAll(calls(cells, KernelFigures.slots(node, cells, query.pod())));
      }
      Comparator<Call> order = Selection.byNumber(Call::perSecond, true).thenComparing(Call::name);
      return new Listed<>(List.copyOf(byName.values()), call -> true, byName::get, Call::name)
          .page(query, order, Call::perSecond, call -> row(cells, call));
    }
  }

  private static Map<String, Call> calls(KindState cells, int[] slots) {
    Map<String, List<Integer>> byName = new LinkedHashMap<>();
    for (int slot : slots) {
      byName.computeIfAbsent(cells.labels(slot)[SYSCALL], n -> new ArrayList<>()).add(slot);
    }
    Map<String, Call> calls = new HashMap<>();
    byName.forEach(
        (name, of) -> {
          int[] own = of.stream().mapToInt(Integer::intValue).toArray();
          calls.put(name, new Call(name, own, rate(cells, own, ContainerSyscallKind.CALLS)));
        });
    return calls;
  }

  private static SyscallRow row(KindState cells, Call call) {
    int[] slots = call.slots();
    Percentiles latency = Percentiles.of(cells, ContainerSyscallKind.LATENCY, slots);
    return new SyscallRow(
        call.name(),
        call.perSecond(),
        rate(cells, slots, ContainerSyscallKind.ERRORS),
        rate(cells, slots, ContainerSyscallKind.ERRORS_AGAIN),
        rate(cells, slots, ContainerSyscallKind.ERRORS_ABSENT),
        rate(cells, slots, ContainerSyscallKind.ERRORS_DENIED),
        rate(cells, slots, ContainerSyscallKind.ERRORS_EXHAUSTED),
        rate(cells, slots, ContainerSyscallKind.ERRORS_CONNECTION),
        latency.p50() * MICROS,
        latency.p99() * MICROS);
  }

  private static double rate(KindState cells, int[] slots, Column counter) {
    double sum = Double.NaN;
    for (int slot : slots) {
      sum = Measured.add(sum, cells.rate(counter, slot));
    }
    return sum;
  }
}
