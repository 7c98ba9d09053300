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
      // Twice: once as an element of the array, once as the parameter's text.
      out.append(text(Ddl.text(value)));
    }
    return out.append(']').toString();
  }
}
