package dev.nodecast.wire;

import java.util.ArrayList;
import java.util.List;

/** Writes down what a reader calls. */
final class EventLog implements TickHandler {
  final List<String> events = new ArrayList<>();

  @Override
  public void tick(long timeMs, boolean keyframe) {
    events.add("tick " + timeMs + " " + keyframe);
  }

  @Override
  public void kind(int kind, int slots) {
    events.add("kind " + kind + " " + slots);
  }

  @Override
  public void define(int kind, int slot, List<String> labels) {
    events.add("define " + kind + " " + slot + " " + labels);
  }

  @Override
  public void group(int kind, int group, int intervalMs) {
    events.add("group " + kind + " " + group + " " + intervalMs);
  }

  @Override
  public void base(int kind, int column, int slot, long value) {
    events.add("base " + kind + " " + column + " " + slot + " " + value);
  }

  @Override
  public void baseText(int kind, int column, int slot, String text) {
    events.add("base " + kind + " " + column + " " + slot + " " + text);
  }

  @Override
  public void counter(int kind, int column, int slot, long increase) {
    events.add("counter " + kind + " " + column + " " + slot + " " + increase);
  }

  @Override
  public void gauge(int kind, int column, int slot, long difference) {
    events.add("gauge " + kind + " " + column + " " + slot + " " + difference);
  }

  @Override
  public void gaugeUnmeasured(int kind, int column, int slot) {
    events.add("gauge " + kind + " " + column + " " + slot + " unmeasured");
  }

  @Override
  public void text(int kind, int column, int slot, String text) {
    events.add("text " + kind + " " + column + " " + slot + " " + text);
  }

  @Override
  public void bucket(int kind, int column, int slot, int bucket, long count) {
    events.add("bucket " + kind + " " + column + " " + slot + " " + bucket + " " + count);
  }

  @Override
  public void released(int kind, int slot) {
    events.add("released " + kind + " " + slot);
  }
}
