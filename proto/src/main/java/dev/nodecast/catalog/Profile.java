package dev.nodecast.catalog;

import java.util.Locale;

/** How much an agent measures; each profile includes the ones before it. */
public enum Profile {
  MINIMAL,
  STANDARD,
  COMPREHENSIVE,
  /** The kernel subjects that are listed by name, and all else as in {@link #STANDARD}. */
  CUSTOM;

  public boolean includes(Profile other) {
    return (this == CUSTOM ? STANDARD : this).ordinal() >= other.ordinal();
  }

  /** As configuration and messages write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
