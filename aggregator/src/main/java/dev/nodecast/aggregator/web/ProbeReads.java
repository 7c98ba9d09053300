package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.web.Present.NodeLine;
import dev.nodecast.catalog.AgentMapKind;
import dev.nodecast.catalog.AgentProgramKind;
import dev.nodecast.catalog.KernelSubject;
import dev.nodecast.web.read.MapRow;
import dev.nodecast.web.read.Missing;
import dev.nodecast.web.read.ProbeRow;
import dev.nodecast.web.read.Probes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The kernel programs of the live agents: what became of each, grouped so that 1,000 nodes are a
 * page, and what each costs.
 */
final class ProbeReads {
  private static final int MAX_ROWS = 200;
  private static final String REFUSED = "refused";

  private ProbeReads() {}

  static Probes probes(Present present) {
    Map<ProbeGroup.Key, ProbeGroup> programs = new TreeMap<>(ProbeGroup.ORDER);
    Map<List<String>, MapGroup> maps = new TreeMap<>(Comparator.comparing(Object::toString));
    Map<List<String>, Integer> known = new TreeMap<>(Comparator.comparing(Object::toString));
    for (NodeLine line : present.nodes()) {
      if (line.live()) {
        synchronized (line.state()) {
          programs(line, programs, known);
          maps(line, maps);
        }
      }
    }
    int loaded = 0;
    int total = 0;
    List<ProbeRow> rows = new ArrayList<>();
    for (Map.Entry<ProbeGroup.Key, ProbeGroup> one : programs.entrySet()) {
      ProbeGroup.Key key = one.getKey();
      total += one.getValue().nodes();
      loaded += key.reason().isEmpty() ? one.getValue().nodes() : 0;
      if (rows.size() < MAX_ROWS) {
        rows.add(one.getValue().row(key, known.get(List.of(key.subject(), key.program()))));
      }
    }
    List<MapRow> mapRows = new ArrayList<>();
    maps.forEach((key, group) -> mapRows.add(group.row(key.get(0), key.get(1))));
    return new Probes(
        rows,
        mapRows.subList(0, Math.min(MAX_ROWS, mapRows.size())),
        TlsReads.rows(present),
        loaded,
        total);
  }

  private static void programs(
      NodeLine line, Map<ProbeGroup.Key, ProbeGroup> programs, Map<List<String>, Integer> known) {
    KindState cells = line.state().kind(AgentProgramKind.KIND);
    for (int slot : Measured.slots(cells)) {
      String subject = cells.labels(slot)[0];
      String program = cells.labels(slot)[1];
      String reason = reason(cells, slot);
      known.merge(List.of(subject, program), 1, Integer::sum);
      programs
          .computeIfAbsent(new ProbeGroup.Key(subject, program, reason), key -> new ProbeGroup())
          .add(line.state().name(), cells, slot);
    }
  }

  private static void maps(NodeLine line, Map<List<String>, MapGroup> maps) {
    KindState cells = line.state().kind(AgentMapKind.KIND);
    for (int slot : Measured.slots(cells)) {
      maps.computeIfAbsent(
              List.of(cells.labels(slot)[0], cells.labels(slot)[1]), key -> new MapGroup())
          .add(line.state().name(), cells, slot);
    }
  }

  /** Why a program does not run; empty when it does, or when that is not known yet. */
  private static String reason(KindState cells, int slot) {
    String reason = Measured.text(cells, AgentProgramKind.REASON, slot);
    return reason.isEmpty() && cells.number(AgentProgramKind.LOADED, slot) == 0 ? REFUSED : reason;
  }

  /** What is empty on a node, one line per subject and reason. Call under the node's monitor. */
  static List<Missing> missing(KindState cells) {
    Set<Missing> missing = new LinkedHashSet<>();
    for (int slot : Measured.slots(cells)) {
      String reason = reason(cells, slot);
      if (!reason.isEmpty()) {
        missing.add(
            new Missing(
                KernelSubject.feeds(cells.labels(slot)[0]), reason, AgentReads.remedy(reason)));
      }
    }
    return new ArrayList<>(missing);
  }
}
