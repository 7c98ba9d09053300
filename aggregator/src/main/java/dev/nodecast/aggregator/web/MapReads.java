package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.map.MapLayout;
import dev.nodecast.aggregator.web.CallPicture.CallLine;
import dev.nodecast.aggregator.web.CallPicture.End;
import dev.nodecast.web.read.CallRow;
import dev.nodecast.web.read.MapQuery;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Scope;
import dev.nodecast.web.read.ServiceDetail;
import dev.nodecast.web.read.ServiceMap;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Who calls whom. What a filter's map showed last is remembered, so that everybody stays where they
 * are while others come and go.
 */
final class MapReads {
  /**
   * Filters whose places are remembered: who comes back after as many others finds a new layout.
   */
  private static final int MOST_LAYOUTS = 64;

  private static final Comparator<CallLine> BY_NAME =
      Comparator.comparing((CallLine line) -> line.row().from().name())
          .thenComparing(line -> line.row().to().name())
          .thenComparing(line -> line.row().key());

  private static final Comparator<CallLine> MOST_REQUESTS =
      Selection.<CallLine>byNumber(line -> line.row().signals().requestsPerSecond(), true)
          .thenComparing(BY_NAME);

  /** What decides which services are on a map. */
  private record Filter(Scope scope, String search, Severity least, String focus, int hops) {}

  private final Pictures pictures;
  private final ServiceReads services;
  private final Map<Filter, MapLayout> layouts =
      new LinkedHashMap<>(MOST_LAYOUTS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Filter, MapLayout> eldest) {
          return size() > MOST_LAYOUTS;
        }
      };
  private ServicePicture madeOf;
  private CallPicture made;

  MapReads(Pictures pictures, ServiceReads services) {
    this.pictures = pictures;
    this.services = services;
  }

  private synchronized CallPicture picture(ServicePicture of) {
    if (madeOf == null || madeOf != of) {
      made = CallMaker.of(pictures.current(), of);
      madeOf = of;
    }
    return made;
  }

  ServiceMap map(MapQuery query) {
    ServicePicture seen = services.picture();
    CallPicture picture = picture(seen);
    List<CallLine> calls = MapFilter.calls(picture, query);
    MapPicture drawn = drawn(picture, calls, query);
    Present.Tally tally = new Present.Tally();
    calls.forEach(call -> tally.add(call.row().health().severity()));
    End focus = picture.ends().get(query.focus());
    return new ServiceMap(
        drawn.boxes(),
        drawn.lines(),
        drawn.layout().columns(),
        drawn.layout().rows(),
        drawn.layout().callersOutside(),
        drawn.layout().calleesOutside(),
        Optional.ofNullable(focus).map(End::end),
        drawn.ends().size() - drawn.graph().nodes().size(),
        picture.ends().size(),
        tally.counts(),
        rows(picture, calls, query.rows()),
        picture.namespaces(),
        picture.protocols(),
        !seen.lines().isEmpty(),
        seen.off(),
        seen.offNodes());
  }

  private MapPicture drawn(CallPicture picture, List<CallLine> calls, MapQuery query) {
    RowQuery rows = query.rows();
    Filter filter =
        new Filter(rows.scope(), rows.search(), rows.severity(), query.focus(), query.hops());
    synchronized (layouts) {
      MapPicture drawn =
          MapPicture.of(picture, calls, layouts.getOrDefault(filter, MapLayout.NONE));
      layouts.put(filter, drawn.layout());
      return drawn;
    }
  }

  private static Rows<CallRow> rows(CallPicture picture, List<CallLine> calls, RowQuery query) {
    Rows<CallRow> rows =
        new Listed<>(calls, line -> true, picture.byKey()::get, line -> line.row().key())
            .page(query, order(query), value(query.sort()), CallLine::row);
    return new Rows<>(
        rows.rows(), rows.page(), rows.matching(), picture.calls().size(), rows.wanted());
  }

  private static Comparator<CallLine> order(RowQuery query) {
    boolean down = query.descending();
    Comparator<CallLine> first =
        switch (query.sort()) {
          case NAME -> down ? BY_NAME.reversed() : BY_NAME;
          case PROTOCOL -> text(row -> row.protocol(), down);
          case HEALTH -> Selection.byNumber(value(Sort.HEALTH), true);
          default -> Selection.byNumber(value(query.sort()), down);
        };
    return first.thenComparing(BY_NAME);
  }

  private static Comparator<CallLine> text(Function<CallRow, String> of, boolean down) {
    Comparator<CallLine> order = Comparator.comparing(line -> of.apply(line.row()));
    return down ? order.reversed() : order;
  }

  /** What a sort is by; health for those that a list of calls does not know. */
  private static ToDoubleFunction<CallLine> value(Sort sort) {
    return switch (sort) {
      case RATE -> line -> line.row().signals().requestsPerSecond();
      case ERRORS -> line -> line.row().signals().errorShare();
      case P50 -> line -> line.row().signals().p50Seconds();
      case P95 -> line -> line.row().signals().p95Seconds();
      case P99 -> line -> line.row().signals().p99Seconds();
      case TRAFFIC ->
          line ->
              Measured.add(line.row().requestBytesPerSecond(), line.row().responseBytesPerSecond());
      default -> line -> line.row().health().severity().ordinal();
    };
  }

  /** A service with who calls it and whom it calls. */
  ServiceDetail with(ServiceDetail service) {
    CallPicture picture = picture(services.picture());
    String key = service.row().key();
    List<CallLine> callers =
        picture.calls().stream().filter(line -> line.row().to().service().equals(key)).toList();
    List<CallLine> callees =
        picture.calls().stream().filter(line -> line.row().from().service().equals(key)).toList();
    return service.withCalls(first(callers), first(callees), callers.size(), callees.size());
  }

  private static List<CallRow> first(List<CallLine> calls) {
    return Selection.first(calls, MOST_REQUESTS, Math.min(ServiceDetail.MOST_CALLS, calls.size()))
        .stream()
        .map(CallLine::row)
        .toList();
  }
}
