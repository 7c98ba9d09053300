package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.ClusterView;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.aggregator.kube.model.WorkloadRecord;
import dev.nodecast.aggregator.web.KubePicture.WorkloadLine;
import dev.nodecast.web.read.Owner;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Sort;
import dev.nodecast.web.read.WorkloadDetail;
import dev.nodecast.web.read.WorkloadRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Lists of workloads from the picture, one workload from its record. */
final class WorkloadReads {
  /** Most of what a workload made is old and scaled to 0: the newest are shown. */
  private static final int MOST_CHILDREN = 20;

  private static final Comparator<WorkloadLine> BY_NAME =
      Comparator.comparing((WorkloadLine line) -> line.row().owner().name())
          .thenComparing(line -> line.row().key());

  private final Pictures pictures;
  private final ClusterView view;

  WorkloadReads(Pictures pictures, ClusterView view) {
    this.pictures = pictures;
    this.view = view;
  }

  Rows<WorkloadRow> list(RowQuery query) {
    KubePicture picture = pictures.current().kube();
    return new Listed<>(
            picture.workloads(), filter(query), picture.byKey()::get, line -> line.row().key())
        .page(query, order(query), value(query.sort()), WorkloadLine::row);
  }

  private static Predicate<WorkloadLine> filter(RowQuery query) {
    String search = query.search().toLowerCase(Locale.ROOT);
    String namespace = query.scope().namespace();
    String kind = query.scope().kind();
    return line ->
        (namespace.isEmpty() || line.row().owner().namespace().equals(namespace))
            && (kind.isEmpty() || line.row().owner().kind().equals(kind))
            && line.row().health().severity().compareTo(query.severity()) >= 0
            && (search.isEmpty() || line.search().contains(search));
  }

  private static Comparator<WorkloadLine> order(RowQuery query) {
    boolean down = query.descending();
    Comparator<WorkloadLine> first =
        switch (query.sort()) {
          case NAME -> down ? BY_NAME.reversed() : BY_NAME;
          case NAMESPACE -> text(Owner::namespace, down);
          case KIND -> text(Owner::kind, down);
          // Health knows one direction.
          case HEALTH -> Selection.byNumber(value(Sort.HEALTH), true);
          default -> Selection.byNumber(value(query.sort()), down);
        };
    return first.thenComparing(BY_NAME);
  }

  private static Comparator<WorkloadLine> text(Function<Owner, String> of, boolean down) {
    Comparator<WorkloadLine> order = Comparator.comparing(line -> of.apply(line.row().owner()));
    return down ? order.reversed() : order;
  }

  /** What a sort is by; health for those that a list of workloads does not know. */
  private static ToDoubleFunction<WorkloadLine> value(Sort sort) {
    return switch (sort) {
      case CPU -> line -> line.row().cpuCores();
      case MEMORY -> line -> line.row().memoryBytes();
      case PODS -> line -> line.row().pods();
      case READY -> line -> Measured.share(line.row().ready(), line.row().desired());
      case RESTARTS -> line -> line.row().restarts();
      case THROTTLED -> line -> line.row().throttledShare();
      // The younger one has the smaller age.
      case AGE -> line -> -created(line.row());
      default -> line -> line.row().health().severity().ordinal();
    };
  }

  private static double created(WorkloadRow row) {
    return row.created().equals(Instant.EPOCH) ? Double.NaN : row.created().toEpochMilli();
  }

  Optional<WorkloadDetail> detail(String key) {
    WorkloadLine line = pictures.current().kube().byKey().get(key);
    if (line == null) {
      return Optional.empty();
    }
    WorkloadRecord of = line.record();
    return Optional.of(
        of == null
            ? new WorkloadDetail(line.row(), Map.of(), "", "", false, "", Map.of(), List.of())
            : new WorkloadDetail(
                line.row(),
                of.numbers(),
                of.selector(),
                of.schedule(),
                of.suspended(),
                of.message(),
                of.meta().labels(),
                children(of)));
  }

  private List<WorkloadDetail.Child> children(WorkloadRecord of) {
    String kind =
        switch (of.meta().kind()) {
          case "Deployment" -> "ReplicaSet";
          case "CronJob" -> "Job";
          default -> "";
        };
    List<WorkloadDetail.Child> children = new ArrayList<>();
    for (WorkloadRecord one : kind.isEmpty() ? List.<WorkloadRecord>of() : view.workloads(kind)) {
      String owner = one.meta().owner().map(OwnerRef::uid).orElse("");
      if (owner.equals(of.meta().uid())) {
        KubeReplicas replicas = KubeReplicas.of(one);
        children.add(
            new WorkloadDetail.Child(
                kind,
                one.meta().name(),
                KubeHealth.workload(one, view),
                replicas.ready(),
                replicas.desired(),
                KubeFacts.instant(one.meta().createdMs())));
      }
    }
    children.sort(
        Comparator.comparing(WorkloadDetail.Child::created)
            .reversed()
            .thenComparing(WorkloadDetail.Child::name));
    return children.subList(0, Math.min(MOST_CHILDREN, children.size()));
  }
}
