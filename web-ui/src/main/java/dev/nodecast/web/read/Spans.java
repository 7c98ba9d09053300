package dev.nodecast.web.read;

import java.util.List;

/**
 * Sampled requests of one service.
 *
 * @param error why they could not be read, in the database's words; empty when they were
 */
public record Spans(List<SpanRow> rows, String error) {
  /** Of the slowest. */
  public static final int MOST = 20;

  public Spans {
    rows = List.copyOf(rows);
  }

  /** None, and why. */
  public static Spans failed(String error) {
    return new Spans(List.of(), error);
  }
}
