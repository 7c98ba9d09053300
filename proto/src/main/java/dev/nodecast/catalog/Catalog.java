package dev.nodecast.catalog;

import java.util.List;

/**
 * All kinds. The list is explicit; its order is the order of the docs and of writing. {@code node}
 * stays first: the aggregator writes it last, as the commit record of a window.
 */
public final class Catalog {
  public static final List<Kind> KINDS =
      List.of(
          NodeKind.KIND,
          NodeCpuKind.KIND,
          NodeDiskKind.KIND,
          NodeNetworkKind.KIND,
          NodeFilesystemKind.KIND,
          ContainerKind.KIND,
          ContainerDiskKind.KIND,
          ContainerNetworkKind.KIND,
          ContainerFilesystemKind.KIND,
          ContainerKernelKind.KIND,
          ContainerTcpPeerKind.KIND,
          ContainerDropKind.KIND,
          ContainerSyscallKind.KIND,
          NodeBlockKind.KIND,
          NodeIrqKind.KIND,
          ServiceKind.KIND,
          EdgeKind.KIND,
          ProcessKind.KIND,
          AgentKind.KIND,
          AgentCollectorKind.KIND,
          AgentProgramKind.KIND,
          AgentMapKind.KIND,
          AgentTlsKind.KIND);

  private Catalog() {}

  /** Position of a kind in {@link #KINDS}, or -1. */
  public static int indexOf(String kind) {
    for (int i = 0; i < KINDS.size(); i++) {
      if (KINDS.get(i).name().equals(kind)) {
        return i;
      }
    }
    return -1;
  }

  /** The kind of that name. */
  public static Kind kind(String name) {
    int index = indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("kind: " + name + " (expected: one of the catalog's)");
    }
    return KINDS.get(index);
  }
}
