package dev.nodecast.agent.procfs;

import static dev.nodecast.agent.procfs.TextScanner.NOT_MEASURED;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TextScannerTest {
  private static TextScanner over(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return new TextScanner().over(bytes, bytes.length);
  }

  @Test
  void saturatesBeyondLongs() {
    assertThat(over("9223372036854775807").number()).isEqualTo(Long.MAX_VALUE);
    assertThat(over("9223372036854775808").number()).isEqualTo(Long.MAX_VALUE);
    assertThat(over("18446744073709551615").number()).isEqualTo(Long.MAX_VALUE);
    assertThat(over("9".repeat(60)).number()).isEqualTo(Long.MAX_VALUE);
    assertThat(over("-9223372036854775808").number()).isEqualTo(-Long.MAX_VALUE);
    assertThat(over("9223372036854775806").number()).isEqualTo(Long.MAX_VALUE - 1);
  }

  @Test
  void readsFixedPoint() {
    assertThat(over("0.37").fixed(2)).isEqualTo(37);
    assertThat(over("12.3").fixed(2)).isEqualTo(1230);
    assertThat(over("12").fixed(2)).isEqualTo(1200);
    assertThat(over("1.239").fixed(2)).isEqualTo(123);
    assertThat(over("9223372036854775807.99").fixed(2)).isEqualTo(Long.MAX_VALUE);
    assertThat(over("nan").fixed(2)).isEqualTo(NOT_MEASURED);
  }

  @Test
  void neverLeavesTheLine() {
    TextScanner scanner = over("1 \n2\n\n3");
    assertThat(scanner.number()).isEqualTo(1);
    assertThat(scanner.number()).isEqualTo(NOT_MEASURED);
    assertThat(scanner.word()).isFalse();
    assertThat(scanner.nextLine()).isTrue();
    assertThat(scanner.number()).isEqualTo(2);
    assertThat(scanner.nextLine()).isTrue();
    assertThat(scanner.number()).isEqualTo(NOT_MEASURED);
    assertThat(scanner.nextLine()).isTrue();
    assertThat(scanner.number()).isEqualTo(3);
    assertThat(scanner.nextLine()).isFalse();
    assertThat(scanner.number()).isEqualTo(NOT_MEASURED);
  }
}
