package dev.nodecast.aggregator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults: kills, ports and directories that others hold, a missing library. */
class SupervisionTest {
  private static final int BLOCK = 1000;

  @TempDir Path directory;

  @Test
  void keepsEveryAckedBlockOverKills() throws Exception {
    try (TestEngine engine = new TestEngine(directory)) {
      engine.sql("CREATE TABLE t (id UInt64, row UInt32) ENGINE=MergeTree ORDER BY id");
      URI url = engine.engine.url();
      long block = 0;
      long acked = 0;
      for (int kill = 1; kill <= 2; kill++) {
        long target = acked + 20;
        while (acked < target) {
          acked += inserted(engine, block++) ? 1 : 0;
        }
        long pid = engine.engine.state().pid();
        // The kill lands while blocks are on their way.
        Thread killer = new Thread(() -> ProcessHandle.of(pid).orElseThrow().destroyForcibly());
        killer.start();
        while (inserted(engine, block++)) {
          acked++;
        }
        killer.join();
        int expected = kill;
        TestEngine.until(
            "the restart",
            Duration.ofSeconds(30),
            () -> engine.engine.state().running() && engine.engine.state().restarts() == expected);
        assertThat(engine.engine.url()).isEqualTo(url);
        assertThat(engine.engine.state().lastExit()).startsWith("signal 9");
      }
      String[] found =
          engine
              .sql(
                  "SELECT uniqExact(id), count(), max(n) FROM (SELECT id, count() OVER (PARTITION BY id) AS n FROM t)")
              .split("\t", -1);
      long blocks = Long.parseLong(found[0]);
      assertThat(blocks).isBetween(acked, acked + 2);
      assertThat(Long.parseLong(found[1])).isEqualTo(blocks * BLOCK);
      assertThat(Long.parseLong(found[2])).isEqualTo(BLOCK);
    }
  }

  private static boolean inserted(TestEngine engine, long block) throws Exception {
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < BLOCK; row++) {
      rows.append(block).append('\t').append(row).append('\n');
    }
    try {
      return engine.post("/?query=INSERT+INTO+t+FORMAT+TSV", rows.toString()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void namesThePortInUse() throws Exception {
    Path library = TestEngine.library();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      assertThatThrownBy(
              () ->
                  EmbeddedClickHouse.start(EmbeddedClickHouse.Options.of(library, directory, port)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port 127.0.0.1:" + port + ": in use");
    }
  }

  @Test
  void refusesADirectoryInUseAndStopsCleanly() throws Exception {
    TestEngine first = new TestEngine(directory);
    long pid = first.engine.state().pid();
    try {
      assertThatThrownBy(() -> new TestEngine(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by process " + pid);
    } finally {
      first.close();
    }
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(first.engine.state().running()).isFalse();
    assertThat(first.engine.state().lastExit()).isEqualTo("status 0");
  }

  @Test
  void namesTheMissingLibrary() {
    assertThatThrownBy(
            () ->
                EmbeddedClickHouse.start(
                    EmbeddedClickHouse.Options.of(directory.resolve("absent.so"), directory, 0)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("absent.so: no such file");
  }

  @Test
  void endsWhenItsParentIsGone() throws Exception {
    ProcessArguments arguments =
        new ProcessArguments(
            TestEngine.library(),
            directory,
            0,
            ProcessArguments.DEFAULT_MEMORY_BYTES,
            3,
            // Init is nobody's child's parent here, so the child sees a parent that is not its own.
            Integer.MAX_VALUE);
    try (BoundedLog log = new BoundedLog(directory.resolve("log"))) {
      ChildProcess child = ChildProcess.start(arguments, log);
      assertThat(child.onExit().get(30, TimeUnit.SECONDS).exitValue()).isZero();
    }
  }
}
