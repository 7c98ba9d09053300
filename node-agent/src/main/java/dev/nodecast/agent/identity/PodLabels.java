package dev.nodecast.agent.identity;

import java.util.List;
import java.util.Map;

/**
 * The labels of pods that travel with their containers, as one text.
 *
 * @param wanted keys, in the order in which they are told
 */
public record PodLabels(List<String> wanted) {
  private static final int MAX_TEXT = 1024;

  public PodLabels {
    wanted = List.copyOf(wanted);
  }

  /** {@code key=value,key=value}; null when the pod has none of them. */
  public String of(Map<String, String> labels) {
    StringBuilder text = new StringBuilder();
    for (String key : wanted) {
      String value = labels.get(key);
      // Whole or not at all: half a value would be another one.
      if (value != null && text.length() + key.length() + value.length() + 2 <= MAX_TEXT) {
        text.append(text.isEmpty() ? "" : ",").append(key).append('=').append(value);
      }
    }
    return text.isEmpty() ? null : text.toString();
  }
}
