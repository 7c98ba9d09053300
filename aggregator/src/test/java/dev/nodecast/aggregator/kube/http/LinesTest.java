package dev.nodecast.aggregator.kube.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
  private static List<String> lines(InputStream in) throws IOException {
    Lines lines = new Lines(in);
    List<String> all = new ArrayList<>();
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      all.add(new String(line, StandardCharsets.UTF_8));
    }
    return all;
  }

  private static InputStream text(String of) {
    return new ByteArrayInputStream(of.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void splitsAndDropsWhatWasCutOff() throws IOException {
    String wide = "x".repeat(40_000);
    assertThat(lines(text("{}\n\n" + wide + "\nß\n{\"half\""))).containsExactly("{}", wide, "ß");
    assertThat(lines(text(""))).isEmpty();
  }

  @Test
  void refusesALineThatIsLongerThanAnyEvent() {
    InputStream endless =
        new InputStream() {
          private long given;

          @Override
          public int read() {
            throw new AssertionError("read byte by byte");
          }

          @Override
          public int read(byte[] to, int offset, int length) {
            given += length;
            assertThat(given).as("it stops reading").isLessThan(2L * Lines.MAX_LINE);
            Arrays.fill(to, offset, offset + length, (byte) 'x');
            return length;
          }
        };
    assertThatThrownBy(() -> lines(endless))
        .isInstanceOf(Unreadable.class)
        .hasMessage("a line of more than 16 MiB");
  }
}
