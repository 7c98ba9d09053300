package dev.nodecast.agent.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Code as Go's compilers wrote it. */
class GoReturnsTest {
  private static byte[] code(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("[^0-9a-f]", ""));
  }

  @Test
  void findsThoseBehindTheFrameUntilGo120() {
    String begin = "49 3b 66 10  0f 86 c2 03 00 00  48 83 ec 68  48 89 6c 24 60  48 8d 6c 24 60";
    String end = "48 8b 6c 24 60  48 83 c4 68  c3";
    String other = "48 8b 6c 24 58  48 83 c4 60  c3"; // of a frame that was not taken here
    String bare = "48 83 c4 68  c3  b8 c3 c3 c3 c3"; // no frame pointer, and part of a number
    assertThat(GoReturns.ofX86(code(begin + end + other + bare + end))).containsExactly(33, 63);
  }

  @Test
  void findsThoseBehindTheFrameSinceGo121() {
    String begin = "4c 8d 64 24 c8  4d 3b 66 10  55  48 89 e5  48 81 ec b0 00 00 00";
    String end = "48 81 c4 b0 00 00 00  5d c3";
    assertThat(GoReturns.ofX86(code(begin + "e8 00 5d c3 00" + end))).containsExactly(33);
  }

  @Test
  void findsThoseOfAFrameOf128Bytes() {
    String begin = "55  48 89 e5  48 83 c4 80";
    assertThat(GoReturns.ofX86(code(begin + "48 83 ec 80  5d c3"))).containsExactly(13);
  }

  @Test
  void findsThoseOfArm64() {
    assertThat(GoReturns.ofArm64(code("fd 7b bf a9  c0 03 5f d6  00 00 80 d2  c0 03 5f d6  c0")))
        .containsExactly(4, 12);
  }

  @Test
  void findsNothingInNoiseAndNeverThrows() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      assertThat(GoReturns.ofX86(noise)).isEmpty();
      byte[] cut = Arrays.copyOf(code("48 83 ec 68 48 8b 6c 24 60 48 83 c4 68 c3"), i % 14);
      assertThat(GoReturns.ofX86(cut)).isEmpty();
      GoReturns.ofArm64(noise);
    }
  }
}
