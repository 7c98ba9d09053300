package dev.nodecast.agent.stream;

import dev.nodecast.agent.identity.PodIdentity;
import dev.nodecast.agent.identity.PodIdentity.ContainerIdentity;
import dev.nodecast.v1.Inventory;
import dev.nodecast.v1.Pod;
import java.util.ArrayList;
import java.util.List;

/** The inventory's pods as {@code ingest.proto} has them. */
final class WirePods {
  private WirePods() {}

  static void into(Orders.Inventory taker, Inventory inventory) {
    List<PodIdentity> pods = new ArrayList<>();
    for (Pod pod : inventory.getPodsList()) {
      if (!pod.getUid().isEmpty()) {
        pods.add(identity(pod));
      }
    }
    taker.take(
        inventory.getFull(), inventory.getMore(), pods, List.copyOf(inventory.getRemovedList()));
  }

  private static PodIdentity identity(Pod pod) {
    return new PodIdentity(
        pod.getUid(),
        pod.getNamespace(),
        pod.getName(),
        pod.getWorkloadKind(),
        pod.getWorkload(),
        pod.getLabelsMap(),
        pod.getIp(),
        pod.getContainersList().stream()
            .map(c -> new ContainerIdentity(c.getName(), c.getId(), c.getImage()))
            .toList());
  }
}
