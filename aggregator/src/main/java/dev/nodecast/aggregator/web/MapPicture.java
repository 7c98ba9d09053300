package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.map.CallGraph;
import dev.nodecast.aggregator.map.MapLayout;
import dev.nodecast.aggregator.map.Place;
import dev.nodecast.aggregator.web.CallPicture.CallLine;
import dev.nodecast.aggregator.web.CallPicture.End;
import dev.nodecast.web.read.MapBox;
import dev.nodecast.web.read.MapLine;
import dev.nodecast.web.read.ServiceMap;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Signals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Boxes and lines of the calls that a filter left.
 *
 * @param ends all that match, by key; those that are not drawn too
 */
record MapPicture(Map<String, End> ends, CallGraph graph, MapLayout layout, List<CallLine> calls) {
  /** All calls from one box to another, or to itself. */
  private static final class Sum {
    final SignalSum signals = new SignalSum();
    final Set<String> protocols = new TreeSet<>();
    Severity severity = Severity.OK;
  }

  static MapPicture of(CallPicture picture, List<CallLine> calls, MapLayout before) {
    Map<String, Set<String>> neighbours = new HashMap<>();
    for (CallLine call : calls) {
      neighbours.computeIfAbsent(call.from(), k -> new HashSet<>()).add(call.to());
      neighbours.computeIfAbsent(call.to(), k -> new HashSet<>()).add(call.from());
    }
    Map<String, End> ends = new HashMap<>();
    neighbours.keySet().forEach(key -> ends.put(key, picture.ends().get(key)));
    // By what calls what, not by figures: who is drawn must not change with every tick.
    List<CallGraph.Node> nodes =
        neighbours.keySet().stream()
            .sorted(
                Comparator.comparingInt((String key) -> -neighbours.get(key).size())
                    .thenComparing(Comparator.naturalOrder()))
            .limit(ServiceMap.MOST_BOXES)
            .map(
                key ->
                    new CallGraph.Node(key, ends.get(key).end().namespace(), ends.get(key).side()))
            .toList();
    CallGraph graph =
        CallGraph.of(
            nodes, calls.stream().map(call -> new String[] {call.from(), call.to()}).toList());
    return new MapPicture(ends, graph, before.next(graph), calls);
  }

  List<MapBox> boxes() {
    List<List<Integer>> callers = graph.callers();
    List<List<Integer>> callees = graph.callees();
    List<MapBox> boxes = new ArrayList<>();
    for (int i = 0; i < graph.nodes().size(); i++) {
      String key = graph.nodes().get(i).key();
      End end = ends.get(key);
      Place place = layout.of(key);
      boxes.add(
          new MapBox(
              end.end(),
              end.health(),
              end.signals(),
              end.answers(),
              callers.get(i).size(),
              callees.get(i).size(),
              place.column(),
              place.row()));
    }
    return boxes;
  }

  List<MapLine> lines() {
    Map<String, Integer> position = new HashMap<>();
    for (int i = 0; i < graph.nodes().size(); i++) {
      position.put(graph.nodes().get(i).key(), i);
    }
    Map<CallGraph.Call, Sum> sums = new TreeMap<>(CallGraph.Call.ORDER);
    for (CallLine call : calls) {
      Integer from = position.get(call.from());
      Integer to = position.get(call.to());
      if (from == null || to == null) {
        continue; // an end of it is not drawn
      }
      Sum sum = sums.computeIfAbsent(new CallGraph.Call(from, to), key -> new Sum());
      sum.signals.add(call.sum());
      sum.protocols.add(call.row().protocol());
      Severity severity = call.row().health().severity();
      sum.severity = severity.compareTo(sum.severity) > 0 ? severity : sum.severity;
    }
    List<MapLine> lines = new ArrayList<>();
    sums.forEach(
        (call, sum) -> {
          Signals signals = sum.signals.signals();
          lines.add(
              new MapLine(
                  call.from(), call.to(), List.copyOf(sum.protocols), sum.severity, signals));
        });
    return lines;
  }
}
