package dev.nodecast.web.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.web.live.ViewCache.Answer;
import dev.nodecast.web.live.ViewCache.ShownTick;
import dev.nodecast.web.read.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ViewCacheTest {
  private long millis;
  private final ViewCache cache = new ViewCache(1 << 20, () -> millis);

  private static View view(boolean held, Object... values) {
    List<Table.Row> rows = new ArrayList<>();
    for (Object value : values) {
      String name = value.toString().substring(0, 1);
      double number = Double.parseDouble(value.toString().substring(1));
      Region cell = new Region("c-" + name, "td", "n", "", value.toString().substring(1), number);
      rows.add(new Table.Row("r-" + name, "", name, List.of(cell)));
    }
    return new View(200, "t", "", out -> {}, List.of(new Table("rows", held, List.of("w"), rows)));
  }

  private static ShownTick shown(Answer answer) {
    return ShownTick.parse(answer.token());
  }

  @Test
  void rendersOncePerTickForAllViewers() {
    AtomicInteger renders = new AtomicInteger();
    for (int viewer = 0; viewer < 5; viewer++) {
      cache.view(
          "k",
          7,
          hold -> {
            renders.incrementAndGet();
            return view(false, "a1");
          });
    }
    assertThat(renders).hasValue(1);
  }

  @Test
  void sendsCellsWhileRowsStayAndTheBodyWhenTheyMove() {
    Answer first = cache.view("k", 1, hold -> view(false, "a1", "b2"));
    Answer cells = cache.changes("k", 2, shown(first), hold -> view(false, "a1", "b3"));
    assertThat(cells.html())
        .isEqualTo(
            "<template><td id=\"c-b\" class=\"n f0\" hx-swap-oob=\"true\">3</td></template>");
    Answer body = cache.changes("k", 3, shown(cells), hold -> view(false, "b3", "a1"));
    assertThat(body.html()).startsWith("<template><tbody id=\"rows\" hx-swap-oob=\"true\">");
    Answer same = cache.changes("k", 4, shown(body), hold -> view(false, "b3", "a1"));
    assertThat(same.html()).isEmpty();
    assertThat(same.unchanged()).isFalse();
    assertThat(cache.changes("k", 4, shown(same), hold -> view(false)).unchanged()).isTrue();
  }

  @Test
  void doesNotFlashASmallChange() {
    Answer first = cache.view("k", 1, hold -> view(false, "a100"));
    assertThat(cache.changes("k", 2, shown(first), hold -> view(false, "a104")).html())
        .contains("class=\"n\"")
        .contains("104");
  }

  /** What the render of each second in {@code seconds} was told about the order of its rows. */
  private List<Order> orders(int... seconds) {
    List<Order> orders = new ArrayList<>();
    for (int second : seconds) {
      millis = second * 1000L;
      cache.view(
          "k",
          second + 1,
          hold -> {
            orders.add(hold.of("rows"));
            return view(true, "a1", "b2");
          });
    }
    return orders;
  }

  @Test
  void holdsTheOrderOfValuesForTenSeconds() {
    Order still = new Order(List.of("a", "b"), List.of("w"), false);
    assertThat(orders(0, 2, 8, 10, 12, 18, 20))
        .containsExactly(Order.NONE, still, still, still.dueNow(), still, still, still.dueNow());
  }

  @Test
  void forgetsAnOrderThatNobodyLookedAt() {
    Order still = new Order(List.of("a", "b"), List.of("w"), false);
    assertThat(orders(0, 29, 58, 88))
        .containsExactly(Order.NONE, still.dueNow(), still.dueNow(), Order.NONE);
  }

  @Test
  void forgetsTheLeastUsedViewsPastItsBound() {
    ViewCache small = new ViewCache(5_000, () -> millis);
    for (int i = 0; i < 20; i++) {
      small.view("k" + i, 1, hold -> view(false, "a1"));
    }
    assertThat(small.size()).isLessThan(6);
    assertThat(small.evictions()).isEqualTo(20 - small.size());
  }

  @Test
  void takesAnythingForATick() {
    for (String token :
        new String[] {"", "-", "1-", "x-y", "9".repeat(60) + "-1", "1-zz", "-5-1"}) {
      assertThat(ShownTick.parse(token)).isEqualTo(ShownTick.UNKNOWN);
    }
  }
}
