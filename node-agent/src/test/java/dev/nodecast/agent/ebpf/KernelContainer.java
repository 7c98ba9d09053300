package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.agent.cgroup.CgroupMounts;
import dev.nodecast.agent.cgroup.Hierarchy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A container as a runtime makes one: a cgroup with its id in every hierarchy of this machine. */
final class KernelContainer implements AutoCloseable {
  private static final AtomicInteger MADE = new AtomicInteger();

  private final List<Path> directories = new ArrayList<>();
  private final List<Path> cgroups = new ArrayList<>();

  /** 64 hex digits. */
  final String id =
      String.format("%064x", ProcessHandle.current().pid() * 100_000 + MADE.incrementAndGet());

  KernelContainer() throws IOException {
    var host = CapturedHost.machine();
    for (Hierarchy hierarchy : CgroupMounts.detect(host.proc(), host.cgroup()).hierarchies()) {
      assumeTrue(Files.isWritable(hierarchy.root()), "needs root to make cgroups");
      Path parent =
          hierarchy.root().resolve("nodecast-kernel-" + ProcessHandle.current().pid() + "-" + id);
      directories.add(Files.createDirectory(parent));
      Path cgroup = Files.createDirectory(parent.resolve(id));
      directories.add(cgroup);
      cgroups.add(cgroup);
    }
  }

  /** Runs a shell in it; builtins move the shell there, so they start nothing. */
  int run(String script) throws IOException, InterruptedException {
    return shell(script)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** A shell in it that waits to be started. */
  ProcessBuilder shell(String script) {
    StringBuilder enter = new StringBuilder();
    for (Path cgroup : cgroups) {
      enter.append("echo $$ >").append(cgroup.resolve("cgroup.procs")).append(" && ");
    }
    return new ProcessBuilder("sh", "-c", enter + "{ " + script + "; }");
  }

  /** Skips the test where the memory controller is not for cgroups of tests. */
  void limitMemory(long bytes) throws IOException {
    boolean limited = false;
    for (Path cgroup : cgroups) {
      for (String name : List.of("memory.limit_in_bytes", "memory.max")) {
        if (Files.exists(cgroup.resolve(name))) {
          Files.writeString(cgroup.resolve(name), Long.toString(bytes));
          limited = true;
        }
      }
    }
    assumeTrue(limited, "no memory controller in " + cgroups);
  }

  /** A cgroup is busy until the kernel has reaped its last process. */
  @Override
  public void close() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    for (int i = directories.size() - 1; i >= 0; i--) {
      while (Files.exists(directories.get(i))) {
        try {
          Files.delete(directories.get(i));
        } catch (IOException e) {
          assertThat(System.nanoTime()).as(e.toString()).isLessThan(deadline);
          LockSupport.parkNanos(2_000_000);
        }
      }
    }
  }
}
