package dev.nodecast.agent.procfs;

/** An enum constant that stands for one or more keys of a kernel file. */
public interface KernelKey {
  /**
   * The keys as the kernel prints them, separated by spaces; the values of several are added up.
   */
  String keys();
}
