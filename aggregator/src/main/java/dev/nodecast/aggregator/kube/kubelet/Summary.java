package dev.nodecast.aggregator.kube.kubelet;

import java.util.List;

/**
 * A kubelet's summary as far as it is used. A number that is absent, or is none that can be true,
 * is {@code Amounts.NONE}; a text is empty.
 *
 * @param skipped entries that were not understood or beyond a bound
 */
record Summary(Node node, List<Pod> pods, int skipped) {
  /**
   * CPU time.
   *
   * @param timeMs when the kubelet looked; whole seconds
   * @param usedNs since the start
   */
  record Cpu(long timeMs, long usedNs) {}

  /** Bytes; faults are counts since the start. */
  record Memory(
      long available,
      long usage,
      long workingSet,
      long rss,
      long pageFaults,
      long majorPageFaults) {}

  /** Bytes, and inodes. */
  record FileSystem(
      long available, long capacity, long used, long inodes, long inodesFree, long inodesUsed) {}

  /** Counts since the interface came. */
  record Interface(String name, long rxBytes, long rxErrors, long txBytes, long txErrors) {}

  /**
   * Interfaces.
   *
   * @param byDefault the one with the default route; empty or one
   * @param all the one by default among them
   */
  record Network(List<Interface> byDefault, List<Interface> all) {}

  /** What containers, pods and nodes have alike. */
  record Usage(long startMs, Cpu cpu, Memory memory, FileSystem files) {}

  /** A container; its files are those of its root file system. */
  record Container(String name, Usage usage, FileSystem logs) {}

  /**
   * A volume.
   *
   * @param claim name of the claim that it is; empty
   */
  record Volume(String name, String claim, FileSystem files) {}

  /** A pod; its files are its ephemeral storage. */
  record Pod(
      String namespace,
      String name,
      String uid,
      Usage usage,
      Network network,
      List<Volume> volumes,
      List<Container> containers) {}

  /** The node; its files are the kubelet's file system. */
  record Node(
      String name,
      Usage usage,
      Network network,
      long pids,
      long pidLimit,
      List<Container> systemContainers) {}
}
