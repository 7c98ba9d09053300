package dev.nodecast.agent.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsSelectorsTest {
  private static List<String> pod(String namespace, String workload) {
    return List.of(namespace, workload, "pod-1", "main", "uid", "0123456789abcdef");
  }

  @ParameterizedTest
  @CsvSource({
    "shop/front,   shop,  front, true",
    "shop/front,   shop,  back,  false",
    "shop/front,   other, front, false",
    "shop/*,       shop,  back,  true",
    "*/front,      any,   front, true",
    "*/*,          any,   thing, true",
    "0123456789ab, any,   thing, true",
    "0123456789ac, any,   thing, false",
    "01234567,     any,   thing, false",
    "front,        shop,  front, false",
    "exe:/front,   shop,  front, false"
  })
  void selectsWorkloads(String selector, String namespace, String workload, boolean selected) {
    assertThat(new TlsSelectors(List.of(selector)).workload(pod(namespace, workload)))
        .isEqualTo(selected);
  }

  @Test
  void selectsUnitsByTheirNames() {
    List<String> unit = List.of("", "nginx.service", "", "nginx.service", "", "/system.slice/n");
    assertThat(new TlsSelectors(List.of("nginx.service")).workload(unit)).isTrue();
    assertThat(new TlsSelectors(List.of("*/*")).workload(unit)).isFalse();
    assertThat(TlsSelectors.NONE.workload(unit)).isFalse();
    assertThat(TlsSelectors.NONE.isEmpty()).isTrue();
  }

  @Test
  void selectsNothingOfTheHostByWorkloads() {
    List<String> host = List.of("", "", "", "~host", "", "");
    assertThat(new TlsSelectors(List.of("*/*", "x")).workload(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*", "/", "a/", "/b", "a/b/c", "a*/b", "a/b*", "exe:", "exe:/", "exe:curl"})
  void refusesWhatIsNone(String selector) {
    assertThat(TlsSelectors.problem(List.of("a/b", selector))).contains(selector);
    assertThatThrownBy(() -> new TlsSelectors(List.of(selector)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesMoreThanItsBound() {
    assertThat(TlsSelectors.problem(Collections.nCopies(TlsSelectors.MAX + 1, "a/b")))
        .contains("65 selectors");
    assertThat(TlsSelectors.problem(Collections.nCopies(TlsSelectors.MAX, "a/b"))).isEmpty();
  }
}
