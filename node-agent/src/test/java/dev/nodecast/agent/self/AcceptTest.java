package dev.nodecast.agent.self;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.agent.self.ScrapePage.Format;
import org.junit.jupiter.api.Test;

class AcceptTest {
  @Test
  void whoNamesOpenMetricsGetsIt() {
    // Prometheus 2.53 and 3.0
    assertThat(
            Accept.format(
                "application/openmetrics-text;version=1.0.0;q=0.5,"
                    + "application/openmetrics-text;version=0.0.1;q=0.4,"
                    + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"))
        .isEqualTo(Format.OPEN_METRICS);
    assertThat(
            Accept.format(
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                    + "application/openmetrics-text;version=0.0.1;q=0.5,"
                    + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,*/*;q=0.2"))
        .isEqualTo(Format.OPEN_METRICS);
    assertThat(Accept.format("application/openmetrics-text")).isEqualTo(Format.OPEN_METRICS);
    assertThat(Accept.format("Application/OpenMetrics-Text; version=\"1.0.0\""))
        .isEqualTo(Format.OPEN_METRICS);
    assertThat(Accept.format("text/plain;q=0.5, application/openmetrics-text;q=0.5"))
        .isEqualTo(Format.OPEN_METRICS);
  }

  @Test
  void protobufIsForWhoNamesItAndItsMessage() {
    String family = ";proto=io.prometheus.client.MetricFamily;encoding=delimited";
    // Prometheus 3 with native histograms
    assertThat(
            Accept.format(
                "application/vnd.google.protobuf"
                    + family
                    + ";q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3"))
        .isEqualTo(Format.PROTOBUF);
    assertThat(Accept.format("application/vnd.google.protobuf" + family + ";q=0.2,text/plain"))
        .isEqualTo(Format.TEXT);
    assertThat(Accept.format("application/vnd.google.protobuf;q=0.6")).isEqualTo(Format.TEXT);
  }

  @Test
  void everybodyElseGetsPlainText() {
    assertThat(Accept.format("")).isEqualTo(Format.TEXT);
    assertThat(Accept.format("*/*")).isEqualTo(Format.TEXT);
    assertThat(Accept.format("text/plain;version=0.0.4")).isEqualTo(Format.TEXT);
    assertThat(Accept.format("application/openmetrics-text;q=0")).isEqualTo(Format.TEXT);
    assertThat(Accept.format("application/openmetrics-text;q=x")).isEqualTo(Format.TEXT);
    assertThat(Accept.format("application/openmetrics-text;version=2.0.0")).isEqualTo(Format.TEXT);
    assertThat(Accept.format("application/openmetrics-text;q=0.3,text/plain"))
        .isEqualTo(Format.TEXT);
    assertThat(Accept.format(";,;;=,=;q,")).isEqualTo(Format.TEXT);
  }
}
