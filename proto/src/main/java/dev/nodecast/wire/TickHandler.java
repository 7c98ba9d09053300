package dev.nodecast.wire;

import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.Span;
import java.util.List;

/**
 * Takes a tick apart: {@link TickReader} calls it in the order of the message. Columns are
 * positions among all columns of the sender's kind; kinds and groups are positions in the sender's
 * schema.
 */
public interface TickHandler {
  /**
   * First call of each tick; a keyframe replaces everything known before.
   *
   * @throws MalformedTickException when this tick cannot follow what came before; nothing else of
   *     it is read
   */
  void tick(long timeMs, boolean keyframe) throws MalformedTickException;

  /** The kind's entities live in slots below {@code slots} during this tick. */
  void kind(int kind, int slots);

  void define(int kind, int slot, List<String> labels);

  /** The values that follow belong to this group. */
  void group(int kind, int group, int intervalMs);

  /**
   * Keyframes: what a number cell was before this tick; {@code Column.NOT_MEASURED} where nothing
   * was measured.
   */
  void base(int kind, int column, int slot, long value);

  /** Keyframes: what a text cell was before this tick, or null. */
  void baseText(int kind, int column, int slot, String text);

  void counter(int kind, int column, int slot, long increase);

  /** A gauge moved by {@code difference}, from 0 when it was not measured. */
  void gauge(int kind, int column, int slot, long difference);

  void gaugeUnmeasured(int kind, int column, int slot);

  /** A text changed; null when it ended. */
  void text(int kind, int column, int slot, String text);

  void bucket(int kind, int column, int slot, int bucket, long count);

  void released(int kind, int slot);

  /** Something happened. Who only follows cells need not listen. */
  default void event(Event event) {}

  /** A sampled exchange; those of one block share their labels. */
  default void span(Span span) {}
}
