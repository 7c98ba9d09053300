package dev.nodecast.web.read;

import java.util.List;
import java.util.Map;

/**
 * What kernel programs see of a pod or of a node now: sums over its containers; of a node also over
 * what is in no container. Long tables have reads of their own.
 *
 * @param node whose agent tells it
 * @param absent groups that are not measured, each with the reason in the agent's words
 * @param now live values of chart lines; what is not measured may be absent
 * @param facts values of the panels; a group that is measured, but has nothing here, is absent
 * @param drops dropped packets by the kernel's reason, most first
 * @param devices block devices by operation; of nodes only
 * @param interrupts by source; of nodes only
 */
public record KernelDetail(
    String node,
    Map<KernelGroup, String> absent,
    Map<Metric, Double> now,
    Map<KernelGroup, List<Reading>> facts,
    List<ProtocolRow> protocols,
    List<DropRow> drops,
    List<BlockRow> devices,
    List<InterruptRow> interrupts) {
  public KernelDetail {
    absent = Map.copyOf(absent);
    now = Map.copyOf(now);
    facts = Map.copyOf(facts);
    protocols = List.copyOf(protocols);
    drops = List.copyOf(drops);
    devices = List.copyOf(devices);
    interrupts = List.copyOf(interrupts);
  }

  /** Live value of a line; NaN when not measured. */
  public double now(Metric metric) {
    return now.getOrDefault(metric, Double.NaN);
  }

  public boolean measures(KernelGroup group) {
    return !absent.containsKey(group);
  }
}
