package dev.nodecast.bench.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodecast.bench.Skip;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Cgroups of the v2 hierarchy, named as Docker names those of its containers; they go with this.
 */
public final class UnifiedCgroups implements AutoCloseable {
  private final Deque<Path> made = new ArrayDeque<>();
  private final List<Path> cgroups = new ArrayList<>();
  private final Thread hook = new Thread(this::remove);

  /**
   * @throws Skip without root or without such a hierarchy
   */
  public UnifiedCgroups(int count) throws Skip, IOException {
    Path root = root();
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      make(root.resolve("docker"));
      // The process's id: two benchmarks at once do not take each other's.
      String rest = "%010x".formatted(ProcessHandle.current().pid()) + "be9c".repeat(12) + "00";
      for (int i = 0; i < count; i++) {
        Path cgroup = root.resolve("docker").resolve(String.format("%04x", i) + rest);
        make(cgroup);
        cgroups.add(cgroup);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Path root() throws Skip, IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
      String[] fields = line.split(" ", -1);
      if (fields[2].equals("cgroup2")) {
        Path root = Path.of(fields[1]);
        if (!Files.isWritable(root.resolve("cgroup.procs"))) {
          throw new Skip(root + ": cannot be written to (expected: root)");
        }
        return root;
      }
    }
    throw new Skip("/proc/self/mounts: no cgroup2 (expected: a mounted v2 hierarchy)");
  }

  private void make(Path cgroup) throws IOException {
    if (!Files.exists(cgroup)) {
      Files.createDirectory(cgroup);
      made.push(cgroup);
    }
  }

  /** Their directories. */
  public List<Path> paths() {
    return List.copyOf(cgroups);
  }

  /** Their ids, as kernel programs see them. */
  public Set<Long> ids() throws IOException {
    Set<Long> ids = new HashSet<>();
    for (Path cgroup : cgroups) {
      ids.add((Long) Files.getAttribute(cgroup, "unix:ino"));
    }
    return ids;
  }

  /**
   * Has a process begin and end in each.
   *
   * @param program what {@code inhabit.c} is compiled to
   */
  public void inhabit(Path program) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(program.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (Writer paths = process.outputWriter(UTF_8)) {
      for (Path cgroup : cgroups) {
        paths.write(cgroup + "\n");
      }
    }
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    if (process.waitFor() != 0 || !printed.equals(Integer.toString(cgroups.size()))) {
      throw new IOException("inhabit: " + printed + " (expected: " + cgroups.size() + ")");
    }
  }

  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Shutting down: the hook runs, or ran.
    }
  }

  /** Whatever lived in them was waited for; {@code docker} stays where it has others. */
  private void remove() {
    int left = 0;
    while (!made.isEmpty()) {
      left += made.pop().toFile().delete() ? 0 : 1;
    }
    if (left > 0) {
      System.err.println("bench: " + left + " cgroups are left below docker");
    }
  }
}
