package dev.nodecast.agent.cgroup;

/** What is measured per cgroup, by where its files are. */
public enum Controller {
  /** Quota and throttling (v1 cpu), all of cpu.stat (v2). */
  CPU("cpu"),
  /** CPU time on v1; the same directory as CPU on v2. */
  CPUACCT("cpuacct"),
  MEMORY("memory"),
  /** v2 io, v1 blkio. */
  IO("blkio"),
  PIDS("pids"),
  /** The *.pressure files: v2 only, so on hybrid hosts its tree. */
  PRESSURE("");

  /** The name as a v1 mount option and directory. */
  final String v1Name;

  Controller(String v1Name) {
    this.v1Name = v1Name;
  }
}
