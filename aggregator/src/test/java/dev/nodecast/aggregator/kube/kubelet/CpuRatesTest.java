package dev.nodecast.aggregator.kube.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.model.Amounts;
import org.junit.jupiter.api.Test;

class CpuRatesTest {
  private final CpuRates rates = new CpuRates();

  @Test
  void isTheUseBetweenTwoScrapes() {
    assertThat(scrape(1_000, 5_000_000_000L)).isNaN();
    assertThat(scrape(11_000, 20_000_000_000L)).isEqualTo(1.5);
  }

  @Test
  void staysWhereTheKubeletHasNotLookedAgain() {
    scrape(0, 0);
    assertThat(scrape(10_000, 5_000_000_000L)).isEqualTo(0.5);
    assertThat(scrape(10_000, 5_000_000_000L)).isEqualTo(0.5);
    assertThat(scrape(20_000, 6_000_000_000L)).isEqualTo(0.1);
  }

  @Test
  void isUnknownAfterTheCounterOrTheClockWasSetBack() {
    scrape(10_000, 9);
    assertThat(scrape(20_000, 3)).isNaN();
    assertThat(scrape(15_000, 4)).isNaN();
  }

  @Test
  void forgetsWhatOneScrapeDidNotHave() {
    scrape(0, 0);
    rates.finish();
    assertThat(scrape(10_000, 5_000_000_000L)).isNaN();
  }

  @Test
  void isUnknownWithoutTimeOrUse() {
    scrape(0, 0);
    assertThat(scrape(Amounts.NONE, 1)).isNaN();
    assertThat(scrape(1, Amounts.NONE)).isNaN();
  }

  private double scrape(long timeMs, long usedNs) {
    double cores = rates.cores("x", new Summary.Cpu(timeMs, usedNs));
    rates.finish();
    return cores;
  }
}
