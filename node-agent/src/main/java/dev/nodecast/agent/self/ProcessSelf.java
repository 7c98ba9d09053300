package dev.nodecast.agent.self;

import com.sun.management.OperatingSystemMXBean;
import dev.nodecast.agent.procfs.FileBytes;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.TextScanner;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Path;

/** CPU time and memory of this process. */
public final class ProcessSelf {
  /** The kernel counts in pages; 4 KiB on x86_64 and on arm64 as distributions build it. */
  private static final long PAGE_BYTES = 4096;

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final KernelFile statm;
  private final FileBytes bytes = new FileBytes();
  private final TextScanner scanner = new TextScanner();

  public ProcessSelf(Path proc) {
    statm = new KernelFile(proc.resolve("self/statm"), KernelFile.Layout.SINGLE);
  }

  /** CPU time of this process so far. */
  public long cpuMicros() {
    return system.getProcessCpuTime() / 1000;
  }

  long heapUsed() {
    return memory.getHeapMemoryUsage().getUsed();
  }

  /**
   * Resident bytes, by the second number of {@code /proc/self/statm}; not measured when unreadable.
   */
  long rss() {
    if (!statm.read(bytes).hasBytes()) {
      return TextScanner.NOT_MEASURED;
    }
    scanner.over(bytes.bytes(), bytes.length()).number();
    long pages = scanner.number();
    return pages == TextScanner.NOT_MEASURED ? pages : pages * PAGE_BYTES;
  }
}
