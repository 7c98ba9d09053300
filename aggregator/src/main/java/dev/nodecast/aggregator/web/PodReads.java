package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.live.Sparklines;
import dev.nodecast.aggregator.web.Present.NodeLine;
import dev.nodecast.aggregator.web.Present.PodLine;
import dev.nodecast.catalog.ContainerDiskKind;
import dev.nodecast.catalog.ContainerFilesystemKind;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.ContainerNetworkKind;
import dev.nodecast.web.read.ContainerRow;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.PodDetail;
import dev.nodecast.web.read.PodFacts;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.Pressure;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Lists of pods from the picture, one pod from its node's cells. */
final class PodReads {
  private static final Comparator<PodLine> BY_NAME =
      Comparator.comparing((PodLine line) -> line.row().name())
          .thenComparing(line -> line.row().namespace())
          .thenComparing(line -> line.row().uid());

  private final Pictures pictures;

  PodReads(Pictures pictures) {
    this.pictures = pictures;
  }

  Rows<PodRow> list(RowQuery query) {
    return list(query, query.scope().namespace());
  }

  /**
   * @param namespace only pods of it; empty for all
   */
  Rows<PodRow> list(RowQuery query, String namespace) {
    Present present = pictures.current();
    Predicate<PodLine> which = filter(query, namespace);
    return new Listed<>(present.pods(), which, present.podIds()::find, line -> line.name().uid())
        .page(query, order(query), value(query.sort()), line -> withSpark(present, line));
  }

  private static Predicate<PodLine> filter(RowQuery query, String namespace) {
    String search = query.search().toLowerCase(Locale.ROOT);
    String workload = query.scope().workload();
    return line ->
        (query.node().isEmpty() || line.row().node().equals(query.node()))
            && (namespace.isEmpty() || line.row().namespace().equals(namespace))
            && (workload.isEmpty()
                || (line.kube() != null && line.kube().ownerKey().equals(workload)))
            && (query.pod().isEmpty() || line.row().uid().equals(query.pod()))
            && line.row().health().severity().compareTo(query.severity()) >= 0
            && (search.isEmpty() || line.name().search().contains(search));
  }

  private static Comparator<PodLine> order(RowQuery query) {
    boolean down = query.descending();
    Comparator<PodLine> first =
        switch (query.sort()) {
          case NAME -> down ? BY_NAME.reversed() : BY_NAME;
          case NAMESPACE -> text(PodRow::namespace, down);
          case NODE -> text(PodRow::node, down);
          // Health knows one direction.
          default -> Selection.byNumber(value(query.sort()), down || !query.sort().byValue());
        };
    return first.thenComparing(BY_NAME);
  }

  /** What a sort is by; health for those that a list of pods does not know. */
  private static ToDoubleFunction<PodLine> value(Sort sort) {
    return switch (sort) {
      case CPU -> line -> line.row().cpuCores();
      case MEMORY -> line -> line.row().memoryBytes();
      case RESTARTS -> line -> line.kube() == null ? Double.NaN : line.kube().restarts();
      case PROCESSES -> line -> line.row().processes();
      case THROTTLED -> line -> line.row().throttledShare();
      case STALLED -> line -> line.row().stalledShare();
      case RECEIVED -> line -> line.row().rxBytesPerSecond();
      case SENT -> line -> line.row().txBytesPerSecond();
      case READ -> line -> line.row().readBytesPerSecond();
      case WRITTEN -> line -> line.row().writeBytesPerSecond();
      default -> line -> line.row().health().severity().ordinal();
    };
  }

  private static Comparator<PodLine> text(
      java.util.function.Function<PodRow, String> of, boolean down) {
    Comparator<PodLine> order = Comparator.comparing(line -> of.apply(line.row()));
    return down ? order.reversed() : order;
  }

  private static PodRow withSpark(Present present, PodLine line) {
    NodeLine node = present.nodeByName().get(line.row().node());
    PodFacts facts = KubeFacts.pod(line.kube());
    if (node == null) {
      return line.row().with(Measured.NO_SPARK, facts);
    }
    synchronized (node.state()) {
      return line.row().with(spark(node.state(), line.name().containerIds()), facts);
    }
  }

  private static float[] spark(NodeState node, List<String> containerIds) {
    double[] sum = null;
    for (String id : containerIds) {
      Sparklines.Pair pair = node.sparklines().container(id);
      if (pair != null) {
        double[] windows = pair.cpu().values();
        if (sum == null) {
          sum = new double[windows.length];
          Arrays.fill(sum, Double.NaN);
        }
        Measured.accumulate(sum, windows, 1);
      }
    }
    return sum == null ? Measured.NO_SPARK : Measured.spark(sum, 1);
  }

  /** The pod of a namespace and name; of several (one is ending) the first. */
  Optional<PodLine> named(String namespace, String name) {
    return pictures.current().pods().stream()
        .filter(pod -> pod.name().name().equals(name) && pod.name().namespace().equals(namespace))
        .findFirst();
  }

  Optional<PodDetail> detail(String uid) {
    Present present = pictures.current();
    PodLine line = present.podIds().find(uid);
    if (line == null) {
      return Optional.empty();
    }
    NodeLine of = present.nodeByName().get(line.row().node());
    if (of != null) {
      NodeState node = of.state();
      synchronized (node) {
        PodGroups groups = PodGroups.of(node, null);
        int pod = groups.indexOf(line.name().uid());
        if (pod >= 0) {
          return Optional.of(detail(node, groups, pod, line)).map(one -> joined(one, line));
        }
      }
    }
    return line.kube() == null
        ? Optional.empty()
        : Optional.of(PodDetail.unseen(line.row(), List.of())).map(one -> joined(one, line));
  }

  /** With what Kubernetes says of it and of its containers. */
  private PodDetail joined(PodDetail of, PodLine line) {
    if (line.kube() == null) {
      return of;
    }
    Map<String, ContainerRow> measured = new LinkedHashMap<>();
    of.containers().forEach(one -> measured.put(one.id(), one));
    return of.with(
        of.row().with(of.row().cpuSpark(), KubeFacts.pod(line.kube())),
        UnseenPod.containers(line.kube(), measured, pictures.nowMs()));
  }

  private static PodDetail detail(NodeState node, PodGroups groups, int pod, PodLine line) {
    PodFigures f = new PodFigures(node, groups, pod);
    int[] slots = groups.slots(ContainerKind.KIND, pod);
    KindState containers = node.kind(ContainerKind.KIND);
    List<ContainerRow> rows = new ArrayList<>();
    for (int slot : slots) {
      rows.add(container(containers, slot, line.row().health()));
    }
    return new PodDetail(
        line.row().with(spark(node, line.name().containerIds()), PodFacts.NONE),
        Instant.EPOCH,
        f.cores(ContainerKind.CPU_USER),
        f.cores(ContainerKind.CPU_SYSTEM),
        f.cores(ContainerKind.CPU_THROTTLED),
        f.sum(ContainerKind.MEMORY_CURRENT),
        f.sum(ContainerKind.MEMORY_PEAK),
        f.sum(ContainerKind.MEMORY_ANON),
        f.sum(ContainerKind.MEMORY_FILE),
        f.sum(ContainerKind.MEMORY_KERNEL),
        f.sum(ContainerKind.MEMORY_SWAP),
        f.total(ContainerKind.MEMORY_EVENTS_OOM_KILL),
        f.total(ContainerKind.MEMORY_EVENTS_MAX),
        f.rate(ContainerKind.MAJOR_PAGE_FAULTS),
        f.sum(ContainerKind.PIDS_CURRENT),
        f.limit(ContainerKind.PIDS_LIMIT),
        new Pressure(
            f.pressure(ContainerKind.PRESSURE_CPU_SOME),
            f.pressure(ContainerKind.PRESSURE_CPU_FULL),
            f.pressure(ContainerKind.PRESSURE_MEMORY_SOME),
            f.pressure(ContainerKind.PRESSURE_MEMORY_FULL),
            f.pressure(ContainerKind.PRESSURE_IO_SOME),
            f.pressure(ContainerKind.PRESSURE_IO_FULL)),
        rows,
        Devices.disks(node.kind(ContainerDiskKind.KIND), groups.slots(ContainerDiskKind.KIND, pod)),
        Devices.interfaces(
            node.kind(ContainerNetworkKind.KIND), groups.slots(ContainerNetworkKind.KIND, pod)),
        Devices.filesystems(
            node.kind(ContainerFilesystemKind.KIND),
            groups.slots(ContainerFilesystemKind.KIND, pod)),
        Readings.of(containers, slots),
        KernelReads.of(node, line.name().uid()));
  }

  private static ContainerRow container(KindState c, int slot, Health pod) {
    String[] labels = c.labels(slot);
    double memory = c.number(ContainerKind.MEMORY_WORKING_SET, slot);
    return new ContainerRow(
        labels[PodName.CONTAINER],
        labels[PodName.CONTAINER_ID],
        pod.severity() == Severity.UNKNOWN ? pod : Health.of(Severity.OK, "Running"),
        c.rate(ContainerKind.CPU_USAGE, slot) / 1e6,
        c.number(ContainerKind.CPU_LIMIT, slot),
        memory,
        c.number(ContainerKind.MEMORY_LIMIT, slot),
        c.number(ContainerKind.MEMORY_PEAK, slot),
        Measured.share(
            c.rate(ContainerKind.CPU_THROTTLED_PERIODS, slot),
            c.rate(ContainerKind.CPU_PERIODS, slot)),
        c.number(ContainerKind.PIDS_CURRENT, slot),
        c.number(ContainerKind.MEMORY_EVENTS_OOM_KILL, slot));
  }
}
