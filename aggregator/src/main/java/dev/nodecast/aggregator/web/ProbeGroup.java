package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.catalog.AgentProgramKind;
import dev.nodecast.catalog.KernelSubject;
import dev.nodecast.web.read.ProbeRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One kernel program on the nodes where the same became of it; grows node by node, by name. */
final class ProbeGroup {
  /** What a group has in common; an empty reason is "loaded". */
  record Key(String subject, String program, String reason) {}

  /** Refused first. */
  static final Comparator<Key> ORDER =
      Comparator.comparing((Key key) -> key.reason().isEmpty())
          .thenComparing(Key::subject)
          .thenComparing(Key::program)
          .thenComparing(Key::reason);

  private static final double NANOS = 1e9;
  private static final int MOST_NAMES = 5;

  private final List<String> on = new ArrayList<>();
  private String hook = "";
  private String uncounted = "";
  private int nodes;
  private int counting;
  private double runRate = Double.NaN;
  private double runs = Double.NaN;
  private double seconds = Double.NaN;
  private double share = Double.NaN;
  private String worst = "";

  /** Call it under the node's monitor. */
  void add(String node, KindState cells, int slot) {
    nodes++;
    if (on.size() < MOST_NAMES) {
      on.add(node);
    }
    hook = Measured.text(cells, AgentProgramKind.HOOK, slot);
    String why = Measured.text(cells, AgentProgramKind.UNCOUNTED, slot);
    uncounted = why.isEmpty() ? uncounted : why;
    double rate = cells.rate(AgentProgramKind.RUNS, slot);
    counting += Double.isNaN(rate) ? 0 : 1;
    runRate = Measured.add(runRate, rate);
    // Of totals: a program that runs twice a second has its time all the same.
    runs = Measured.add(runs, cells.number(AgentProgramKind.RUNS, slot));
    seconds = Measured.add(seconds, cells.number(AgentProgramKind.RUN_TIME, slot) / NANOS);
    double used = cells.rate(AgentProgramKind.RUN_TIME, slot) / NANOS;
    if (used > share || (Double.isNaN(share) && !Double.isNaN(used))) {
      share = used;
      worst = node;
    }
  }

  int nodes() {
    return nodes;
  }

  /**
   * @param known nodes that told of the program, whatever became of it
   */
  ProbeRow row(Key key, int known) {
    return new ProbeRow(
        key.subject(),
        key.program(),
        hook,
        KernelSubject.feeds(key.subject()),
        key.reason(),
        uncounted,
        on,
        nodes,
        known,
        Measured.share(runRate, counting),
        Measured.share(seconds, runs),
        share,
        worst);
  }
}
