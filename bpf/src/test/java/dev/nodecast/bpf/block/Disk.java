package dev.nodecast.bpf.block;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A whole disk of this machine, and what /proc/diskstats says about it. */
final class Disk {
  private static final int SECTOR = 512;

  /** Cumulative; operations and bytes. */
  record Stats(
      long reads,
      long readBytes,
      long writes,
      long writeBytes,
      long discards,
      long discardBytes,
      long flushes,
      long inFlight) {}

  final String name;
  final int major;
  final int minor;

  private Disk(Path sys) throws IOException {
    name = sys.getFileName().toString();
    String numbers = Files.readString(sys.resolve("dev")).strip();
    int colon = numbers.indexOf(':');
    major = Integer.parseInt(numbers.substring(0, colon));
    minor = Integer.parseInt(numbers.substring(colon + 1));
  }

  /** The disk under a file; skips the test where that has no requests of its own. */
  static Disk under(Path file) throws IOException {
    long device = (Long) Files.getAttribute(file, "unix:dev");
    long major = ((device >>> 8) & 0xfff) | ((device >>> 32) & ~0xfffL);
    long minor = (device & 0xff) | ((device >>> 12) & ~0xffL);
    Path link = Path.of("/sys/dev/block", major + ":" + minor);
    assumeTrue(Files.exists(link), file + " is not on a block device");
    Path sys = link.toRealPath();
    if (Files.exists(sys.resolve("partition"))) {
      sys = sys.getParent();
    }
    assumeTrue(Files.exists(sys.resolve("mq")), sys + " has no requests of its own");
    return new Disk(sys);
  }

  /** A loop device, such as /dev/loop3. */
  static Disk of(String device) throws IOException {
    return new Disk(Path.of("/sys/block").resolve(Path.of(device).getFileName()));
  }

  Stats stats() throws IOException {
    String[] fields =
        Files.readString(Path.of("/proc/diskstats"), StandardCharsets.US_ASCII)
            .lines()
            .map(line -> line.strip().split(" +"))
            .filter(line -> line[2].equals(name))
            .findFirst()
            .orElseThrow();
    assumeTrue(fields.length > 18, "/proc/diskstats has no flushes before Linux 5.5");
    return new Stats(
        Long.parseLong(fields[3]),
        Long.parseLong(fields[5]) * SECTOR,
        Long.parseLong(fields[7]),
        Long.parseLong(fields[9]) * SECTOR,
        Long.parseLong(fields[14]),
        Long.parseLong(fields[16]) * SECTOR,
        Long.parseLong(fields[18]),
        Long.parseLong(fields[11]));
  }

  /** What increased from then to now. */
  static Stats between(Stats then, Stats now) {
    return new Stats(
        now.reads - then.reads,
        now.readBytes - then.readBytes,
        now.writes - then.writes,
        now.writeBytes - then.writeBytes,
        now.discards - then.discards,
        now.discardBytes - then.discardBytes,
        now.flushes - then.flushes,
        0);
  }
}
