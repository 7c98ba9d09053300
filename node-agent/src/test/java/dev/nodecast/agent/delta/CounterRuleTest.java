package dev.nodecast.agent.delta;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CounterRuleTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "100, 100, 0",
    "100, 175, 75",
    "0, 9223372036854775807, 9223372036854775807",
    // a reset: all that is there now is new
    "1000, 0, 0",
    "1000, 12, 12",
    "1000, 874, 874",
    // up to an eighth back is a glitch: idle and iowait lose ticks
    "1000, 875, -1",
    "1000, 999, -1",
    // below 8 there is no eighth
    "7, 6, 6"
  })
  void saysWhatAValueMeans(long before, long now, long increase) {
    assertThat(CounterRule.increase(before, now)).isEqualTo(increase);
  }
}
