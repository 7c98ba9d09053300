package dev.nodecast.agent.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  private final Backoff backoff = new Backoff(250, 15_000);

  @ParameterizedTest
  @CsvSource({
    "0, 125, 250",
    "1, 250, 500",
    "2, 500, 1000",
    "5, 4000, 8000",
    "6, 7500, 15000",
    "40, 7500, 15000",
    "63, 7500, 15000",
    "2147483647, 7500, 15000"
  })
  void doublesUpToTheLimitAndSpreadsOverTheUpperHalf(int attempt, long least, long most) {
    assertThat(backoff.delayMs(attempt, 0)).isEqualTo(least);
    assertThat(backoff.delayMs(attempt, 0.9999999)).isBetween(most - 1, most);
    assertThat(backoff.delayMs(attempt, 0.5)).isEqualTo((least + most) / 2);
  }

  @ParameterizedTest
  @CsvSource({"0, 10", "-1, 10", "10, 9"})
  void refusesWhatMakesNoSense(long first, long max) {
    assertThatThrownBy(() -> new Backoff(first, max)).hasMessageContaining("expected");
  }

  @Test
  void theStandardComesBackWithinAQuarterOfASecond() {
    assertThat(Backoff.STANDARD.delayMs(0, 0.99)).isLessThanOrEqualTo(250);
  }
}
