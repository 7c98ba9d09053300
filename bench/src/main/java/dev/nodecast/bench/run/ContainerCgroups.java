package dev.nodecast.bench.run;

import dev.nodecast.bench.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Real cgroups named as Docker names those of its containers, with real processes in them: every
 * tenth one works for some milliseconds each second, the others sleep. Version 1 controllers and
 * the unified tree, whichever this machine has.
 */
public final class ContainerCgroups implements AutoCloseable {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final List<String> TREES =
      List.of("cpu", "cpuacct", "memory", "pids", "blkio", "unified", "");
  private static final String WORK =
      "while :; do i=0; while [ $i -lt 3000 ]; do i=$((i+1)); done; sleep 1; done";

  private final List<Path> made = new ArrayList<>();
  private final List<Program> programs = new ArrayList<>();
  private final Thread hook = new Thread(this::remove);

  /**
   * @param directory for the processes' output
   * @param processes in each, at least two
   * @throws Skip without root or without a cgroup tree that can be written to
   */
  public ContainerCgroups(Path directory, int count, int processes)
      throws Skip, IOException, InterruptedException {
    List<Path> trees = new ArrayList<>();
    for (String tree : TREES) {
      Path root = ROOT.resolve(tree);
      if (Files.isWritable(root.resolve("cgroup.procs"))) {
        trees.add(root);
      }
    }
    if (trees.isEmpty()) {
      throw new Skip(ROOT + ": no cgroup tree to write to (expected: root)");
    }
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      for (Path tree : trees) {
        make(tree.resolve("docker"));
      }
      for (int i = 0; i < count; i++) {
        start(
            directory, trees, String.format("%04x", i) + "be9c".repeat(15), processes, i % 10 == 0);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void start(Path directory, List<Path> trees, String id, int processes, boolean works)
      throws IOException {
    StringBuilder script = new StringBuilder();
    for (Path tree : trees) {
      Path cgroup = tree.resolve("docker").resolve(id);
      make(cgroup);
      script.append("echo $$ > ").append(cgroup.resolve("cgroup.procs")).append("; ");
    }
    // The shell itself is one; where it works, its sleep is another.
    int sleepers = processes - (works ? 2 : 1);
    script.append("sleep 86400 & ".repeat(sleepers)).append(works ? WORK : "wait");
    programs.add(
        Program.start(
            "c-" + id.substring(0, 4),
            directory,
            Map.of(),
            List.of("/bin/sh", "-c", script.toString())));
  }

  private void make(Path cgroup) throws IOException {
    if (!Files.exists(cgroup)) {
      Files.createDirectory(cgroup);
      made.add(0, cgroup);
    }
  }

  /** Containers. */
  public int count() {
    return programs.size();
  }

  @Override
  public void close() {
    programs.forEach(Program::close);
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Shutting down: the hook runs, or ran.
    }
  }

  /** A cgroup can be removed when its last process is gone, which takes the kernel a moment. */
  private void remove() {
    try {
      Await.until(
          "empty cgroups",
          Duration.ofSeconds(10),
          () -> {
            made.removeIf(cgroup -> cgroup.toFile().delete());
            return made.isEmpty();
          });
    } catch (IOException e) {
      System.err.println("bench: " + made.size() + " cgroups are left, as " + made.get(0));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
