package dev.nodecast.agent.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Numbers of network namespaces: the inode of {@code /proc/PID/ns/net}. */
public final class Namespaces {
  /** The namespace cannot be told: no such process, or CAP_SYS_PTRACE is missing. */
  public static final long UNKNOWN = 0;

  private final Path proc;
  private long host = UNKNOWN;

  public Namespaces(Path proc) {
    this.proc = proc;
  }

  /** The namespace of the machine itself: pid 1's. */
  public long host() {
    if (host == UNKNOWN) {
      host = of(proc.resolve("1"));
    }
    return host;
  }

  /** The network namespace of the process with that directory in proc. */
  public static long of(Path process) {
    try {
      return (Long) Files.getAttribute(process.resolve("ns/net"), "unix:ino");
    } catch (IOException | SecurityException e) {
      return UNKNOWN;
    }
  }
}
