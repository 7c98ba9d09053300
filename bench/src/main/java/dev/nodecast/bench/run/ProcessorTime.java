package dev.nodecast.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What all processors of the machine did (/proc/stat, Documentation/filesystems/proc.rst). */
public final class ProcessorTime {
  private static final double USER_HZ = 100;

  private ProcessorTime() {}

  /** Seconds of all processors that were neither idle, waiting for a disk nor stolen, ever. */
  public static double busySeconds() throws IOException {
    String line = Files.readAllLines(Path.of("/proc/stat")).get(0);
    String[] fields = line.trim().split("\\s+", -1);
    double busy = 0;
    // cpu user nice system idle iowait irq softirq steal: guests are in user already, and what a
    // virtual machine's host stole did nothing here
    for (int i : new int[] {1, 2, 3, 6, 7}) {
      busy += Double.parseDouble(fields[i]) / USER_HZ;
    }
    return busy;
  }
}
