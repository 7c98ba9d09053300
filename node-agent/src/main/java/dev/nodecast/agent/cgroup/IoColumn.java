package dev.nodecast.agent.cgroup;

/** What cgroups count per block device; v1 has no discards before 4.18. */
public enum IoColumn {
  READ_BYTES,
  WRITE_BYTES,
  READS,
  WRITES,
  DISCARDED_BYTES,
  DISCARDS
}
