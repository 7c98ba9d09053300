package dev.nodecast.aggregator.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Whether the process is alive: each of its clocks must have ticked lately. Readiness is another
 * question; a database that is away does not make a process that should be killed.
 */
public final class Health {
  /** Clocks tick each second; a loaded machine may make that several. */
  private static final long LATE_MS = 15_000;

  private final Map<String, LongSupplier> lastTickMs = new LinkedHashMap<>();
  private final LongSupplier nowMs;

  /**
   * @param nowMs the clock that the ticks are told in, milliseconds
   */
  public Health(LongSupplier nowMs) {
    this.nowMs = nowMs;
  }

  /** Adds a clock; before the server starts. */
  public Health clock(String name, LongSupplier lastTick) {
    lastTickMs.put(name, lastTick);
    return this;
  }

  /** What is late, for people; empty when all is well. */
  List<String> late() {
    List<String> late = new ArrayList<>();
    lastTickMs.forEach(
        (name, last) -> {
          long age = nowMs.getAsLong() - last.getAsLong();
          if (age > LATE_MS) {
            late.add(name + ": last tick " + age + " ms ago (expected: <= " + LATE_MS + ")");
          }
        });
    return late;
  }
}
