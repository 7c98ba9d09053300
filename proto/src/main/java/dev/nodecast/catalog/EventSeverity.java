package dev.nodecast.catalog;

/** How bad an event is; the position is its number on the wire. */
public enum EventSeverity {
  INFO,
  WARNING,
  CRITICAL
}
