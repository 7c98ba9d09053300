package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.live.ServiceCurves;
import dev.nodecast.aggregator.live.ServiceName;
import dev.nodecast.aggregator.web.Present.NodeLine;
import dev.nodecast.aggregator.web.Present.PodLine;
import dev.nodecast.aggregator.web.ServicePicture.ServiceLine;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.web.read.Counts;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.Missing;
import dev.nodecast.web.read.Saturation;
import dev.nodecast.web.read.ServiceRow;
import dev.nodecast.web.read.ServiceSparks;
import dev.nodecast.web.read.Services;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Signals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Adds up the rows of all nodes by service, one node's monitor at a time. */
final class ServiceMaker {
  static final int PROTOCOL = ServiceKind.KIND.labels().indexOf("protocol");
  static final int OPERATION = ServiceKind.KIND.labels().indexOf("operation");
  static final int TARGET = ServiceKind.KIND.labels().indexOf("target");

  private static final int WORKLOAD = ServiceKind.KIND.labels().indexOf("workload");
  private static final Group GROUP = ServiceKind.KIND.groups().get(0);
  private static final double MICROS = 1e-6;

  /** Share of errors from which a service is not well, and from which it fails. */
  private static final double WARNING = 0.01;

  private static final double CRITICAL = 0.05;

  /** One failure of three requests says nothing about a service. */
  private static final int FEW = 10;

  /** One service while its rows are added up. */
  private static final class Sum {
    final SignalSum signals = new SignalSum();
    final Set<String> protocols = new TreeSet<>();
    final Set<List<String>> endpoints = new HashSet<>();
    final Set<List<String>> places = new HashSet<>();
    final Set<String> workloads = new HashSet<>();
    final Set<String> pods = new HashSet<>();
    final Sparks sparks = new Sparks();

    /** Whether one of its nodes is not silent. */
    boolean live;
  }

  /** Curves of several nodes or services, end to end. */
  private static final class Sparks {
    private double[] requests;
    private double[] errors;
    private double[] p99;

    void add(double[] moreRequests, double[] moreErrors, double[] otherP99) {
      if (requests == null) {
        requests = gaps(moreRequests.length);
        errors = gaps(moreRequests.length);
        p99 = gaps(moreRequests.length);
      }
      Measured.accumulate(requests, moreRequests, 1);
      Measured.accumulate(errors, moreErrors, 1);
      for (int i = 0; i < p99.length; i++) {
        p99[i] = Measured.max(p99[i], otherP99[i]);
      }
    }

    void add(Sparks other) {
      if (other.requests != null) {
        add(other.requests, other.errors, other.p99);
      }
    }

    private static double[] gaps(int length) {
      double[] out = new double[length];
      Arrays.fill(out, Double.NaN);
      return out;
    }

    ServiceSparks sparks() {
      return requests == null
          ? new ServiceSparks(Measured.NO_SPARK, Measured.NO_SPARK, Measured.NO_SPARK)
          : new ServiceSparks(
              Measured.spark(requests, 1), Measured.spark(errors, 1), Measured.spark(p99, MICROS));
    }
  }

  private final Map<ServiceName, Sum> sums = new LinkedHashMap<>();
  private final List<Missing> off = new ArrayList<>();
  private int offNodes;

  private final Present present;

  private ServiceMaker(Present present) {
    this.present = present;
  }

  static ServicePicture of(Present present) {
    ServiceMaker maker = new ServiceMaker(present);
    for (NodeLine line : present.nodes()) {
      synchronized (line.state()) {
        maker.add(line.state(), line.live());
      }
    }
    return maker.picture();
  }

  private void add(NodeState node, boolean live) {
    KindState rows = node.kind(ServiceKind.KIND);
    Set<ServiceName> here = new HashSet<>();
    for (int slot : Measured.slots(rows)) {
      String[] labels = rows.labels(slot);
      ServiceName name = ServiceName.of(labels);
      Sum sum = sums.computeIfAbsent(name, n -> new Sum());
      here.add(name);
      sum.live |= live;
      sum.protocols.add(labels[PROTOCOL]);
      sum.endpoints.add(List.of(labels[PROTOCOL], labels[OPERATION], labels[TARGET]));
      sum.workloads.add(labels[WORKLOAD]);
      sum.places.add(
          List.of(
              node.name(),
              labels[PodName.POD_UID],
              labels[PodName.POD],
              labels[PodName.POD].isEmpty() ? labels[PodName.CONTAINER] : ""));
      String uid = PodName.uid(node.name(), labels);
      if (!uid.isEmpty()) {
        sum.pods.add(uid);
      }
      if (live) {
        sum.signals.add(rows, slot);
      }
    }
    for (ServiceName name : here) {
      ServiceCurves.Curve curve = node.sparklines().services().of(name);
      if (curve != null) {
        sums.get(name)
            .sparks
            .add(curve.requests.values(), curve.errors.values(), curve.p99.values());
      }
    }
    String why = live ? KernelSource.absent(node, GROUP) : "";
    if (!why.isEmpty()) {
      offNodes++;
      if (off.size() < Services.MOST_OFF) {
        off.add(new Missing(node.name(), why, ""));
      }
    }
  }

  private ServicePicture picture() {
    List<ServiceLine> lines = new ArrayList<>(sums.size());
    Map<String, ServiceLine> byKey = new HashMap<>();
    SignalSum all = new SignalSum();
    Sparks sparks = new Sparks();
    Present.Tally tally = new Present.Tally();
    Set<String> protocols = new TreeSet<>();
    sums.forEach(
        (name, sum) -> {
          protocols.addAll(sum.protocols);
          if (name.server()) {
            all.add(sum.signals);
            sparks.add(sum.sparks);
          } else if (sums.containsKey(name.as(ServiceName.SERVER))) {
            return; // what it asks stands on the page of what it answers
          }
          ServiceLine line = line(name, sum);
          tally.add(line.row().health().severity());
          lines.add(line);
          byKey.put(line.row().key(), line);
        });
    Counts counts = tally.counts();
    return new ServicePicture(
        List.copyOf(lines),
        Map.copyOf(byKey),
        all.signals(),
        sparks.sparks(),
        counts,
        List.copyOf(protocols),
        List.copyOf(off),
        offNodes);
  }

  private ServiceLine line(ServiceName name, Sum sum) {
    Signals signals = sum.signals.signals();
    List<String> protocols = List.copyOf(sum.protocols);
    ServiceRow row =
        new ServiceRow(
            name.key(),
            name.name(),
            name.namespace(),
            health(sum.live, sum.signals.recent(), signals.errorShare()),
            name.server(),
            protocols,
            signals,
            sum.endpoints.size(),
            sum.places.size(),
            saturation(sum.pods),
            sum.sparks.sparks());
    String search = name.name() + '\n' + name.namespace() + '\n' + String.join("\n", protocols);
    String workload = sum.workloads.size() == 1 ? sum.workloads.iterator().next() : "";
    return new ServiceLine(
        name, row, workload, Set.copyOf(sum.pods), search.toLowerCase(Locale.ROOT));
  }

  private Saturation saturation(Set<String> pods) {
    double cores = Double.NaN;
    double limit = pods.isEmpty() ? Double.NaN : 0;
    double throttled = Double.NaN;
    for (String uid : pods) {
      PodLine pod = present.podIds().find(uid);
      if (pod != null) {
        cores = Measured.add(cores, pod.row().cpuCores());
        limit += pod.row().cpuLimitCores(); // NaN: one without a limit has all of its node
        throttled = Measured.max(throttled, pod.row().throttledShare());
      }
    }
    return new Saturation(cores, limit > 0 ? limit : Double.NaN, throttled);
  }

  /**
   * How well requests are answered.
   *
   * @param live whether anybody tells
   * @param recent requests of the last seconds
   * @param errorShare of these
   */
  static Health health(boolean live, long recent, double errorShare) {
    if (!live) {
      return Health.of(Severity.UNKNOWN, "Its agents are silent");
    }
    if (recent == 0) {
      return Health.of(Severity.OK, "Idle");
    }
    Severity severity =
        recent < FEW || !(errorShare >= WARNING)
            ? Severity.OK
            : errorShare >= CRITICAL ? Severity.CRITICAL : Severity.WARNING;
    return Health.of(
        severity,
        severity == Severity.OK
            ? "Answers"
            : String.format(Locale.ROOT, "%.1f\u00a0%% errors", errorShare * 100));
  }
}
