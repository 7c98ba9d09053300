package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.web.read.Rows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelectionTest {
  @Test
  void anyPageIsWhatAFullSortWouldShow() {
    Random random = new Random(7);
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      all.add(random.nextInt(500));
    }
    Comparator<Integer> order = Comparator.reverseOrder();
    List<Integer> sorted = all.stream().filter(n -> n % 3 != 0).sorted(order).toList();
    for (int page : new int[] {0, 1, 5, 20, sorted.size() / 50}) {
      Rows<Integer> rows = Selection.page(all, n -> n % 3 != 0, order, page, 50, n -> n);
      assertThat(rows.rows())
          .isEqualTo(sorted.subList(page * 50, Math.min(sorted.size(), page * 50 + 50)));
      assertThat(rows.matching()).isEqualTo(sorted.size());
      assertThat(rows.total()).isEqualTo(2_000);
    }
  }

  @Test
  void pastTheLastPageIsTheLastPage() {
    Rows<Integer> rows =
        Selection.page(List.of(1, 2, 3), n -> true, Comparator.naturalOrder(), 9, 2, n -> n);
    assertThat(rows.page()).isEqualTo(1);
    assertThat(rows.rows()).containsExactly(3);
    assertThat(
            Selection.page(List.<Integer>of(), n -> true, Comparator.naturalOrder(), 9, 2, n -> n)
                .rows())
        .isEmpty();
  }

  @Test
  void whatWasNotMeasuredIsLastInBothDirections() {
    List<Double> values = List.of(Double.NaN, 2.0, 0.0, Double.NaN, 1.0);
    for (boolean descending : new boolean[] {true, false}) {
      List<Double> sorted = new ArrayList<>(values);
      sorted.sort(Selection.byNumber(Double::doubleValue, descending));
      assertThat(sorted.subList(0, 3))
          .isEqualTo(descending ? List.of(2.0, 1.0, 0.0) : List.of(0.0, 1.0, 2.0));
      assertThat(sorted.subList(3, 5)).containsOnly(Double.NaN);
    }
  }
}
