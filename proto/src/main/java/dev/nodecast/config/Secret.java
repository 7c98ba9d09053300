package dev.nodecast.config;

/** A value that is never printed: not by {@code toString}, not in problems, not in tables. */
public record Secret(String value) {
  public static final Secret NONE = new Secret("");

  public boolean present() {
    return !value.isEmpty();
  }

  @Override
  public String toString() {
    return present() ? "***" : "(none)";
  }
}
