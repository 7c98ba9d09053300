package dev.nodecast.bench.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Processors' time in a process's kernel programs, which the kernel counts as long as it is asked
 * to (Linux 5.1, 492ecee892c2, "bpf: enable program stats"). Each run takes two looks at the clock
 * more meanwhile.
 */
public final class ProgramTime implements AutoCloseable {
  private static final Path ASKED = Path.of("/proc/sys/kernel/bpf_stats_enabled");

  private final String before;

  private ProgramTime(String before) {
    this.before = before;
  }

  /** Asks for it. */
  public static ProgramTime count() throws IOException {
    ProgramTime time = new ProgramTime(Files.readString(ASKED));
    Files.writeString(ASKED, "1");
    return time;
  }

  /** So far, of those that it holds now. */
  public double seconds(long pid) throws IOException {
    Map<String, Long> programs = new HashMap<>(); // two descriptors may be of one
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/fdinfo"))) {
      for (Path each : all) {
        Map<String, String> fields = fields(each);
        if (fields.containsKey("run_time_ns")) {
          programs.put(fields.get("prog_id"), Long.parseLong(fields.get("run_time_ns")));
        }
      }
    }
    return programs.values().stream().mapToLong(ns -> ns).sum() / 1e9;
  }

  private static Map<String, String> fields(Path file) throws IOException {
    Map<String, String> fields = new HashMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        String[] words = line.split(":\\s+", 2);
        fields.put(words[0], words[words.length - 1]);
      }
    } catch (NoSuchFileException e) {
      fields.clear(); // closed meanwhile
    }
    return fields;
  }

  @Override
  public void close() throws IOException {
    Files.writeString(ASKED, before);
  }
}
