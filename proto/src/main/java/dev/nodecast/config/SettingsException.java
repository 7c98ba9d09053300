package dev.nodecast.config;

import java.util.List;

/** The configuration cannot be used; carries every problem, one per line of the message. */
public final class SettingsException extends Exception {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // List.copyOf returns a serializable list of strings
  private final List<String> problems;

  SettingsException(List<String> problems) {
    super("configuration refused:\n  " + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each as {@code offender: value (expected: …)}; values of secrets are left out. */
  public List<String> problems() {
    return problems;
  }
}
