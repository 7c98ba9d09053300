package dev.nodecast.bench.proof;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Real cgroups of this machine, named as Docker names its containers', with a shell in them that
 * works when told to. Needs root.
 */
final class BusyContainer implements AutoCloseable {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final List<String> TREES =
      List.of("cpu", "cpuacct", "memory", "pids", "blkio", "unified", "");

  /**
   * CPU time, page faults, and a write that goes past the page cache, which v1 cannot attribute.
   */
  private static final String WORK =
      "while read line; do i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done;"
          + " dd if=/dev/zero of=written oflag=direct bs=1M count=4 2>/dev/null ||"
          + " dd if=/dev/zero of=written bs=1M count=4 2>/dev/null; echo done; done";

  private final String id = String.format("%064x", System.nanoTime());
  private final Map<String, Path> cgroups = new LinkedHashMap<>();
  private final List<Path> made = new ArrayList<>();
  private Process shell;

  /**
   * Starts it.
   *
   * @param directory for what it writes
   */
  BusyContainer(Path directory) throws IOException {
    StringBuilder enter = new StringBuilder();
    for (String tree : TREES) {
      Path root = ROOT.resolve(tree);
      if (Files.isWritable(root.resolve("cgroup.procs"))) {
        Path cgroup = root.resolve("docker").resolve(id);
        if (!Files.exists(cgroup.getParent())) {
          made.add(Files.createDirectory(cgroup.getParent()));
        }
        made.add(Files.createDirectory(cgroup));
        cgroups.put(tree, cgroup);
        enter.append("echo $$ > ").append(cgroup.resolve("cgroup.procs")).append("; ");
      }
    }
    assumeTrue(!cgroups.isEmpty(), "needs root and a cgroup file system");
    shell = new ProcessBuilder("/bin/sh", "-c", enter + WORK).directory(directory.toFile()).start();
  }

  String id() {
    return id;
  }

  /** Works once, and sleeps when this returns or soon after. */
  void work() throws IOException {
    Writer in = shell.outputWriter();
    in.write("go\n");
    in.flush();
    String answer = shell.inputReader().readLine();
    if (!"done".equals(answer)) {
      throw new AssertionError("the container's shell says " + answer);
    }
  }

  /** What the kernel has counted since it began, by {@code table.column}; what it counts at all. */
  Map<String, Long> counted() {
    Map<String, Long> all = new LinkedHashMap<>();
    if (cgroups.containsKey("cpuacct")) {
      all.put("container.cpu_usage_us", number("cpuacct", "cpuacct.usage") / 1000);
    } else {
      all.put("container.cpu_usage_us", keyed("", "cpu.stat", "usage_usec"));
    }
    if (cgroups.containsKey("memory")) {
      all.put("container.page_faults", keyed("memory", "memory.stat", "total_pgfault"));
    } else if (has("", "memory.stat")) {
      all.put("container.page_faults", keyed("", "memory.stat", "pgfault"));
    }
    if (has("blkio", "blkio.throttle.io_service_bytes")) {
      long written =
          lines("blkio", "blkio.throttle.io_service_bytes").stream()
              .map(line -> line.split(" "))
              .filter(words -> words.length == 3 && words[1].equals("Write"))
              .mapToLong(words -> Long.parseLong(words[2]))
              .sum();
      all.put("container_disk.write_bytes", written);
    }
    return all;
  }

  private boolean has(String tree, String file) {
    return cgroups.containsKey(tree) && Files.exists(cgroups.get(tree).resolve(file));
  }

  private long number(String tree, String file) {
    return Long.parseLong(lines(tree, file).get(0).strip());
  }

  private long keyed(String tree, String file, String key) {
    return lines(tree, file).stream()
        .filter(line -> line.startsWith(key + " "))
        .mapToLong(line -> Long.parseLong(line.substring(key.length() + 1).strip()))
        .findFirst()
        .orElseThrow(() -> new AssertionError(file + ": no " + key));
  }

  private List<String> lines(String tree, String file) {
    try {
      return Files.readAllLines(cgroups.get(tree).resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    if (shell != null) {
      shell.destroyForcibly().waitFor();
    }
    // The kernel takes a moment to reap the last process; the newest cgroups are the innermost.
    Eventually.within(
        Duration.ofSeconds(20),
        "the container's cgroups can be removed",
        () -> {
          for (int i = made.size() - 1; i >= 0; i--) {
            Path cgroup = made.get(i);
            if (cgroup.toFile().delete() || !Files.exists(cgroup)) {
              made.remove(i);
            }
          }
          return made.isEmpty();
        });
  }
}
