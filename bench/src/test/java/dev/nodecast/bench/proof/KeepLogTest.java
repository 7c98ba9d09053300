package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The logs that {@code make agents} leaves are bounded, and what was said last is there. */
class KeepLogTest {
  private static final long MOST = 2000 * 4096;

  @TempDir Path directory;

  @Test
  void keepsTheLastOfALogWithoutEnd() throws Exception {
    Path log = directory.resolve("x.log");
    Path script = LocalCluster.repository().resolve("scripts/keep-log");
    Process process =
        new ProcessBuilder(script.toString(), log.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] line = ("x".repeat(4095) + "\n").getBytes(StandardCharsets.US_ASCII);
    try (OutputStream out = process.getOutputStream()) {
      for (int i = 0; i < 5_000; i++) {
        out.write(line);
      }
      out.write("the last words\n".getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends with its input").isTrue();
    assertThat(Files.size(log)).isLessThanOrEqualTo(MOST);
    assertThat(Files.size(directory.resolve("x.log.1"))).isBetween(1L, MOST);
    assertThat(Files.readString(log)).endsWith("the last words\n");
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(2);
    }
  }
}
