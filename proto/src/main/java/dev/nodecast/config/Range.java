package dev.nodecast.config;

/**
 * The bounds of a setting, both inclusive and written as a user would write them.
 *
 * @param max empty when there is no upper bound
 */
public record Range(String min, String max) {
  public static Range atLeast(String min) {
    return new Range(min, "");
  }

  public static Range between(String min, String max) {
    return new Range(min, max);
  }

  @Override
  public String toString() {
    return max.isEmpty() ? ">= " + min : min + " to " + max;
  }
}
