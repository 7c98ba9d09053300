package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.ServiceName;
import dev.nodecast.aggregator.store.Line;
import dev.nodecast.aggregator.store.SeriesQuery;
import dev.nodecast.aggregator.store.Stat;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.NodeCpuKind;
import dev.nodecast.catalog.NodeDiskKind;
import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.Owner;
import dev.nodecast.web.read.Series;
import dev.nodecast.web.read.Subject;
import dev.nodecast.web.read.TimeRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Charts from the stored past: one query per kind (and device label) for all lines of a page. */
final class SeriesReads {
  private static final List<Line> CORE_BUSY =
      ChartFormula.lines(
          NodeCpuKind.USER,
          NodeCpuKind.NICE,
          NodeCpuKind.SYSTEM,
          NodeCpuKind.IRQ,
          NodeCpuKind.SOFTIRQ,
          NodeCpuKind.STEAL);
  private static final List<Line> CORE_IDLE =
      ChartFormula.lines(NodeCpuKind.IDLE, NodeCpuKind.IOWAIT);

  /** Whether a disk is a part of another one. */
  private static final Line PARTITION = new Line(NodeDiskKind.PARTITION, Stat.MAX);

  private static final List<Line> DURATION = List.of(new Line(ServiceKind.DURATION, Stat.P50));

  private static final Set<Metric> PROGRAMS = KernelFormulas.all().keySet();

  private record Question(Kind kind, String by) {}

  private final Pictures pictures;
  private final Storage storage;

  SeriesReads(Pictures pictures, Storage storage) {
    this.pictures = pictures;
    this.storage = storage;
  }

  Series history(Subject subject, Set<Metric> metrics, TimeRange range) {
    Storage.Facts facts = storage.facts();
    if (!facts.ready()) {
      return Series.failed(range, StatusReads.health(facts).text());
    }
    try {
      Map<String, String> where = where(subject);
      Map<Question, List<Metric>> questions = new HashMap<>();
      for (Metric metric : metrics) {
        ChartFormula formula = ChartFormula.of(subject.kind(), metric);
        if (formula != null) {
          questions
              .computeIfAbsent(new Question(formula.kind(), formula.by()), q -> new ArrayList<>())
              .add(metric);
        }
      }
      Map<Metric, double[]> lines = new EnumMap<>(Metric.class);
      for (Map.Entry<Question, List<Metric>> question : questions.entrySet()) {
        ask(subject, question.getKey(), question.getValue(), where, range, lines);
      }
      // The map of the CPUs stands beside a node's own charts, not beside those of its programs.
      boolean programs = PROGRAMS.containsAll(metrics);
      double[][] heat =
          switch (subject.kind()) {
            case NODE -> programs ? new double[0][] : cores(where, range);
            case SERVICE ->
                DurationHeat.of(
                    storage.buckets(query(ServiceKind.KIND, DURATION, where, "", range)),
                    range.points());
            default -> new double[0][];
          };
      return new Series(range, lines, heat, "");
    } catch (Storage.HistoryException e) {
      return Series.failed(range, e.getMessage());
    }
  }

  private void ask(
      Subject subject,
      Question question,
      List<Metric> metrics,
      Map<String, String> where,
      TimeRange range,
      Map<Metric, double[]> to)
      throws Storage.HistoryException {
    Set<Line> lines = new LinkedHashSet<>();
    for (Metric metric : metrics) {
      ChartFormula formula = ChartFormula.of(subject.kind(), metric);
      lines.addAll(formula.plus());
      lines.addAll(formula.minus());
      lines.addAll(formula.over());
    }
    if (question.kind() == NodeDiskKind.KIND) {
      lines.add(PARTITION);
    }
    List<Line> order = List.copyOf(lines);
    Map<String, double[][]> answer =
        storage.series(query(question.kind(), order, where, question.by(), range)).values();
    for (Metric metric : metrics) {
      ChartFormula formula = ChartFormula.of(subject.kind(), metric);
      double[] line = line(formula, order, answer, range.points());
      if (line != null) {
        to.put(metric, line);
      }
    }
  }

  /** Null when nothing of it was ever stored in the range. */
  private static double[] line(
      ChartFormula formula, List<Line> order, Map<String, double[][]> answer, int points) {
    double[] out = null;
    for (Map.Entry<String, double[][]> device : answer.entrySet()) {
      double[][] stored = device.getValue();
      if (leftOut(formula, device.getKey(), order, stored)) {
        continue;
      }
      for (int p = 0; p < points; p++) {
        double value = total(formula.plus(), order, stored, p);
        if (!formula.minus().isEmpty()) {
          value -= total(formula.minus(), order, stored, p);
        }
        if (!formula.over().isEmpty()) {
          value = Measured.share(value, total(formula.over(), order, stored, p));
        }
        value *= formula.factor();
        if (!Double.isNaN(value)) {
          if (out == null) {
            out = new double[points];
            Arrays.fill(out, Double.NaN);
          }
          out[p] = formula.largest() ? Measured.max(out[p], value) : Measured.add(out[p], value);
        }
      }
    }
    return out;
  }

  private static boolean leftOut(
      ChartFormula formula, String device, List<Line> order, double[][] stored) {
    if (formula.by().equals("interface")) {
      return device.equals("lo");
    }
    if (formula.kind() != NodeDiskKind.KIND) {
      return false;
    }
    double[] partition = stored[order.indexOf(PARTITION)];
    // Devices of one name on several nodes are added up; one disk among them is enough.
    return device.startsWith("loop")
        || device.startsWith("ram")
        || Arrays.stream(partition).anyMatch(p -> p >= 1);
  }

  private static double total(List<Line> of, List<Line> order, double[][] stored, int point) {
    double sum = Double.NaN;
    for (Line line : of) {
      sum = Measured.add(sum, stored[order.indexOf(line)][point]);
    }
    return sum;
  }

  private static SeriesQuery query(
      Kind kind, List<Line> lines, Map<String, String> where, String by, TimeRange range) {
    return new SeriesQuery(
        kind,
        lines,
        where,
        by,
        range.from().getEpochSecond(),
        range.to().getEpochSecond(),
        (int) range.step().toSeconds());
  }

  private double[][] cores(Map<String, String> where, TimeRange range)
      throws Storage.HistoryException {
    List<Line> columns = new ArrayList<>(CORE_BUSY);
    columns.addAll(CORE_IDLE);
    Map<String, double[][]> answer =
        storage.series(query(NodeCpuKind.KIND, columns, where, "cpu", range)).values();
    int cpus = 0;
    for (String name : answer.keySet()) {
      cpus = Math.max(cpus, NodeReads.cpuNumber(name) + 1);
    }
    double[][] shares = new double[cpus][range.points()];
    for (double[] share : shares) {
      Arrays.fill(share, Double.NaN);
    }
    for (Map.Entry<String, double[][]> cpu : answer.entrySet()) {
      int number = NodeReads.cpuNumber(cpu.getKey());
      for (int p = 0; number >= 0 && p < range.points(); p++) {
        double busy = total(CORE_BUSY, columns, cpu.getValue(), p);
        double idle = total(CORE_IDLE, columns, cpu.getValue(), p);
        shares[number][p] = Measured.share(busy, busy + idle);
      }
    }
    return shares;
  }

  /** Labels of the subject's rows; also of one that is gone, as far as its id tells. */
  private Map<String, String> where(Subject subject) {
    return switch (subject.kind()) {
      case CLUSTER -> Map.of();
      case NODE -> Map.of("node", subject.id());
      // Two workloads of one name and namespace are one here: rows say the name.
      case WORKLOAD ->
          Map.of(
              "namespace",
              Owner.of(subject.id()).namespace(),
              "workload",
              Owner.of(subject.id()).name());
      case POD -> PodAddress.labels(subject.id(), pictures.current().podIds().find(subject.id()));
      case SERVICE -> ServiceName.parse(subject.id()).labels();
      case PROCESS -> {
        String[] parts = ProcessReads.split(subject.id());
        yield parts == null
            ? Map.of("node", "", "pid", "")
            : Map.of("node", parts[0], "pid", parts[1], "start_ms", parts[2]);
      }
    };
  }
}
