package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.web.CallPicture.CallLine;
import dev.nodecast.aggregator.web.CallPicture.End;
import dev.nodecast.web.read.MapQuery;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Severity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Which calls a map shows. */
final class MapFilter {
  private MapFilter() {}

  static List<CallLine> calls(CallPicture picture, MapQuery query) {
    Predicate<CallLine> which = which(picture, query.rows());
    List<CallLine> matching = picture.calls().stream().filter(which).toList();
    if (query.focus().isEmpty()) {
      return matching;
    }
    // Up and down apart: what else a database's other callers call has nothing to do with the
    // focus.
    Set<CallLine> near = new LinkedHashSet<>();
    walk(matching, query, CallLine::to, CallLine::from, near);
    walk(matching, query, CallLine::from, CallLine::to, near);
    return matching.stream().filter(near::contains).toList();
  }

  private static Predicate<CallLine> which(CallPicture picture, RowQuery query) {
    String search = query.search().toLowerCase(Locale.ROOT);
    String namespace = query.scope().namespace();
    String protocol = query.scope().kind();
    Severity least = query.severity();
    return line ->
        (namespace.isEmpty()
                || line.row().from().namespace().equals(namespace)
                || line.row().to().namespace().equals(namespace))
            && (protocol.isEmpty() || line.row().protocol().equals(protocol))
            && (search.isEmpty() || line.search().contains(search))
            && (least == Severity.OK
                || line.row().health().severity().compareTo(least) >= 0
                || bad(picture.ends().get(line.from()), least)
                || bad(picture.ends().get(line.to()), least));
  }

  private static boolean bad(End end, Severity least) {
    return end.health().severity().compareTo(least) >= 0;
  }

  /** Adds the calls within so many hops in one direction. */
  private static void walk(
      List<CallLine> calls,
      MapQuery query,
      Function<CallLine, String> here,
      Function<CallLine, String> there,
      Set<CallLine> near) {
    Map<String, List<CallLine>> next = new HashMap<>();
    for (CallLine call : calls) {
      next.computeIfAbsent(here.apply(call), k -> new ArrayList<>()).add(call);
    }
    Deque<String> edge = new ArrayDeque<>(List.of(query.focus()));
    Set<String> seen = new HashSet<>(edge);
    for (int hop = 0; hop < query.hops(); hop++) {
      for (int left = edge.size(); left > 0; left--) {
        for (CallLine call : next.getOrDefault(edge.remove(), List.of())) {
          near.add(call);
          if (seen.add(there.apply(call))) {
            edge.add(there.apply(call));
          }
        }
      }
    }
  }
}
