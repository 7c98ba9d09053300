package dev.nodecast.wire;

import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.Span;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a reader calls. */
class EventLog implements TickHandler {
  final List<String> lines = new ArrayList<>();

  @Override
  public void tick(long timeMs, boolean keyframe) {
    lines.add("tick " + timeMs + " " + keyframe);
  }

  @Override
  public void kind(int kind, int slots) {
    lines.add("kind " + kind + " " + slots);
  }

  @Override
  public void define(int kind, int slot, List<String> labels) {
    lines.add("define " + kind + " " + slot + " " + labels);
  }

  @Override
  public void group(int kind, int group, int intervalMs) {
    lines.add("group " + kind + " " + group + " " + intervalMs);
  }

  @Override
  public void base(int kind, int column, int slot, long value) {
    lines.add("base " + kind + " " + column + " " + slot + " " + value);
  }

  @Override
  public void baseText(int kind, int column, int slot, String text) {
    lines.add("base " + kind + " " + column + " " + slot + " " + text);
  }

  @Override
  public void counter(int kind, int column, int slot, long increase) {
    lines.add("counter " + kind + " " + column + " " + slot + " " + increase);
  }

  @Override
  public void gauge(int kind, int column, int slot, long difference) {
    lines.add("gauge " + kind + " " + column + " " + slot + " " + difference);
  }

  @Override
  public void gaugeUnmeasured(int kind, int column, int slot) {
    lines.add("gauge " + kind + " " + column + " " + slot + " unmeasured");
  }

  @Override
  public void text(int kind, int column, int slot, String text) {
    lines.add("text " + kind + " " + column + " " + slot + " " + text);
  }

  @Override
  public void bucket(int kind, int column, int slot, int bucket, long count) {
    lines.add("bucket " + kind + " " + column + " " + slot + " " + bucket + " " + count);
  }

  @Override
  public void released(int kind, int slot) {
    lines.add("released " + kind + " " + slot);
  }

  @Override
  public void event(Event event) {
    lines.add(event.toString());
  }

  @Override
  public void span(Span span) {
    lines.add(span.toString());
  }
}
