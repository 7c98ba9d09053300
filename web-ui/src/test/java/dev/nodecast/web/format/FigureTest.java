package dev.nodecast.web.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.web.read.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FigureTest {
  private static final double NAN = Double.NaN;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BYTES | 0 | 0 B",
        "BYTES | 1023 | 1,023 B",
        "BYTES | 1024 | 1.00 KiB",
        "BYTES | 66142478336 | 61.6 GiB",
        "BYTES | 1067450368 | 1,018 MiB",
        "BYTES | 1073741823 | 1.00 GiB",
        "BYTES_PER_SECOND | 0 | 0 kB/s",
        "BYTES_PER_SECOND | 12 | 0.01 kB/s",
        "BYTES_PER_SECOND | 999499 | 999 kB/s",
        "BYTES_PER_SECOND | 999500 | 1.00 MB/s",
        "BYTES_PER_SECOND | 211000000 | 211 MB/s",
        "PER_SECOND | 4120 | 4,120 /s",
        "PER_SECOND | 48000 | 48.0 k/s",
        "PER_SECOND | 1200000 | 1.20 M/s",
        "CORES | 0.5 | 0.50 cores",
        "CORES | 14.62 | 14.6 cores",
        "CORES | 9.996 | 10.0 cores",
        "SHARE | 0 | 0 %",
        "SHARE | 0.0005 | 0.05 %",
        "SHARE | 0.0124 | 1.2 %",
        "SHARE | 0.414 | 41 %",
        "SHARE | 1.5 | 150 %",
        "SECONDS | 0.0000081 | 8.10 µs",
        "SECONDS | 0.038 | 38.0 ms",
        "SECONDS | 0.9999 | 1.00 s",
        "SECONDS | 168 | 2 min 48 s",
        "SECONDS | 5580 | 1 h 33 min",
        "SECONDS | 3564000 | 41 d 6 h",
        "COUNT | 1204 | 1,204",
        "COUNT | 1234567 | 1.23 M",
        "COUNT | -3 | −3",
        "PLAIN | 61.23 | 61.2"
      })
  void printsThreeDigitsAndAUnit(Quantity quantity, double value, String expected) {
    assertThat(Figure.of(value, quantity).text().replace('\u00a0', ' ')).isEqualTo(expected);
  }

  @Test
  void neverShowsWhatWasNotMeasuredAsANumber() {
    for (Quantity quantity : Quantity.values()) {
      assertThat(Figure.of(NAN, quantity).html()).isEqualTo("–");
      assertThat(Figure.of(Double.POSITIVE_INFINITY, quantity).html()).isEqualTo("–");
      assertThat(Figure.of(0, quantity).html()).startsWith("0");
      assertThat(Figure.of(1.8446744073709552e19, quantity).text()).isNotBlank();
    }
  }

  @Test
  void tellsMomentsInTheServersZone() {
    Instant now = Instant.parse("2026-11-21T03:14:05Z");
    assertThat(Ago.of(now.minusSeconds(928), now)).isEqualTo("15\u00a0min\u00a028\u00a0s");
    assertThat(Ago.of(Instant.EPOCH, now)).isEqualTo("–");
    assertThat(Ago.of(now.plusSeconds(5), now)).isEqualTo("0\u00a0s");
    assertThat(Ago.clock(now.minusSeconds(928), now, ZoneOffset.ofHours(1))).isEqualTo("03:58:37");
    assertThat(Ago.clock(now.minus(Duration.ofDays(3)), now, ZoneOffset.UTC))
        .isEqualTo("2026-11-18 03:14");
  }

  @ParameterizedTest
  @CsvSource({
    "CORES,14.6,15,15",
    "SHARE,0.41,0.5,50 %",
    "SHARE,0.91,1,100 %",
    "BYTES,64424509440,68719476736,64 GiB",
    "BYTES_PER_SECOND,211000000,300000000,300 MB/s",
    "COUNT,0,1,1",
    "SHARE,NaN,0.01,1 %"
  })
  void scalesEndAtRoundNumbers(Quantity quantity, double largest, double max, String top) {
    Scale scale = Scale.of(largest, quantity);
    assertThat(scale.max()).isEqualTo(max, org.assertj.core.data.Offset.offset(max * 1e-9));
    assertThat(scale.top().replace('\u00a0', ' ')).isEqualTo(top);
  }
}
