package dev.nodecast.aggregator.kube.model;

import java.util.List;
import java.util.Map;

/**
 * A node.
 *
 * @param conditions by type, in the API's order: 1 true, 0 false, -1 unknown
 * @param taints as {@code key=value:effect}
 * @param addresses by type: {@code InternalIP}
 * @param kubeletPort where its kubelet listens
 * @param reasons why, by type of condition, where the API says so
 * @param since when a condition last changed, by type, Unix milliseconds; absent where not said
 */
public record NodeRecord(
    Meta meta,
    Amounts capacity,
    Amounts allocatable,
    Map<String, Integer> conditions,
    Map<String, String> reasons,
    Map<String, Long> since,
    boolean unschedulable,
    List<String> taints,
    Map<String, String> addresses,
    int kubeletPort,
    String kubeletVersion,
    String runtimeVersion,
    String osImage,
    String os,
    String kernelVersion,
    String architecture) {
  /** Without the times of its conditions. */
  public NodeRecord(
      Meta meta,
      Amounts capacity,
      Amounts allocatable,
      Map<String, Integer> conditions,
      Map<String, String> reasons,
      boolean unschedulable,
      List<String> taints,
      Map<String, String> addresses,
      int kubeletPort,
      String kubeletVersion,
      String runtimeVersion,
      String osImage,
      String os,
      String kernelVersion,
      String architecture) {
    this(
        meta,
        capacity,
        allocatable,
        conditions,
        reasons,
        Map.of(),
        unschedulable,
        taints,
        addresses,
        kubeletPort,
        kubeletVersion,
        runtimeVersion,
        osImage,
        os,
        kernelVersion,
        architecture);
  }
}
