package dev.nodecast.web.page;

import dev.nodecast.web.format.Figure;
import dev.nodecast.web.read.Quantity;

/** How many of how many: {@code 2 / 5}. */
final class Replicas {
  private Replicas() {}

  static String html(double ready, double desired) {
    return Figure.of(ready, Quantity.COUNT).html()
        + " / "
        + Figure.of(desired, Quantity.COUNT).html();
  }
}
