package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.ServiceName;
import dev.nodecast.aggregator.web.Present.PodLine;
import dev.nodecast.aggregator.web.ServicePicture.ServiceLine;
import dev.nodecast.web.read.Owner;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.ServiceDetail;
import dev.nodecast.web.read.ServiceRow;
import dev.nodecast.web.read.Services;
import dev.nodecast.web.read.Sort;
import dev.nodecast.web.read.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Lists of services and single ones. Their picture is made once per picture of the live state. */
final class ServiceReads {
  private static final Comparator<ServiceLine> BY_NAME =
      Comparator.comparing((ServiceLine line) -> line.row().name())
          .thenComparing(line -> line.row().key());

  /** Of equal health servers come first, then by name. */
  private static final Comparator<ServiceLine> BY_HEALTH =
      Selection.<ServiceLine>byNumber(line -> line.row().health().severity().ordinal(), true)
          .thenComparing(line -> !line.row().server());

  /** Pods that a service's page lists. */
  private static final int MOST_PODS = 50;

  private final Pictures pictures;
  private Present madeOf;
  private ServicePicture made;

  ServiceReads(Pictures pictures) {
    this.pictures = pictures;
  }

  /** Of the newest picture of the live state. */
  synchronized ServicePicture picture() {
    Present present = pictures.current();
    if (madeOf == null || madeOf != present) {
      made = ServiceMaker.of(present);
      madeOf = present;
    }
    return made;
  }

  Services list(RowQuery query) {
    ServicePicture picture = picture();
    Rows<ServiceRow> rows =
        new Listed<>(picture.lines(), filter(query), picture.byKey()::get, line -> line.row().key())
            .page(query, order(query), value(query.sort()), ServiceLine::row);
    return new Services(
        rows,
        picture.all(),
        picture.sparks(),
        picture.counts(),
        picture.protocols(),
        picture.off(),
        picture.offNodes());
  }

  private static Predicate<ServiceLine> filter(RowQuery query) {
    String search = query.search().toLowerCase(Locale.ROOT);
    String namespace = query.scope().namespace();
    String protocol = query.scope().kind();
    return line ->
        (namespace.isEmpty() || line.row().namespace().equals(namespace))
            && (protocol.isEmpty() || line.row().protocols().contains(protocol))
            && line.row().health().severity().compareTo(query.severity()) >= 0
            && (search.isEmpty() || line.search().contains(search));
  }

  private static Comparator<ServiceLine> order(RowQuery query) {
    boolean down = query.descending();
    Comparator<ServiceLine> first =
        switch (query.sort()) {
          case NAME -> down ? BY_NAME.reversed() : BY_NAME;
          case NAMESPACE -> text(ServiceRow::namespace, down);
          case PROTOCOL -> text(row -> String.join(", ", row.protocols()), down);
          case HEALTH -> BY_HEALTH;
          default -> Selection.byNumber(value(query.sort()), down);
        };
    return first.thenComparing(BY_NAME);
  }

  private static Comparator<ServiceLine> text(Function<ServiceRow, String> of, boolean down) {
    Comparator<ServiceLine> order = Comparator.comparing(line -> of.apply(line.row()));
    return down ? order.reversed() : order;
  }

  /** What a sort is by; health for those that a list of services does not know. */
  private static ToDoubleFunction<ServiceLine> value(Sort sort) {
    return switch (sort) {
      case RATE -> line -> line.row().signals().requestsPerSecond();
      case ERRORS -> line -> line.row().signals().errorShare();
      case P50 -> line -> line.row().signals().p50Seconds();
      case P95 -> line -> line.row().signals().p95Seconds();
      case P99 -> line -> line.row().signals().p99Seconds();
      case CPU -> line -> line.row().saturation().share();
      case THROTTLED -> line -> line.row().saturation().throttledShare();
      case ENDPOINTS -> line -> line.row().endpoints();
      case PODS -> line -> line.row().pods();
      default -> line -> line.row().health().severity().ordinal();
    };
  }

  Optional<ServiceDetail> detail(String key) {
    ServiceLine line = picture().byKey().get(key);
    return line == null ? Optional.empty() : Optional.of(detail(pictures.current(), line));
  }

  private static ServiceDetail detail(Present present, ServiceLine line) {
    ServiceName name = line.name();
    EndpointSums served = EndpointSums.of(present, name.as(ServiceName.SERVER));
    EndpointSums asked = EndpointSums.of(present, name.as(ServiceName.CLIENT));
    List<PodRow> pods = new ArrayList<>();
    Owner owner = Owner.NONE;
    for (String uid : line.pods()) {
      PodLine pod = present.podIds().find(uid);
      if (pod == null) {
        continue;
      }
      pods.add(pod.row());
      owner = pod.kube() == null ? owner : pod.kube().owner();
    }
    pods.sort(Comparator.comparing(PodRow::name).thenComparing(PodRow::uid));
    return new ServiceDetail(
        line.row(),
        owner,
        served.first(ServiceDetail.MOST_ENDPOINTS),
        asked.first(ServiceDetail.MOST_ENDPOINTS),
        served.size(),
        asked.size(),
        cpu(line, pods),
        List.copyOf(pods.subList(0, Math.min(MOST_PODS, pods.size()))),
        List.of(),
        List.of(),
        0,
        0);
  }

  /** Programs of one name in several workloads or units have no history of CPU together. */
  private static Optional<Subject> cpu(ServiceLine line, List<PodRow> pods) {
    if (!line.workload().isEmpty()) {
      // The history of a workload is by its name; its kind is not in the rows.
      String key = new Owner(line.name().namespace(), "Workload", line.workload()).key();
      return Optional.of(new Subject(Subject.Kind.WORKLOAD, key));
    }
    return pods.size() == 1
        ? Optional.of(new Subject(Subject.Kind.POD, pods.get(0).uid()))
        : Optional.empty();
  }
}
