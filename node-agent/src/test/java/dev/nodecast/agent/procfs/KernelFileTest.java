package dev.nodecast.agent.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KernelFileTest {
  @TempDir Path directory;
  private final FileBytes bytes = new FileBytes(64);

  private ReadStatus read(Path path) {
    try (KernelFile file = new KernelFile(path, KernelFile.Layout.LIST)) {
      return file.read(bytes);
    }
  }

  @Test
  void tellsAbsentFromEmpty() throws IOException {
    assertThat(read(directory.resolve("absent"))).isEqualTo(ReadStatus.ABSENT);
    assertThat(read(Files.createFile(directory.resolve("empty")))).isEqualTo(ReadStatus.EMPTY);
    assertThat(read(directory)).isEqualTo(ReadStatus.FAILED);
    assertThat(bytes.length()).isZero();
  }

  @Test
  void cutsAtTheLastWholeLine() throws IOException {
    Path path = Files.writeString(directory.resolve("long"), "line 1\n".repeat(9) + "line 12345\n");
    assertThat(read(path)).isEqualTo(ReadStatus.TRUNCATED);
    assertThat(bytes.length()).isEqualTo(63);
  }

  @Test
  void growsToWhatIsThere() throws IOException {
    FileBytes large = new FileBytes(1 << 20);
    Path path = Files.write(directory.resolve("large"), new byte[100_000]);
    try (KernelFile file = new KernelFile(path, KernelFile.Layout.SINGLE)) {
      assertThat(file.read(large)).isEqualTo(ReadStatus.OK);
    }
    assertThat(large.length()).isEqualTo(100_000);
  }

  @Test
  void readsAgainWhatTheKernelSaysNow() {
    Path uptime = Path.of("/proc/uptime");
    assumeTrue(Files.isReadable(uptime), "needs /proc/uptime");
    Uptime parser = new Uptime();
    try (KernelFile file = new KernelFile(uptime, KernelFile.Layout.SINGLE)) {
      assertThat(file.read(bytes)).isEqualTo(ReadStatus.OK);
      parser.parse(bytes.bytes(), bytes.length());
      long first = parser.sinceBootHundredths;
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (parser.sinceBootHundredths == first && System.nanoTime() < deadline) {
        assertThat(file.read(bytes)).isEqualTo(ReadStatus.OK);
        parser.parse(bytes.bytes(), bytes.length());
      }
      assertThat(parser.sinceBootHundredths).isGreaterThan(first);
    }
  }

  @Test
  void saysGoneWhenTheProcessExits() throws Exception {
    assumeTrue(Files.isReadable(Path.of("/proc/self/stat")), "needs /proc");
    Process process = new ProcessBuilder("sleep", "60").start();
    Path stat = Path.of("/proc", String.valueOf(process.pid()), "stat");
    FileBytes large = new FileBytes();
    try (KernelFile file = new KernelFile(stat, KernelFile.Layout.SINGLE)) {
      assertThat(file.read(large)).isEqualTo(ReadStatus.OK);
      process.destroyForcibly().waitFor();
      assertThat(file.read(large)).isEqualTo(ReadStatus.GONE);
      assertThat(large.length()).isZero();
      assertThat(file.read(large)).isEqualTo(ReadStatus.ABSENT);
    }
  }
}
