package dev.nodecast.agent.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.cgroup.CgroupMounts;
import dev.nodecast.agent.cgroup.Hierarchy;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.ProcessKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real cgroups of this machine, with a process that uses CPU when told to. */
final class LiveContainerTest {
  private static final String BURNER =
      "while read line; do i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done; echo done; done";
  private static final long NANOS_PER_MICRO = 1000;

  private final String id =
      String.format("%064x", ProcessHandle.current().pid() * 1000 + System.nanoTime() % 1000);
  private final List<Path> made = new ArrayList<>();
  private Process burner;

  @AfterEach
  void cleanUp() throws Exception {
    if (burner != null) {
      burner.destroyForcibly().waitFor();
    }
    for (int i = made.size() - 1; i >= 0; i--) {
      remove(made.get(i));
    }
  }

  /** A cgroup is busy until the kernel has reaped its last process. */
  private static void remove(Path cgroup) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (Files.exists(cgroup)) {
      try {
        Files.delete(cgroup);
      } catch (IOException e) {
        assertThat(System.nanoTime()).as(cgroup + ": " + e).isLessThan(deadline);
        LockSupport.parkNanos(2_000_000);
      }
    }
  }

  @Test
  void v1NumbersAreTheKernels() throws Exception {
    HostRoot host = CapturedHost.machine();
    List<Path> roots = new ArrayList<>();
    for (Hierarchy hierarchy : CgroupMounts.detect(host.proc(), host.cgroup()).hierarchies()) {
      if (!hierarchy.v2()) {
        roots.add(hierarchy.root());
      }
    }
    assumeTrue(
        roots.stream().anyMatch(root -> Files.exists(root.resolve("cpuacct.usage"))),
        "needs cgroup v1 with cpuacct");
    measure(host, roots, "cpuacct.usage");
  }

  @Test
  void v2NumbersAreTheKernels() throws Exception {
    HostRoot machine = CapturedHost.machine();
    Path unified = null;
    for (Path candidate : List.of(machine.cgroup(), machine.cgroup().resolve("unified"))) {
      unified = Files.exists(candidate.resolve("cgroup.controllers")) ? candidate : unified;
    }
    assumeTrue(unified != null, "needs a mounted cgroup v2 hierarchy");
    HostRoot host = new HostRoot(machine.proc(), machine.sys(), unified, machine.rootfs());
    measure(host, List.of(unified), "cpu.stat");
  }

  private void measure(HostRoot host, List<Path> roots, String usageFile) throws Exception {
    assumeTrue(Files.isWritable(roots.get(0)), "needs root to make cgroups");
    try (CapturedHost agent = new CapturedHost(host)) {
      agent.tick();
      burner = new ProcessBuilder("sh", "-c", BURNER).start();
      List<Path> cgroups = make(roots, true);
      Path usage =
          cgroups.stream()
              .map(cgroup -> cgroup.resolve(usageFile))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow();
      until("container seen", agent, () -> agent.picture.has(ContainerKind.KIND, id));
      for (int burst = 0; burst < 3; burst++) {
        burn();
        // Idle now: what the kernel says does not move between our reading and the agent's.
        agent.tick();
        assertThat(agent.picture.number(ContainerKind.KIND, id, ContainerKind.CPU_USAGE))
            .as("all of it since the container began, as it began after the agent")
            .isEqualTo(micros(usage))
            .isPositive();
      }
      until(
          "its process",
          agent,
          () -> agent.picture.has(ProcessKind.KIND, String.valueOf(burner.pid())));
      assertThat(
              agent.picture.entities(ProcessKind.KIND).stream()
                  .filter(labels -> labels.contains(String.valueOf(burner.pid()))))
          .allSatisfy(labels -> assertThat(labels.get(5)).isEqualTo(id));

      burner.destroyForcibly().waitFor();
      cgroups.forEach(LiveContainerTest::remove);
      until("container ended", agent, () -> !agent.picture.has(ContainerKind.KIND, id));
      make(roots, false);
      until("container back", agent, () -> agent.picture.has(ContainerKind.KIND, id));
      assertThat(agent.picture.number(ContainerKind.KIND, id, ContainerKind.CPU_USAGE))
          .as("another container, another count")
          .isZero();
    }
  }

  private List<Path> make(List<Path> roots, boolean enter) throws IOException {
    List<Path> cgroups = new ArrayList<>();
    for (Path root : roots) {
      Path parent = root.resolve("nodecast-live-" + ProcessHandle.current().pid());
      if (!Files.exists(parent)) {
        made.add(Files.createDirectory(parent));
      }
      Path cgroup = Files.createDirectory(parent.resolve(id));
      made.add(cgroup);
      if (enter) {
        Files.writeString(cgroup.resolve("cgroup.procs"), String.valueOf(burner.pid()));
      }
      cgroups.add(cgroup);
    }
    return cgroups;
  }

  private void burn() throws IOException {
    Writer in = burner.outputWriter();
    in.write("go\n");
    in.flush();
    BufferedReader out = burner.inputReader();
    assertThat(out.readLine()).isEqualTo("done");
    awaitSleep();
  }

  /** After its answer the shell still has to get from write to its next read. */
  private void awaitSleep() throws IOException {
    Path wchan = Path.of("/proc/" + burner.pid() + "/stat");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!Files.readString(wchan).contains(") S ")) {
      assertThat(System.nanoTime()).as("asleep within 20 s").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static long micros(Path usage) throws IOException {
    String text = Files.readString(usage).strip();
    return text.startsWith("usage_usec")
        ? Long.parseLong(text.substring(11, text.indexOf('\n')))
        : Long.parseLong(text) / NANOS_PER_MICRO;
  }

  private interface Condition {
    boolean holds();
  }

  private static void until(String what, CapturedHost agent, Condition condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(what + " within 30 s").isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
      agent.tick();
    }
  }
}
