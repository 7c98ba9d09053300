package dev.nodecast.aggregator.kube.kubelet;

import static dev.nodecast.aggregator.kube.metric.K8sMetric.Type.COUNTER;
import static dev.nodecast.aggregator.kube.metric.K8sMetric.Type.GAUGE;
import static dev.nodecast.aggregator.kube.metric.K8sMetric.Type.UPDOWN;

import dev.nodecast.aggregator.kube.metric.K8sMetric;
import java.util.List;
import java.util.stream.Stream;

/** Every metric of kubelet_stats, by the names of OpenTelemetry's receiver of v0.156. */
public final class KubeletMetrics {
  static final String INTERFACE = "interface";
  static final String DIRECTION = "direction";
  static final String FS_TYPE = "fs.type";
  static final String VOLUME_TYPE = "k8s.volume.type";
  static final String CLAIM = "k8s.persistentvolumeclaim.name";
  static final String PERSISTENT_VOLUME = "k8s.persistentvolume.name";
  static final String STORAGE_CLASS = "k8s.storageclass.name";
  private static final List<String> OF_VOLUMES =
      List.of(VOLUME_TYPE, CLAIM, PERSISTENT_VOLUME, STORAGE_CLASS);
  static final String SYSTEM_CONTAINER = "k8s.node.system_container.name";

  static final Family CONTAINER = Family.of("container", "the container");
  static final Family POD = Family.of("k8s.pod", "the pod");
  static final Family NODE = Family.of("k8s.node", "the node");

  static final K8sMetric POD_NETWORK_IO =
      network("k8s.pod.network.io", "By", "Bytes that the pod's interface carried");
  static final K8sMetric POD_NETWORK_ERRORS =
      network("k8s.pod.network.errors", "1", "Errors of the pod's interface");
  static final K8sMetric NODE_NETWORK_IO =
      network("k8s.node.network.io", "By", "Bytes that the node's interface carried");
  static final K8sMetric NODE_NETWORK_ERRORS =
      network("k8s.node.network.errors", "1", "Errors of the node's interface");

  static final K8sMetric VOLUME_AVAILABLE = volume("available", "By", "Space left on the volume");
  static final K8sMetric VOLUME_CAPACITY = volume("capacity", "By", "Size of the volume");
  static final K8sMetric VOLUME_INODES = volume("inodes", "1", "Inodes of the volume");
  static final K8sMetric VOLUME_INODES_FREE = volume("inodes.free", "1", "Inodes left");
  static final K8sMetric VOLUME_INODES_USED = volume("inodes.used", "1", "Inodes used");
  static final K8sMetric POD_VOLUME_USAGE =
      new K8sMetric(
          "k8s.pod.volume.usage", "By", UPDOWN, OF_VOLUMES, false, "Space used on the volume");

  static final Share CONTAINER_SHARE = Share.of("k8s.container", "container");
  static final Share POD_SHARE = Share.of("k8s.pod", "pod");

  static final K8sMetric EPHEMERAL_USAGE =
      new K8sMetric(
          "k8s.container.ephemeral_storage.usage",
          "By",
          UPDOWN,
          List.of(FS_TYPE),
          false,
          "Space of the node that the container's root file system or logs take");
  static final K8sMetric NODE_INODES =
      off("k8s.node.filesystem.inode.count", "{inode}", UPDOWN, "Inodes of the file system");
  static final K8sMetric NODE_INODES_FREE =
      off("k8s.node.filesystem.inode.free", "{inode}", UPDOWN, "Inodes left on the file system");
  static final K8sMetric NODE_PIDS =
      off("k8s.node.pid.usage", "{thread}", UPDOWN, "Threads on the node");
  static final K8sMetric NODE_PID_LIMIT =
      off("k8s.node.pid.limit", "{thread}", UPDOWN, "Threads that the node can have");

  static final K8sMetric SYSTEM_CPU_TIME =
      system("cpu.time", "s", COUNTER, "CPU time used by a group of the node's own processes");
  static final K8sMetric SYSTEM_CPU_USAGE =
      system("cpu.usage", "{cpu}", GAUGE, "Cores used by a group of the node's own processes");
  static final K8sMetric SYSTEM_MEMORY_USAGE =
      system("memory.usage", "By", GAUGE, "Memory of a group of the node's own processes");
  static final K8sMetric SYSTEM_MEMORY_WORKING_SET =
      system("memory.working_set", "By", GAUGE, "The same without caches that can be dropped");

  public static final List<K8sMetric> ALL =
      Stream.of(
              CONTAINER.all(),
              POD.all(),
              NODE.all(),
              List.of(POD_NETWORK_IO, POD_NETWORK_ERRORS, NODE_NETWORK_IO, NODE_NETWORK_ERRORS),
              List.of(VOLUME_AVAILABLE, VOLUME_CAPACITY),
              List.of(VOLUME_INODES, VOLUME_INODES_FREE, VOLUME_INODES_USED, POD_VOLUME_USAGE),
              CONTAINER_SHARE.all(),
              POD_SHARE.all(),
              List.of(EPHEMERAL_USAGE, NODE_INODES, NODE_INODES_FREE, NODE_PIDS, NODE_PID_LIMIT),
              List.of(SYSTEM_CPU_TIME, SYSTEM_CPU_USAGE),
              List.of(SYSTEM_MEMORY_USAGE, SYSTEM_MEMORY_WORKING_SET))
          .flatMap(List::stream)
          .toList();

  private KubeletMetrics() {}

  static K8sMetric off(String name, String unit, K8sMetric.Type type, String help) {
    return new K8sMetric(name, unit, type, List.of(), false, help);
  }

  private static K8sMetric network(String name, String unit, String help) {
    return new K8sMetric(name, unit, COUNTER, List.of(INTERFACE, DIRECTION), true, help);
  }

  private static K8sMetric volume(String name, String unit, String help) {
    return new K8sMetric("k8s.volume." + name, unit, GAUGE, OF_VOLUMES, true, help);
  }

  private static K8sMetric system(String name, String unit, K8sMetric.Type type, String help) {
    String full = "k8s.node.system_container." + name;
    return new K8sMetric(full, unit, type, List.of(SYSTEM_CONTAINER), false, help);
  }
}
