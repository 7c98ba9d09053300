package dev.nodecast.agent.self;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcceptTest {
  @Test
  void whoNamesOpenMetricsGetsIt() {
    // Prometheus 2.53 and 3.0
    assertThat(
            Accept.openMetrics(
                "application/openmetrics-text;version=1.0.0;q=0.5,"
                    + "application/openmetrics-text;version=0.0.1;q=0.4,"
                    + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"))
        .isTrue();
    assertThat(
            Accept.openMetrics(
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                    + "application/openmetrics-text;version=0.0.1;q=0.5,"
                    + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,*/*;q=0.2"))
        .isTrue();
    assertThat(Accept.openMetrics("application/openmetrics-text")).isTrue();
    assertThat(Accept.openMetrics("Application/OpenMetrics-Text; version=\"1.0.0\"")).isTrue();
    assertThat(Accept.openMetrics("text/plain;q=0.5, application/openmetrics-text;q=0.5")).isTrue();
  }

  @Test
  void everybodyElseGetsPlainText() {
    assertThat(Accept.openMetrics(null)).isFalse();
    assertThat(Accept.openMetrics("")).isFalse();
    assertThat(Accept.openMetrics("*/*")).isFalse();
    assertThat(Accept.openMetrics("text/plain;version=0.0.4")).isFalse();
    assertThat(Accept.openMetrics("application/openmetrics-text;q=0")).isFalse();
    assertThat(Accept.openMetrics("application/openmetrics-text;q=x")).isFalse();
    assertThat(Accept.openMetrics("application/openmetrics-text;version=2.0.0")).isFalse();
    assertThat(Accept.openMetrics("application/openmetrics-text;q=0.3,text/plain")).isFalse();
    assertThat(Accept.openMetrics(";,;;=,=;q,")).isFalse();
  }
}
