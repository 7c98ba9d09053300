package dev.nodecast.web.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PathTest {
  @Test
  void keepsGapsInSparklines() {
    assertThat(Sparkline.of(new float[] {0, 1, Float.NaN, 1, 0}, 1))
        .isEqualTo(new Sparkline("M0 39l1 -37M3 2l1 37", "M0 39l1 -37V40H0zM3 2l1 37V40H3z"));
    assertThat(Sparkline.of(new float[] {Float.NaN, Float.NaN}, 0).line()).isEmpty();
    assertThat(Sparkline.of(new float[0], 0).line()).isEmpty();
  }

  @Test
  void drawsFortyPointsInUnderThreeHundredBytes() {
    float[] values = new float[40];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 2;
    }
    assertThat(Sparkline.of(values, 1).line().length()).isLessThan(300);
  }

  @Test
  void neverInterpolatesAGapOfAChart() {
    double[] values = {1, 2, Double.NaN, 2, 4};
    assertThat(ChartPath.line(values, 4)).isEqualTo("M0 300l1 -100M3 200l1 -200");
    assertThat(ChartPath.area(values, null, 4))
        .isEqualTo("M0 300l1 -100V400H0zM3 200l1 -200V400H3z");
    assertThat(ChartPath.area(values, new double[] {0, 1, 0, 1, Double.NaN}, 4))
        .isEqualTo("M0 300l1 -100V300l-1 100zM3 200V300z");
  }

  @Test
  void cutsWhatIsAboveTheScale() {
    assertThat(ChartPath.y(10, 4)).isZero();
    assertThat(ChartPath.y(-1, 4)).isEqualTo(ChartPath.HEIGHT);
    assertThat(ChartPath.y(1, 0)).isEqualTo(ChartPath.HEIGHT);
  }

  @Test
  void escapesIdsTextAndAddresses() {
    assertThat(Escape.id("a b/ü-_Z9")).isEqualTo("a.20.b.2f..fc.-_Z9");
    assertThat(Escape.html("<a href=\"x\" o='y'>&\u202e"))
        .isEqualTo("&lt;a href=&#34;x&#34; o=&#39;y&#39;&gt;&amp;\ufffd");
    assertThat(Escape.url("a/b?c=\"<ü>")).isEqualTo("a%2Fb%3Fc%3D%22%3C%C3%BC%3E");
  }
}
