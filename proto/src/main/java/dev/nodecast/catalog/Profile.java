package dev.nodecast.catalog;

/** How much an agent measures; each profile includes the ones before it. */
public enum Profile {
  MINIMAL,
  STANDARD,
  COMPREHENSIVE;

  public boolean includes(Profile other) {
    return ordinal() >= other.ordinal();
  }
}
