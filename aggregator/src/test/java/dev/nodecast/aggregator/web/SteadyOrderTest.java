package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.web.read.Order;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SteadyOrderTest {
  private static final int PAGE = 3;

  private final Map<String, Double> values = new TreeMap<>();
  private Order order = Order.NONE;

  private List<String> evaluate(boolean descending, int page) {
    RowQuery query =
        new RowQuery("", Sort.CPU, descending, page, PAGE, "", "", Severity.OK, order.dueNow());
    Comparator<String> measured = Selection.byNumber(values::get, descending);
    Rows<String> rows =
        new Listed<>(
                List.copyOf(values.keySet()),
                row -> true,
                id -> values.containsKey(id) ? id : null,
                id -> id)
            .page(query, measured.thenComparing(id -> id), values::get, id -> id);
    order = new Order(rows.rows(), rows.wanted(), false);
    return rows.rows();
  }

  private List<String> evaluate() {
    return evaluate(true, 0);
  }

  private void set(String id, double value) {
    values.put(id, value);
  }

  @Test
  void startsAsMeasured() {
    set("a", 1);
    set("b", 3);
    set("c", 2);
    assertThat(evaluate()).containsExactly("b", "c", "a");
  }

  @Test
  void aRowMovesWhenItLeadsByATenthTwice() {
    set("a", 100);
    set("b", 90);
    evaluate();
    set("b", 109);
    evaluate();
    assertThat(evaluate()).as("less than a tenth").containsExactly("a", "b");
    set("b", 111);
    assertThat(evaluate()).as("once").containsExactly("a", "b");
    assertThat(evaluate()).as("twice").containsExactly("b", "a");
    assertThat(evaluate()).as("and stays").containsExactly("b", "a");
  }

  @Test
  void aLeadThatWasOnlyOnceMovesNothing() {
    set("a", 100);
    set("b", 90);
    evaluate();
    for (int i = 0; i < 4; i++) {
      set("b", 200);
      assertThat(evaluate()).containsExactly("a", "b");
      set("b", 90);
      assertThat(evaluate()).containsExactly("a", "b");
    }
  }

  @Test
  void aNewRowTakesARoomThatIsFreeAndGoesUpFromThere() {
    set("a", 3);
    set("b", 2);
    evaluate();
    set("c", 9);
    assertThat(evaluate()).containsExactly("a", "b", "c");
    assertThat(evaluate()).containsExactly("c", "a", "b");
  }

  @Test
  void aFullPageTakesANewRowOnlyForOneThatItLeads() {
    set("a", 30);
    set("b", 20);
    set("c", 10);
    evaluate();
    set("d", 10.5);
    evaluate();
    assertThat(evaluate()).as("less than a tenth").containsExactly("a", "b", "c");
    set("d", 25);
    evaluate();
    assertThat(evaluate()).containsExactly("a", "d", "b");
  }

  @Test
  void whatIsGoneMakesRoomAtOnce() {
    set("a", 30);
    set("b", 20);
    set("c", 10);
    set("d", 5);
    evaluate();
    values.remove("a");
    assertThat(evaluate()).containsExactly("b", "c", "d");
  }

  @Test
  void whatIsNotMeasuredIsLastInBothDirections() {
    for (boolean descending : new boolean[] {true, false}) {
      values.clear();
      order = Order.NONE;
      set("a", 1);
      set("b", 1);
      evaluate(descending, 0);
      set("a", Double.NaN);
      evaluate(descending, 0);
      assertThat(evaluate(descending, 0)).containsExactly("b", "a");
    }
    assertThat(SteadyOrder.leads(Double.NaN, Double.NaN, true)).isFalse();
  }

  @Test
  void zeroIsPassedByAnythingAndPassesNothingOfItsKind() {
    assertThat(SteadyOrder.leads(0, 0, true)).isFalse();
    assertThat(SteadyOrder.leads(0, 0, false)).isFalse();
    assertThat(SteadyOrder.leads(0.001, 0, true)).isTrue();
    assertThat(SteadyOrder.leads(0, 0.001, false)).isTrue();
  }

  @Test
  void laterPagesAreAsMeasured() {
    for (int i = 0; i < 6; i++) {
      set("r" + i, i);
    }
    assertThat(evaluate(true, 1)).containsExactly("r2", "r1", "r0");
    set("r0", 2.01);
    assertThat(evaluate(true, 1)).containsExactly("r0", "r2", "r1");
  }

  @Test
  void tremblingMovesNothingAndNoRowStaysBelowWhatItLeads() {
    Random random = new Random(1);
    for (int i = 0; i < PAGE; i++) {
      set("r" + i, 100);
    }
    List<String> first = evaluate();
    for (int round = 0; round < 50; round++) {
      values.replaceAll((id, value) -> 100 + random.nextDouble() * 9);
      assertThat(evaluate()).isEqualTo(first);
    }
    for (int round = 0; round < 50; round++) {
      values.replaceAll((id, value) -> 1 + random.nextDouble() * 1000);
      evaluate();
      evaluate();
      List<String> settled = evaluate();
      for (int low = 1; low < PAGE; low++) {
        for (int high = 0; high < low; high++) {
          double below = values.get(settled.get(low));
          assertThat(below).isLessThan(values.get(settled.get(high)) * 1.1);
        }
      }
    }
  }
}
