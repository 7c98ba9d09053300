package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.ContainerRecord;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import dev.nodecast.aggregator.kube.model.PodRecord;
import dev.nodecast.web.read.Bounds;
import dev.nodecast.web.read.ContainerFacts;
import dev.nodecast.web.read.Ending;
import dev.nodecast.web.read.NodeFacts;
import dev.nodecast.web.read.PodFacts;
import dev.nodecast.web.read.Room;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What Kubernetes' records say, in the units of pages. */
final class KubeFacts {
  private static final double MILLIS = 1e3;

  private KubeFacts() {}

  static Instant instant(long ms) {
    return ms == Amounts.NONE ? Instant.EPOCH : Instant.ofEpochMilli(ms);
  }

  static double cores(long millis) {
    return millis == Amounts.NONE ? Double.NaN : millis / MILLIS;
  }

  static double number(long value) {
    return value == Amounts.NONE ? Double.NaN : value;
  }

  static Bounds bounds(ContainerRecord of) {
    return new Bounds(
        cores(of.requests().cpuMillis()),
        cores(of.limits().cpuMillis()),
        number(of.requests().memory()),
        number(of.limits().memory()));
  }

  /** Without init containers: those ask for the same room before the others do. */
  static Bounds bounds(PodRecord pod) {
    double cpuRequest = Double.NaN;
    double memoryRequest = Double.NaN;
    double cpuLimit = 0;
    double memoryLimit = 0;
    boolean any = false;
    for (ContainerRecord one : pod.containers()) {
      if (one.own()) {
        Bounds of = bounds(one);
        any = true;
        cpuRequest = Measured.add(cpuRequest, of.cpuRequestCores());
        memoryRequest = Measured.add(memoryRequest, of.memoryRequestBytes());
        // One that has no limit may take all: then neither has the pod.
        cpuLimit += of.cpuLimitCores();
        memoryLimit += of.memoryLimitBytes();
      }
    }
    return any ? new Bounds(cpuRequest, cpuLimit, memoryRequest, memoryLimit) : Bounds.NONE;
  }

  static int restarts(PodRecord pod) {
    int restarts = 0;
    for (ContainerRecord one : pod.containers()) {
      restarts += one.restarts();
    }
    return restarts;
  }

  static PodFacts pod(KubePod of) {
    if (of == null) {
      return PodFacts.NONE;
    }
    PodRecord pod = of.record();
    int ready = 0;
    int containers = 0;
    Ending last = Ending.NONE;
    for (ContainerRecord one : pod.containers()) {
      containers += one.own() ? 1 : 0;
      ready += one.own() && one.ready() ? 1 : 0;
      Ending ending = ending(one);
      if (!ending.reason().isEmpty() && !ending.time().isBefore(last.time())) {
        last = ending;
      }
    }
    return new PodFacts(
        pod.phase().isEmpty() ? "Unknown" : pod.phase(),
        reason(pod),
        ready,
        containers,
        of.restarts(),
        last,
        of.bounds(),
        of.owner(),
        pod.ip(),
        pod.qos(),
        instant(pod.meta().createdMs()),
        pod.meta().labels());
  }

  private static String reason(PodRecord pod) {
    if (!pod.unschedulable().isEmpty()) {
      return "Unschedulable";
    }
    for (ContainerRecord one : pod.containers()) {
      if (pod.reason().isEmpty() && one.state().equals("waiting") && !one.reason().isEmpty()) {
        return one.reason();
      }
    }
    return pod.reason();
  }

  static ContainerFacts container(ContainerRecord of) {
    return new ContainerFacts(of.image(), of.init(), of.restarts(), ending(of), bounds(of));
  }

  private static Ending ending(ContainerRecord of) {
    String reason = of.state().equals("terminated") ? of.reason() : of.lastReason();
    return reason.isEmpty() && of.finishedMs() == Amounts.NONE
        ? Ending.NONE
        : new Ending(of.name(), reason, number(of.exitCode()), instant(of.finishedMs()));
  }

  /**
   * @param promised what pods of this node ask for and may take
   */
  static NodeFacts node(NodeRecord of, KubeRoom promised) {
    List<NodeFacts.Condition> conditions = new ArrayList<>();
    for (Map.Entry<String, Integer> one : of.conditions().entrySet()) {
      conditions.add(
          new NodeFacts.Condition(
              one.getKey(),
              one.getValue() == 1 ? "True" : one.getValue() == 0 ? "False" : "Unknown",
              of.reasons().getOrDefault(one.getKey(), ""),
              KubeHealth.condition(one.getKey(), one.getValue())));
    }
    return new NodeFacts(
        of.kubeletVersion().isEmpty() ? "unknown" : of.kubeletVersion(),
        of.runtimeVersion(),
        of.osImage(),
        of.addresses().getOrDefault("InternalIP", ""),
        of.unschedulable(),
        conditions,
        of.taints(),
        new Room(
            cores(of.capacity().cpuMillis()),
            cores(of.allocatable().cpuMillis()),
            promised.cpuRequests,
            promised.cpuLimits,
            Double.NaN),
        new Room(
            number(of.capacity().memory()),
            number(of.allocatable().memory()),
            promised.memoryRequests,
            promised.memoryLimits,
            Double.NaN),
        new Room(
            number(of.capacity().pods()),
            number(of.allocatable().pods()),
            Double.NaN,
            Double.NaN,
            promised.pods));
  }
}
