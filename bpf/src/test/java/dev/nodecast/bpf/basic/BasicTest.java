package dev.nodecast.bpf.basic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.bpf.Kernel;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.OwnCgroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The limited set against the running kernel: known numbers, and equality. */
class BasicTest {
  private static final int LIMIT = 256;
  private static final int CONNECTS = 1024;
  private static final int MEMORY = 24 << 20;

  @Test
  void everyProgramLoads() throws Exception {
    try (BasicProgram basic = BasicProgram.start(LIMIT, CONNECTS)) {
      assertThat(basic.support)
          .containsOnlyKeys(
              "basic_fork",
              "basic_exec",
              "basic_exit",
              "basic_switch",
              "basic_connect",
              "basic_victim");
      assertThat(basic.support.values()).containsOnly("");
    }
  }

  @Test
  void withoutTracefsNothingOfItRuns() {
    KernelSupport kernel = Kernel.capable();
    assumeTrue(!kernel.tracefs(), "tracefs is mounted here");
    try (Basic basic = Basic.start(kernel, LIMIT)) {
      assertThat(basic.slots()).isEmpty();
      assertThat(basic.programs().object()).isEmpty();
      assertThat(basic.programs().support())
          .hasSize(6)
          .allMatch(program -> program.reason().startsWith("tracefs is not mounted"));
    }
  }

  @Test
  void countsEveryProcessOfACgroup() throws Exception {
    try (BasicProgram basic = BasicProgram.start(LIMIT, CONNECTS);
        OwnCgroup cgroup = OwnCgroup.make("basic")) {
      cgroup.run(repeat(300, "/bin/true") + ";" + repeat(300, "(exit 7)"));

      BasicProgram.Readings readings = basic.read();
      assertThat(readings.value(cgroup.ids(), "forks")).isEqualTo(600);
      assertThat(readings.value(cgroup.ids(), "execs")).isEqualTo(300);
      // The shell itself was born elsewhere, and ended here.
      assertThat(readings.value(cgroup.ids(), "exits")).isEqualTo(601);
      assertThat(readings.value(cgroup.ids(), "oom_kills")).isZero();
      assertThat(readings.lost("basic_by_cgroup")).isZero();
    }
  }

  @Test
  void threadsAreNoProcesses() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try (BasicProgram basic = BasicProgram.start(LIMIT, CONNECTS);
        OwnCgroup cgroup = OwnCgroup.make("threads")) {
      assertThat(cgroup.run(java + " -Xshare:auto -Xmx16m -version; exit 0")).isZero();

      BasicProgram.Readings readings = basic.read();
      assertThat(readings.value(cgroup.ids(), "forks")).isEqualTo(1);
      assertThat(readings.value(cgroup.ids(), "exits")).isEqualTo(2);
    }
  }

  /** One thread and nothing else in the cgroup: equality. */
  @Test
  void voluntaryAndOtherSwitchesAreToldApart() throws Exception {
    Path tool = Path.of("target/test-classes/native/scheduled").toAbsolutePath();
    try (BasicProgram basic = BasicProgram.start(LIMIT, CONNECTS);
        OwnCgroup cgroup = OwnCgroup.make("apart")) {
      Process process = cgroup.start(tool);
      try {
        ask(process, "s1\n");
        long[] before = awaitStill(process);
        BasicProgram.Readings first = basic.read();
        for (int i = 0; i < 10; i++) {
          ask(process, "s30\n");
          awaitStill(process);
        }
        long[] after = awaitStill(process);
        BasicProgram.Readings last = basic.read();

        assertThat(grown(first, last, cgroup, "voluntary")).isEqualTo(after[0] - before[0]);
        assertThat(grown(first, last, cgroup, "involuntary")).isEqualTo(after[1] - before[1]);
        assertThat(after[0] - before[0]).as("waits for ten lines").isGreaterThanOrEqualTo(10);
        assertThat(grown(first, last, cgroup, "blocked")).isLessThanOrEqualTo(after[0] - before[0]);

        ask(process, "v5\n"); // five waits for a child of vfork
        awaitStill(process);
        assertThat(grown(last, basic.read(), cgroup, "blocked")).isGreaterThanOrEqualTo(5);
      } finally {
        process.getOutputStream().close();
        process.waitFor();
      }
    }
  }

  @Test
  void connectsAreOfWhoAskedForThem() throws Exception {
    try (BasicProgram basic = BasicProgram.start(LIMIT, CONNECTS);
        OwnCgroup cgroup = OwnCgroup.make("connects");
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      String open = "exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort();
      int nobody = freePort();
      // A shell whose exec fails ends; so each failure is in one of its own.
      String refused = "(exec 3<>/dev/tcp/127.0.0.1/" + nobody + ")";
      Process shell =
          cgroup.start(
              script(repeat(20, open) + "\n" + repeat(7, refused + " 2>/dev/null") + "\n"));
      shell.waitFor();

      BasicProgram.Readings readings = basic.read();
      assertThat(readings.value(cgroup.ids(), "tcp_connects")).isEqualTo(20);
      assertThat(readings.value(cgroup.ids(), "tcp_connect_failures")).isEqualTo(7);
      assertThat(readings.lost("basic_connects")).isZero();
    }
  }

  @Test
  void aKillForMemoryIsOfItsVictim() throws Exception {
    try (BasicProgram basic = BasicProgram.start(LIMIT, CONNECTS);
        OwnCgroup cgroup = OwnCgroup.make("oom")) {
      limitMemory(cgroup);
      for (int i = 0; i < 2; i++) {
        assertThat(cgroup.run("exec tail /dev/zero")).isEqualTo(137);
      }
      BasicProgram.Readings readings = basic.read();
      assertThat(readings.value(cgroup.ids(), "oom_kills")).isEqualTo(2);
      assertThat(readings.value(cgroup.ids(), "exits")).isEqualTo(2);
    }
  }

  @Test
  void whatFindsNoRoomIsCountedInSum() throws Exception {
    // One cgroup at most: that of whoever switches first, and hardly this one.
    try (BasicProgram basic = BasicProgram.start(2, 1);
        OwnCgroup cgroup = OwnCgroup.make("full")) {
      cgroup.run(repeat(50, "(exit 0)"));

      BasicProgram.Readings readings = basic.read();
      assertThat(readings.value(cgroup.ids(), "forks")).isZero();
      assertThat(readings.other("forks")).isGreaterThanOrEqualTo(50);
      assertThat(readings.other("exits")).isGreaterThanOrEqualTo(51);
      assertThat(readings.lost("basic_by_cgroup")).isGreaterThanOrEqualTo(101);
    }
  }

  private static void ask(Process process, String line) throws IOException {
    process.getOutputStream().write(line.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
    int c;
    do {
      c = process.getInputStream().read();
    } while (c != '\n' && c >= 0);
    assertThat(c).as("answered").isEqualTo('\n');
  }

  /** Its switches, voluntary and others, as soon as it waits for the next line. */
  private static long[] awaitStill(Process process) throws IOException {
    long[] last = switches(process);
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (System.nanoTime() < deadline) {
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
      long[] now = switches(process);
      if (now[0] == last[0] && now[1] == last[1] && state(process).equals("S")) {
        return now;
      }
      last = now;
    }
    throw new AssertionError("never waits");
  }

  private static long[] switches(Process process) throws IOException {
    return new long[] {
      status(process, "voluntary_ctxt_switches"), status(process, "nonvoluntary_ctxt_switches")
    };
  }

  private static long status(Process process, String name) throws IOException {
    return Long.parseLong(line(process, name));
  }

  private static String state(Process process) throws IOException {
    return line(process, "State").substring(0, 1);
  }

  private static String line(Process process, String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElseThrow();
    }
  }

  private static long grown(
      BasicProgram.Readings first, BasicProgram.Readings last, OwnCgroup cgroup, String field)
      throws IOException {
    return last.value(cgroup.ids(), field) - first.value(cgroup.ids(), field);
  }

  private static void limitMemory(OwnCgroup cgroup) throws IOException {
    for (String file :
        List.of(
            "/sys/fs/cgroup/memory" + cgroup.path() + "/memory.limit_in_bytes",
            "/sys/fs/cgroup" + cgroup.path() + "/memory.max")) {
      if (Files.isWritable(Path.of(file))) {
        Files.writeString(Path.of(file), String.valueOf(MEMORY));
        return;
      }
    }
    assumeTrue(false, "no memory controller for a cgroup of a test");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static Path script(String text) throws IOException {
    Path script = Files.createTempFile("basic", ".sh");
    script.toFile().deleteOnExit();
    Files.writeString(script, "#!/bin/bash\n" + text);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  private static String repeat(int times, String command) {
    return "i=0; while [ $i -lt " + times + " ]; do " + command + "; i=$((i+1)); done";
  }
}
