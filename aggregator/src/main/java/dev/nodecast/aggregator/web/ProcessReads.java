package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.web.Present.NodeLine;
import dev.nodecast.aggregator.web.Present.PodLine;
import dev.nodecast.catalog.ProcessKind;
import dev.nodecast.web.read.ProcessDetail;
import dev.nodecast.web.read.ProcessRow;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Lists of processes and single ones, straight from the cells: they have no picture of theirs. */
final class ProcessReads {
  private static final int PID = ProcessKind.KIND.labels().indexOf("pid");
  private static final int START = ProcessKind.KIND.labels().indexOf("start_ms");
  private static final double MILLIS = 1e3;
  private static final Comparator<ProcessRow> BY_ID =
      Comparator.comparing(ProcessRow::node)
          .thenComparingInt(ProcessRow::pid)
          .thenComparing(ProcessRow::id);

  private final Pictures pictures;

  ProcessReads(Pictures pictures) {
    this.pictures = pictures;
  }

  Rows<ProcessRow> list(RowQuery query) {
    List<ProcessRow> all = rows(query);
    String search = query.search().toLowerCase(Locale.ROOT);
    Predicate<ProcessRow> which = row -> matches(row, search, query.severity());
    Map<String, ProcessRow> byId = new HashMap<>();
    if (!query.hold().shown().isEmpty()) {
      all.forEach(row -> byId.putIfAbsent(row.id(), row));
    }
    return new Listed<>(all, which, byId::get, ProcessRow::id)
        .page(query, order(query), value(query.sort()), row -> row);
  }

  /** Those of the query's node and pod. */
  private List<ProcessRow> rows(RowQuery query) {
    Present present = pictures.current();
    String node = query.node();
    if (!query.pod().isEmpty()) {
      PodLine pod = present.podIds().find(query.pod());
      if (pod == null || !(node.isEmpty() || node.equals(pod.row().node()))) {
        return List.of();
      }
      node = pod.row().node();
    }
    List<ProcessRow> all = new ArrayList<>();
    for (NodeLine line : present.nodes()) {
      if (node.isEmpty() || node.equals(line.row().name())) {
        synchronized (line.state()) {
          add(line.state(), query.pod(), all);
        }
      }
    }
    return all;
  }

  private static void add(NodeState node, String pod, List<ProcessRow> to) {
    KindState cells = node.kind(ProcessKind.KIND);
    for (int slot : Measured.slots(cells)) {
      String uid = PodName.uid(node.name(), cells.labels(slot));
      if (pod.isEmpty() || pod.equals(uid)) {
        to.add(row(node, cells, slot, uid));
      }
    }
  }

  private static boolean matches(ProcessRow row, String search, Severity severity) {
    // Processes have no state of their own: a filter for trouble finds none.
    return severity == Severity.OK
        && (search.isEmpty()
            || row.commandLine().toLowerCase(Locale.ROOT).contains(search)
            || row.command().toLowerCase(Locale.ROOT).contains(search)
            || row.podName().toLowerCase(Locale.ROOT).contains(search)
            || row.node().toLowerCase(Locale.ROOT).contains(search)
            || String.valueOf(row.pid()).equals(search));
  }

  private static Comparator<ProcessRow> order(RowQuery query) {
    boolean down = query.descending();
    Comparator<ProcessRow> first =
        switch (query.sort()) {
          case NAME -> text(Comparator.comparing(ProcessRow::command), down);
          case NODE -> text(Comparator.comparing(ProcessRow::node), down);
          case NAMESPACE -> text(Comparator.comparing(ProcessRow::podName), down);
          case HEALTH -> Selection.byNumber(ProcessRow::cpuCores, true);
          default -> Selection.byNumber(value(query.sort()), down);
        };
    return first.thenComparing(BY_ID);
  }

  /** What a sort is by; CPU for those that a list of processes does not know. */
  private static ToDoubleFunction<ProcessRow> value(Sort sort) {
    return switch (sort) {
      case MEMORY -> ProcessRow::memoryBytes;
      case THREADS -> ProcessRow::threads;
      case FILES -> ProcessRow::openFiles;
      case READ -> ProcessRow::readBytesPerSecond;
      case WRITTEN -> ProcessRow::writeBytesPerSecond;
      case AGE -> ProcessRow::ageSeconds;
      case PID -> ProcessRow::pid;
      default -> ProcessRow::cpuCores;
    };
  }

  private static Comparator<ProcessRow> text(Comparator<ProcessRow> order, boolean down) {
    return down ? order.reversed() : order;
  }

  private static ProcessRow row(NodeState node, KindState cells, int slot, String uid) {
    String[] labels = cells.labels(slot);
    boolean inPod = !labels[PodName.POD].isEmpty();
    return new ProcessRow(
        id(node.name(), labels),
        pid(labels[PID]),
        Measured.text(cells, ProcessKind.COMMAND, slot),
        Measured.text(cells, ProcessKind.COMMAND_LINE, slot),
        node.name(),
        uid,
        inPod ? labels[PodName.POD] : labels[PodName.CONTAINER],
        labels[PodName.CONTAINER],
        Measured.text(cells, ProcessKind.STATE, slot),
        Measured.rate(cells, slot, ProcessKind.CPU_USER, ProcessKind.CPU_SYSTEM) / MILLIS,
        cells.number(ProcessKind.RSS, slot),
        cells.number(ProcessKind.THREADS, slot),
        cells.number(ProcessKind.OPEN_FDS, slot),
        cells.rate(ProcessKind.READ_BYTES, slot),
        cells.rate(ProcessKind.WRITE_BYTES, slot),
        age(node.tickMs(), labels[START]),
        Instant.ofEpochMilli(startMs(labels[START])));
  }

  private static String id(String node, String[] labels) {
    return node + "~" + labels[PID] + "~" + labels[START];
  }

  /** By the node's own clock, which stamped both. */
  private static double age(long tickMs, String startMs) {
    long start = startMs(startMs);
    return start == 0 ? Double.NaN : Math.max(0, (tickMs - start) / MILLIS);
  }

  private static long startMs(String label) {
    return label.matches("\\d{1,15}") ? Long.parseLong(label) : 0;
  }

  private static int pid(String label) {
    return label.matches("\\d{1,9}") ? Integer.parseInt(label) : -1;
  }

  /** Node, pid and start of an id, or null; node names may have the separator in them. */
  static String[] split(String id) {
    int second = id.lastIndexOf('~');
    int first = second <= 0 ? -1 : id.lastIndexOf('~', second - 1);
    return first < 0
        ? null
        : new String[] {
          id.substring(0, first), id.substring(first + 1, second), id.substring(second + 1)
        };
  }

  /** What is made of one living process, under the monitor of its node. */
  interface Reader<T> {
    T read(KindState cells, int slot, ProcessRow row);
  }

  Optional<ProcessDetail> detail(String id) {
    return inCells(id, ProcessFigures::detail);
  }

  <T> Optional<T> inCells(String id, Reader<T> reader) {
    String[] parts = split(id);
    NodeLine line = parts == null ? null : pictures.current().nodeByName().get(parts[0]);
    if (line == null) {
      return Optional.empty();
    }
    NodeState node = line.state();
    synchronized (node) {
      KindState cells = node.kind(ProcessKind.KIND);
      for (int slot : Measured.slots(cells)) {
        String[] labels = cells.labels(slot);
        if (labels[PID].equals(parts[1]) && labels[START].equals(parts[2])) {
          ProcessRow row = row(node, cells, slot, PodName.uid(node.name(), labels));
          return Optional.of(reader.read(cells, slot, row));
        }
      }
    }
    return Optional.empty();
  }
}
