package dev.nodecast.config;

import java.util.Locale;

/**
 * The declaration of one setting.
 *
 * @param key the key in the YAML file, such as {@code clickhouse.url}
 * @param fallback the default, written as a user would write it; empty means none
 * @param shown how the reference page shows the default, where it depends on the machine
 * @param help what it does and what follows from it; one sentence without a full stop
 */
public record Setting(String key, String fallback, String shown, String help) {
  /** Every variable that starts with this is ours, so a misspelt one can be refused. */
  public static final String PREFIX = "NODECAST_";

  public static Setting of(String key, String fallback, String help) {
    return new Setting(key, fallback, fallback, help);
  }

  /** The same setting, its default shown as {@code text} in the reference page. */
  public Setting shown(String text) {
    return new Setting(key, fallback, text, help);
  }

  /** The environment variable: {@code clickhouse.url} is {@code NODECAST_CLICKHOUSE_URL}. */
  public String variable() {
    return variable(key);
  }

  static String variable(String key) {
    return PREFIX + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
