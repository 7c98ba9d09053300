package dev.nodecast.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What all processors of the machine did (/proc/stat, Documentation/filesystems/proc.rst). */
public final class ProcessorTime {
  private static final double USER_HZ = 100;

  private ProcessorTime() {}

  /** Seconds of all processors that were neither idle nor waited for a disk, ever. */
  public static double busySeconds() throws IOException {
    String line = Files.readAllLines(Path.of("/proc/stat")).get(0);
    String[] fields = line.trim().split("\\s+", -1);
    double busy = 0;
    // cpu user nice system idle iowait irq softirq steal: guests are in user already
    for (int i : new int[] {1, 2, 3, 6, 7, 8}) {
      busy += Double.parseDouble(fields[i]) / USER_HZ;
    }
    return busy;
  }
}
