package dev.nodecast.bpf.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The kernel program's classifiers (noise.c) over 10<sup>8</sup> calls of 420 GB: random bytes, TLS
 * records, packets as SSH has them, beginnings of gzip and zstd, video, and frames of four kinds
 * whose lengths fit. That is an hour of 28,000 calls a second, each looked at as if it were a
 * connection's first.
 */
class NoiseTest {
  private static final long CALLS = 10_000_000;

  /**
   * Of a kind that is made for Kafka's rule: a length that fits, zeros and small numbers. A
   * connection of such a protocol has 16 tries.
   */
  private static final double INTEGERS = 1e-6;

  @Test
  void saysNothingOfStreamsOfOtherKinds() throws Exception {
    String program = Path.of(NoiseTest.class.getResource("/native/noise").toURI()).toString();
    Process process =
        new ProcessBuilder(program, "" + CALLS, "20260")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(process.waitFor()).isZero();
    List<String> kinds = new ArrayList<>();
    double bytes = 0;
    for (String line : out.strip().split("\n", -1)) {
      String[] words = line.split(" ", -1);
      kinds.add(words[0]);
      assertThat(Long.parseLong(words[1])).isEqualTo(CALLS);
      bytes += Double.parseDouble(words[2]);
      assertThat(Double.parseDouble(words[3]) / CALLS)
          .as(line)
          .isLessThanOrEqualTo(words[0].equals("integers") ? INTEGERS : 0);
    }
    assertThat(kinds).hasSize(10).contains("random", "tls", "ssh", "gzip", "zstd", "video");
    assertThat(bytes).isGreaterThan(4e11);
  }
}
