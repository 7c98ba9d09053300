package dev.nodecast.web.live;

import java.util.List;

/**
 * Keeps the rows of value-sorted lists still between evaluations of their order.
 *
 * @param keys the rows that are shown, in order; empty when the order is to be evaluated
 */
public record Hold(List<String> keys) {
  public static final Hold NONE = new Hold(List.of());
}
