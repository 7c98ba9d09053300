package dev.nodecast.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LabelSelectorTest {
  private static final Map<String, String> LABELS =
      Map.of("app", "web", "app.kubernetes.io/name", "shop", "empty", "");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|true",
        "app=web|true",
        "app==web|true",
        "app = web|true",
        "app=db|false",
        "tier=web|false",
        "app!=web|false",
        "app!=db|true",
        "tier!=web|true",
        "app in (web, db)|true",
        "app in (db)|false",
        "tier in (db)|false",
        "app notin (web,db)|false",
        "app notin (db)|true",
        "tier notin (db)|true",
        "app|true",
        "tier|false",
        "!app|false",
        "!tier|true",
        "empty=|true",
        "app=|false",
        "app.kubernetes.io/name=shop|true",
        "app=web,!tier,empty|true",
        "app in (web,db),tier|false"
      })
  void selectsAsKubectlDoes(String selector, boolean expected) {
    assertThat(LabelSelector.parse(selector).matches(LABELS)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"=", "a=b=c", "a in b", "a in (b", "a,,b", "a > 1", "a in (b$)", "-a"})
  void refusesWhatIsNone(String selector) {
    assertThatThrownBy(() -> LabelSelector.parse(selector))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label selector");
  }
}
