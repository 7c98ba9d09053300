package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.kube.model.PodRecord;
import java.util.List;
import java.util.Locale;

/**
 * What names one line of the list of pods: a pod, a plain container or a systemd unit.
 *
 * @param uid unique in the cluster and fit for an address
 * @param kind "Pod", "Container" or "Unit"
 * @param containerIds of its containers, for their sparklines
 * @param search lower-case text that searches look in
 */
record PodName(
    String uid,
    String name,
    String namespace,
    String workload,
    String node,
    String kind,
    List<String> containerIds,
    String search) {
  // Positions of the labels that every container-like kind starts with.
  static final int NAMESPACE = 0;
  static final int WORKLOAD = 1;
  static final int POD = 2;
  static final int CONTAINER = 3;
  static final int POD_UID = 4;
  static final int CONTAINER_ID = 5;

  private static final int SHORT_ID = 12;

  /** The uid of what an entity belongs to; empty for a process outside of everything. */
  static String uid(String node, String[] labels) {
    if (!labels[POD_UID].isEmpty()) {
      return labels[POD_UID];
    }
    if (!labels[POD].isEmpty()) {
      return node + "~" + labels[NAMESPACE] + "~" + labels[POD];
    }
    // Without Kubernetes names repeat from node to node, so the node is part of them.
    String own = labels[CONTAINER_ID].isEmpty() ? labels[CONTAINER] : labels[CONTAINER_ID];
    return own.isEmpty() ? "" : node + "~" + own;
  }

  static PodName of(String node, String uid, String[] labels, List<String> containerIds) {
    boolean pod = !labels[POD].isEmpty() || !labels[POD_UID].isEmpty();
    String name = name(labels);
    String kind = pod ? "Pod" : unit(labels) ? "Unit" : "Container";
    return new PodName(
        uid,
        name,
        labels[NAMESPACE],
        labels[WORKLOAD],
        node,
        kind,
        List.copyOf(containerIds),
        (name + '\n' + labels[NAMESPACE] + '\n' + labels[WORKLOAD] + '\n' + node + '\n' + uid)
            .toLowerCase(Locale.ROOT));
  }

  /** Of what Kubernetes tells. */
  static PodName of(PodRecord pod, String workload, List<String> containerIds) {
    String uid = pod.meta().uid();
    String name = pod.meta().name();
    String namespace = pod.meta().namespace();
    return new PodName(
        uid,
        name,
        namespace,
        workload,
        pod.node(),
        "Pod",
        containerIds,
        (name + '\n' + namespace + '\n' + workload + '\n' + pod.node() + '\n' + uid)
            .toLowerCase(Locale.ROOT));
  }

  /** The same thing, whose labels did not say its name, as Kubernetes calls it. */
  PodName as(KubePod of) {
    return name.equals(of.record().meta().name())
            && namespace.equals(of.record().meta().namespace())
        ? this
        : new PodName(
            uid,
            of.name().name(),
            of.name().namespace(),
            of.name().workload(),
            node,
            "Pod",
            containerIds,
            of.name().search() + '\n' + uid.toLowerCase(Locale.ROOT));
  }

  private static String name(String[] labels) {
    for (int label : new int[] {POD, POD_UID, CONTAINER}) {
      if (!labels[label].isEmpty()) {
        return labels[label];
      }
    }
    return shortId(labels[CONTAINER_ID]);
  }

  /** As container runtimes print it. */
  static String shortId(String id) {
    return id.length() > SHORT_ID ? id.substring(0, SHORT_ID) : id;
  }

  private static boolean unit(String[] labels) {
    String id = labels[CONTAINER_ID];
    boolean named = labels.length > CONTAINER_ID + 1 && labels[CONTAINER_ID + 1].equals("systemd");
    return named || id.isEmpty() || id.endsWith(".service") || id.endsWith(".scope");
  }
}
