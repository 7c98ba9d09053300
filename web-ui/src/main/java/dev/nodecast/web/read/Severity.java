package dev.nodecast.web.read;

/** Health in the order in which lists show it: worst last, {@code compareTo} grows with trouble. */
public enum Severity {
  OK("", "healthy"),
  UNKNOWN("idle", "no data"),
  WARNING("warn", "warning"),
  CRITICAL("crit", "critical");

  private final String css;
  private final String word;

  Severity(String css, String word) {
    this.css = css;
    this.word = word;
  }

  /** Class name of the shape and colour; empty for healthy. */
  public String css() {
    return css;
  }

  /** The word that stands beside the shape, so that colour is never alone. */
  public String word() {
    return word;
  }
}
