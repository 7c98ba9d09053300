package dev.nodecast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the figures of this run belong to. */
final class Machine {
  private Machine() {}

  static String describe() {
    return model()
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " cores, Linux "
        + System.getProperty("os.version")
        + ", Java "
        + Runtime.version().feature()
        + ", load "
        + load();
  }

  /** Load of the last minute: what others run disturbs every figure of time. */
  static String load() {
    try {
      String line = Files.readString(Path.of("/proc/loadavg"));
      return line.substring(0, line.indexOf(' '));
    } catch (IOException e) {
      return "?";
    }
  }

  private static String model() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 2))
          .findFirst()
          .orElse("unknown CPU");
    } catch (IOException e) {
      return "unknown CPU";
    }
  }
}
