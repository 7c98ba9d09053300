package dev.nodecast.aggregator.store;

import java.util.Collection;

/**
 * Values for a statement's {@code {name:Type}} places. ClickHouse reads them as TSV-escaped text;
 * the client sends them as they are.
 */
final class Parameters {
  private Parameters() {}

  /** A {@code String}. */
  static String text(String value) {
    return value
        .replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\0", "\\0");
  }

  /** An {@code Array(String)}. */
  static String texts(Collection<String> values) {
    StringBuilder out = new StringBuilder("[");
    for (String value : values) {
      if (out.length() > 1) {
        out.append(',');
      }
      // Elements are quoted and escaped once: an array's text is not unescaped as a whole before.
      out.append('\'').append(text(value).replace("'", "\\'")).append('\'');
    }
    return out.append(']').toString();
  }
}
