package dev.nodecast.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What the kernel says of a process (Documentation/filesystems/proc.rst). */
public final class ProcessFiles {
  /** Linux shows all times to user space in this many ticks a second, whatever the kernel's own. */
  private static final double USER_HZ = 100;

  private ProcessFiles() {}

  /** User and kernel time, seconds, in steps of 10 ms; 0 when it is gone. */
  public static double cpuSeconds(long pid) {
    try {
      return cpuOf(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
    } catch (IOException e) {
      return 0;
    }
  }

  /** CPU seconds of the threads that live now, added up by their names without numbers. */
  public static Map<String, Double> cpuByThread(long pid) {
    Map<String, Double> out = new HashMap<>();
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path thread : threads.toList()) {
        try {
          String name = Files.readString(thread.resolve("comm")).strip().replaceAll("[-#0-9]+", "");
          out.merge(name, cpuOf(Files.readString(thread.resolve("stat"))), Double::sum);
        } catch (IOException e) {
          // Ended meanwhile.
        }
      }
    } catch (IOException e) {
      // The process ended: nothing to add.
    }
    return out;
  }

  private static double cpuOf(String stat) {
    return sum(stat, 11); // utime, stime
  }

  private static double sum(String stat, int first) {
    // The name may hold blanks and parentheses; fields are counted from its end.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[first]) + Long.parseLong(fields[first + 1])) / USER_HZ;
  }

  /** CPU time of all children of this process that ended, seconds. */
  public static double endedChildrenSeconds() throws IOException {
    return sum(Files.readString(Path.of("/proc/self/stat")), 13); // cutime, cstime
  }

  /**
   * When it was born, by the kernel's own clock, as a time of the machine's: Unix milliseconds, 20
   * ms more or less.
   *
   * @throws IOException when it is gone
   */
  public static long bornMs(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long nowMs = System.currentTimeMillis();
    double uptime = Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0]);
    return nowMs - Math.round(1000 * (uptime - Long.parseLong(fields[19]) / USER_HZ));
  }

  /** Resident memory, MiB. */
  public static double rssMib(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
      }
    }
    throw new IOException("/proc/" + pid + "/status: no VmRSS (expected: one line of it)");
  }

  /**
   * Kernel programs that a process holds: the kernel names the target of such a descriptor.
   *
   * @throws IOException when it is gone
   */
  public static int kernelPrograms(long pid) throws IOException {
    int count = 0;
    try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          count += Files.readSymbolicLink(descriptor).endsWith("anon_inode:bpf-prog") ? 1 : 0;
        } catch (NoSuchFileException e) {
          // Closed meanwhile.
        }
      }
    }
    return count;
  }
}
