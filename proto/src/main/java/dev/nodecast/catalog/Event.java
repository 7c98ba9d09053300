package dev.nodecast.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something that happened once, at a time, in a container or (labels all empty) on the node. Texts
 * are cut to their bounds, so that a hostile name costs no event.
 *
 * @param timeMs when it happened, Unix milliseconds
 * @param labels values of {@link #LABELS}, in order; an empty list stands for none
 * @param message one sentence for people
 * @param attributes further facts by name, in order; beyond {@link #MAX_ATTRIBUTES} they are left
 *     out
 */
public record Event(
    long timeMs,
    EventType type,
    List<String> labels,
    String message,
    Map<String, String> attributes) {
  /** Whose event it is: what every container-like kind starts with. */
  public static final List<String> LABELS = List.of(ContainerKind.LABELS);

  /** Most events that an agent sends in one tick; further ones are dropped and counted. */
  public static final int MAX_PER_TICK = 100;

  /** Characters. Names of Kubernetes objects have at most 253. */
  public static final int MAX_LABEL = 256;

  public static final int MAX_MESSAGE = 1024;
  public static final int MAX_ATTRIBUTES = 16;
  public static final int MAX_NAME = 64;
  public static final int MAX_VALUE = 256;

  private static final List<String> NO_LABELS = List.of("", "", "", "", "", "");

  public Event {
    if (!labels.isEmpty() && labels.size() != LABELS.size()) {
      throw new IllegalArgumentException(
          "event: " + labels.size() + " labels (expected: " + LABELS + ", or none)");
    }
    labels =
        labels.isEmpty() ? NO_LABELS : labels.stream().map(label -> cut(label, MAX_LABEL)).toList();
    message = cut(message, MAX_MESSAGE);
    attributes = bounded(attributes);
  }

  private static Map<String, String> bounded(Map<String, String> attributes) {
    Map<String, String> out = new LinkedHashMap<>();
    for (Map.Entry<String, String> one : attributes.entrySet()) {
      if (out.size() < MAX_ATTRIBUTES) {
        out.put(cut(one.getKey(), MAX_NAME), cut(one.getValue(), MAX_VALUE));
      }
    }
    return java.util.Collections.unmodifiableMap(out);
  }

  static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, splits ? length - 1 : length);
  }

  /** What it takes on the heap, about. */
  public long bytes() {
    long characters = message.length();
    for (String label : labels) {
      characters += label.length();
    }
    for (Map.Entry<String, String> one : attributes.entrySet()) {
      characters += one.getKey().length() + one.getValue().length() + 64;
    }
    return 256 + characters;
  }
}
