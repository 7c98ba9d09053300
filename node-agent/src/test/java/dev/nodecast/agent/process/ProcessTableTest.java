package dev.nodecast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.container.ContainerOwners;
import dev.nodecast.agent.container.Containers;
import dev.nodecast.agent.container.OpenFiles;
import dev.nodecast.agent.delta.Earlier;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.Hosts;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.ProcessKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a tree that looks like proc, in which processes come and go as the test wants. */
final class ProcessTableTest {
  private static final ProcessBounds BOUNDS = new ProcessBounds(3, 2);

  @TempDir Path tree;
  private HostRoot host;

  @BeforeEach
  void makeHost() throws IOException {
    host = CapturedHost.root(tree);
    Files.createDirectories(host.cgroup());
    write("stat", "cpu 1 2 3 4\nbtime 1000\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = host.proc().resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void process(int pid, String command, long cpuTicks, long start, int pages)
      throws IOException {
    write(
        pid + "/stat",
        "%d (%s) S 1 1 1 0 -1 0 10 0 1 0 %d 0 0 0 20 0 1 0 %d 4096 %d 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 0 0"
            .formatted(pid, command, cpuTicks, start, pages));
  }

  private void kill(int pid) throws IOException {
    try (Stream<Path> files = Files.walk(host.proc().resolve(String.valueOf(pid)))) {
      for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  private CapturedHost start() {
    return new CapturedHost(host, 100, BOUNDS, false);
  }

  @Test
  void reportsTheBusiestAndCountsTheHidden() throws Exception {
    for (int pid = 10; pid < 15; pid++) {
      process(pid, "p" + pid, 0, 500, pid);
    }
    try (CapturedHost agent = start()) {
      agent.tick();
      assertThat(pids(agent)).containsExactlyInAnyOrder("14", "13", "12");
      assertThat(agent.processes.hidden()).isEqualTo(2);
      // Hysteresis: a candidate that becomes a bit larger does not push anyone out.
      process(11, "p11", 0, 500, 13);
      for (int i = 0; i < 40; i++) {
        agent.tick();
      }
      assertThat(pids(agent)).containsExactlyInAnyOrder("14", "13", "12");
      long ticks = 0;
      for (int i = 0; i < 40; i++) {
        ticks += 100;
        process(10, "p10", ticks, 500, 10);
        agent.tick();
      }
      assertThat(pids(agent)).contains("10").hasSize(3);
      assertThat(agent.picture.text(ProcessKind.KIND, "10", ProcessKind.COMMAND)).isEqualTo("p10");
    }
  }

  @Test
  void countsWhatItHasNoRoomToKnow() throws Exception {
    for (int pid = 10; pid < 15; pid++) {
      process(pid, "p" + pid, 0, 500, pid);
    }
    OpenFiles open = new OpenFiles(OpenFiles.DEFAULT_LIMIT);
    KernelReader reader = new KernelReader();
    try (Containers containers = new Containers(host, reader, open, 10)) {
      ProcessTable table =
          new ProcessTable(host, reader, open, new ContainerOwners(containers), BOUNDS, 4);
      table.refresh(new Samples(Catalog.KINDS, 100, Earlier.none()));
      assertThat(table.reported()).hasSize(3);
      assertThat(table.hidden()).isEqualTo(2);
    }
  }

  @Test
  void aProcessThatAppearsCountsFromZeroAndOneThatWasThereDoesNot() throws Exception {
    process(10, "old", 700, 500, 10);
    try (CapturedHost agent = start()) {
      agent.tick();
      process(11, "new", 30, 90_000, 10);
      process(10, "old", 702, 500, 10);
      agent.tick();
      assertThat(agent.picture.increase(ProcessKind.KIND, "10", ProcessKind.CPU_USER))
          .isEqualTo(20);
      assertThat(agent.picture.increase(ProcessKind.KIND, "11", ProcessKind.CPU_USER))
          .isEqualTo(300);
    }
  }

  @Test
  void aPidThatIsUsedAgainIsAnotherProcess() throws Exception {
    process(10, "first", 5000, 500, 10);
    try (CapturedHost agent = start()) {
      agent.tick();
      assertThat(agent.picture.entities(ProcessKind.KIND))
          .containsExactly(List.of("", "", "", "", "", "", "10", "1005000"));
      process(10, "second", 4, 800, 10);
      agent.tick();
      assertThat(agent.picture.entities(ProcessKind.KIND))
          .containsExactly(List.of("", "", "", "", "", "", "10", "1008000"));
      assertThat(agent.picture.increase(ProcessKind.KIND, "10", ProcessKind.CPU_USER))
          .isEqualTo(40);
    }
  }

  @Test
  void processesThatVanishBetweenTwoReadsEndAndBreakNothing() throws Exception {
    process(10, "stays", 5, 500, 10);
    process(11, "goes", 5, 500, 10);
    Files.createDirectories(host.proc().resolve("12")); // its stat is gone already
    write("13/stat", "13 (cut) S"); // cut off
    try (CapturedHost agent = start()) {
      agent.tick();
      assertThat(pids(agent)).containsExactlyInAnyOrder("10", "11");
      kill(11);
      agent.tick();
      assertThat(pids(agent)).containsExactly("10");
      process(11, "back", 1, 900, 10);
      agent.tick();
      assertThat(pids(agent)).containsExactlyInAnyOrder("10", "11");
      assertThat(agent.runs())
          .filteredOn(run -> run.name().startsWith("process"))
          .allSatisfy(run -> assertThat(run.failures()).isZero());
    }
  }

  @Test
  void hidesArgumentsWhenAskedTo() throws Exception {
    process(10, "mysqld", 5, 500, 10);
    write("10/cmdline", "/usr/bin/mysqld\0--password=secret\0");
    try (CapturedHost agent = start()) {
      agent.tick();
      assertThat(agent.picture.text(ProcessKind.KIND, "10", ProcessKind.COMMAND_LINE))
          .isEqualTo("/usr/bin/mysqld --password=secret");
    }
    try (CapturedHost agent = new CapturedHost(host, 100, BOUNDS, true)) {
      agent.tick();
      assertThat(agent.picture.text(ProcessKind.KIND, "10", ProcessKind.COMMAND_LINE))
          .isEqualTo("/usr/bin/mysqld");
    }
  }

  @Test
  void commandLinesAreBounded() throws Exception {
    process(10, "java", 5, 500, 10);
    write("10/cmdline", "java\0" + "x".repeat(5000) + "\0");
    try (CapturedHost agent = start()) {
      agent.tick();
      String line = agent.picture.text(ProcessKind.KIND, "10", ProcessKind.COMMAND_LINE);
      assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSize(1024);
      assertThat(line).endsWith("x...");
    }
  }

  @Test
  void knowsContainersAndBoundsTheirProcesses() throws Exception {
    Path shape = Hosts.root("cgroup2-systemd-containerd");
    HostRoot pods = CapturedHost.root(shape);
    try (CapturedHost agent = new CapturedHost(pods, 100, new ProcessBounds(0, 1), false)) {
      agent.tick();
      assertThat(agent.picture.entities(ProcessKind.KIND))
          .hasSize(1)
          .allSatisfy(labels -> assertThat(labels.get(5)).hasSize(64));
      assertThat(agent.processes.hidden()).isEqualTo(2);
    }
  }

  private static List<String> pids(CapturedHost agent) {
    return agent.picture.entities(ProcessKind.KIND).stream().map(labels -> labels.get(6)).toList();
  }
}
