package dev.nodecast.agent.container;

import dev.nodecast.agent.procfs.TextScanner;
import dev.nodecast.catalog.Column;

/**
 * {@code cgroup.procs}: the processes of a cgroup, one pid per line. Processes of another pid
 * namespace are listed as 0.
 *
 * <pre>
 * 1402
 * 1511
 * </pre>
 */
final class CgroupProcesses {
  /** How many are listed. */
  int count;

  /** The smallest pid, which in a container is its first process; NOT_MEASURED if none is ours. */
  long first = Column.NOT_MEASURED;

  private final TextScanner scanner = new TextScanner();

  void clear() {
    count = 0;
    first = Column.NOT_MEASURED;
  }

  boolean parse(byte[] bytes, int length) {
    clear();
    scanner.over(bytes, length);
    while (!scanner.atEnd()) {
      long pid = scanner.number();
      if (pid != Column.NOT_MEASURED) {
        count++;
        if (pid > 0 && (first == Column.NOT_MEASURED || pid < first)) {
          first = pid;
        }
      }
      scanner.nextLine();
    }
    return true;
  }
}
