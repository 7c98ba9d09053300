package dev.nodecast.agent.self;

import com.sun.management.OperatingSystemMXBean;
import dev.nodecast.agent.procfs.FileBytes;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.TextScanner;
import dev.nodecast.bpf.CpuClock;
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
  private final boolean fine = fineClock();
  private final KernelFile statm;
  private final FileBytes bytes = new FileBytes();
  private final TextScanner scanner = new TextScanner();

  public ProcessSelf(Path proc) {
    statm = new KernelFile(proc.resolve("self/statm"), KernelFile.Layout.SINGLE);
  }

  /**
   * CPU time of this process so far. An agent uses less than the 10 ms between two readings in
   * which the JDK counts: with that its share flips between nothing and a hundredth of a core.
   */
  public long cpuMicros() {
    return (fine ? CpuClock.nanos().orElseThrow() : system.getProcessCpuTime()) / 1000;
  }

  /** Asked once: two clocks in turn would not only grow. */
  private static boolean fineClock() {
    try {
      return CpuClock.nanos().isPresent();
    } catch (LinkageError e) {
      return false; // native code does not load: java.io.tmpdir is not writable, for one
    }
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
