package dev.nodecast.aggregator.kube.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodecast.aggregator.kube.http.Unreadable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListPageTest {
  private final List<String> names = new ArrayList<>();

  private ListPage read(String json) throws IOException {
    return ListPage.read(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
        object -> names.add(object.path("name").asText()));
  }

  @Test
  void readsItemsWhereverTheMetadataStands() throws IOException {
    assertThat(
            read(
                "{\"kind\":\"PodList\",\"items\":[{\"name\":\"a\"},{\"name\":\"b\"}],"
                    + "\"more\":{\"items\":[1]},\"metadata\":{\"resourceVersion\":\"7\",\"continue\":\"t\"}}"))
        .isEqualTo(new ListPage("7", "t"));
    assertThat(names).containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "<html>",
        "{\"items\":[{\"password\":",
        "{\"items\":[]}",
        "{\"metadata\":3}"
      })
  void refusesWhatIsNoListWithoutQuotingIt(String answer) {
    assertThatThrownBy(() -> read(answer))
        .isInstanceOf(Unreadable.class)
        .message()
        .startsWith("a list ")
        .doesNotContain("html", "password");
  }

  @Test
  void refusesAnObjectThatIsLargerThanAnyAndTakesManyThatAreNot() throws IOException {
    String big = "{\"name\":\"" + "x".repeat(3 << 20) + "\"}";
    read(
        "{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":["
            + String.join(",", List.of(big, big, big, big, big, big, big))
            + "]}");
    assertThat(names).hasSize(7);
    assertThatThrownBy(
            () -> read("{\"items\":[{\"name\":\"" + "x".repeat(ListPage.MAX_OBJECT) + "\"}]}"))
        .isInstanceOf(Unreadable.class)
        .hasMessage("an object of more than 16 MiB");
  }
}
