package dev.nodecast.agent.procfs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * {@code /proc/PID/cgroup}: where a process is in each hierarchy (Linux: kernel/cgroup/cgroup.c,
 * cgroups(7)).
 *
 * <pre>
 * 8:pids:/
 * 4:memory:/docker/4f5e...
 * 2:cpu,cpuacct:/docker/4f5e...
 * 0::/system.slice/nginx.service
 * </pre>
 *
 * Paths are relative to the reader's cgroup namespace, so they may start with "/..". A removed
 * cgroup has " (deleted)" after its path.
 */
public final class ProcessCgroups {
  private static final byte[] MEMORY = "memory".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CPU = "cpu".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DELETED = " (deleted)".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_PATH = 4096;

  /** The path in the v2 hierarchy, "" without one. "/" on v1 hosts whose v2 tree is not used. */
  public String unified = "";

  /** The path in the v1 memory hierarchy, "" without one. */
  public String memory = "";

  /** The path in the v1 cpu hierarchy, "" without one. */
  public String cpu = "";

  private final TextScanner scanner = new TextScanner();
  private final Names paths;

  /** A parser that remembers at most {@code paths} distinct paths without allocating. */
  public ProcessCgroups(int paths) {
    this.paths = new Names(paths);
  }

  /** Reads the file's text; false when it names no cgroup of a hierarchy that is looked at. */
  public boolean parse(byte[] bytes, int length) {
    unified = "";
    memory = "";
    cpu = "";
    scanner.over(bytes, length);
    while (!scanner.atEnd()) {
      line(bytes, length);
      scanner.nextLine();
    }
    return !(unified.isEmpty() && memory.isEmpty() && cpu.isEmpty());
  }

  private void line(byte[] bytes, int length) {
    boolean v2 = scanner.number() == 0;
    if (!scanner.skip((byte) ':')) {
      return;
    }
    boolean isMemory = false;
    boolean isCpu = false;
    int controllers = scanner.position();
    int end = controllers;
    for (int from = controllers; end < length && bytes[end] != '\n'; end++) {
      if (bytes[end] == ',' || bytes[end] == ':') {
        isMemory |= same(MEMORY, bytes, from, end);
        isCpu |= same(CPU, bytes, from, end);
        from = end + 1;
        if (bytes[end] == ':') {
          break;
        }
      }
    }
    if (end >= length || bytes[end] != ':' || !(v2 || isMemory || isCpu)) {
      return;
    }
    String path = path(bytes, end + 1, length);
    unified = v2 && end == controllers ? path : unified;
    memory = isMemory ? path : memory;
    cpu = isCpu ? path : cpu;
  }

  private String path(byte[] bytes, int from, int length) {
    int to = from;
    while (to < length && bytes[to] != '\n' && to - from < MAX_PATH) {
      to++;
    }
    int kept = to - DELETED.length;
    return paths.of(bytes, from, kept > from && same(DELETED, bytes, kept, to) ? kept : to);
  }

  private static boolean same(byte[] key, byte[] bytes, int from, int to) {
    return Arrays.equals(key, 0, key.length, bytes, from, to);
  }
}
