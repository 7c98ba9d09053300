package dev.nodecast.agent.procfs;

/** What one read of a kernel file came to. Only {@link #OK} and {@link #TRUNCATED} leave bytes. */
public enum ReadStatus {
  /** The whole file was read. */
  OK,
  /** The file exceeds the buffer's bound; what is kept ends with its last whole line. */
  TRUNCATED,
  /** The file exists and holds nothing. */
  EMPTY,
  /** There was no such file when it was to be opened. */
  ABSENT,
  /** It vanished while open: ENODEV of a removed cgroup, ESRCH of a process that exited. */
  GONE,
  /** Permission was refused, at open or (as /proc/PID/io does) at read. */
  DENIED,
  /** Any other error, such as EOPNOTSUPP of pressure files under psi=0: see the file's failure. */
  FAILED;

  /** Whether there are bytes to parse. */
  public boolean hasBytes() {
    return this == OK || this == TRUNCATED;
  }
}
