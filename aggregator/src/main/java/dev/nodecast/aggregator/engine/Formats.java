package dev.nodecast.aggregator.engine;

import java.util.Locale;
import java.util.Map;

/**
 * What the front knows of output formats. A streamed result comes as one document per block, so
 * only formats whose documents can be joined are streamed; where each begins with the same header,
 * the header is taken off all but the first. All others are formatted whole, in native memory.
 */
final class Formats {
  /** Lines (or, for the binary pair, strings) of the header per format that can be streamed. */
  private static final Map<String, Integer> HEADERS =
      Map.ofEntries(
          Map.entry("tabseparated", 0),
          Map.entry("tsv", 0),
          Map.entry("tabseparatedraw", 0),
          Map.entry("tsvraw", 0),
          Map.entry("csv", 0),
          Map.entry("jsoneachrow", 0),
          Map.entry("ndjson", 0),
          Map.entry("jsoncompacteachrow", 0),
          Map.entry("rowbinary", 0),
          Map.entry("native", 0),
          Map.entry("lineasstring", 0),
          Map.entry("null", 0),
          Map.entry("tabseparatedwithnames", 1),
          Map.entry("tsvwithnames", 1),
          Map.entry("tabseparatedwithnamesandtypes", 2),
          Map.entry("tsvwithnamesandtypes", 2),
          Map.entry("jsoncompacteachrowwithnames", 1),
          Map.entry("jsoncompacteachrowwithnamesandtypes", 2),
          Map.entry("csvwithnames", 1),
          Map.entry("csvwithnamesandtypes", 2),
          Map.entry("rowbinarywithnames", 1),
          Map.entry("rowbinarywithnamesandtypes", 2));

  private Formats() {}

  static boolean joinable(String format) {
    return HEADERS.containsKey(key(format));
  }

  /** Bytes of the header at the start of {@code document}, a joinable format's first bytes. */
  static int headerLength(String format, byte[] document) {
    int rows = HEADERS.getOrDefault(key(format), 0);
    if (rows == 0) {
      return 0;
    }
    return key(format).startsWith("rowbinary")
        ? binaryHeader(document, rows)
        : textHeader(document, rows);
  }

  /** Column count, then every name, then every type, each string with its length before it. */
  private static int binaryHeader(byte[] document, int rows) {
    int[] at = {0};
    long strings = varint(document, at) * rows;
    for (long i = 0; i < strings; i++) {
      // Not +=, which would read the index before varint moves it.
      int length = (int) varint(document, at);
      at[0] += length;
    }
    return at[0];
  }

  private static long varint(byte[] bytes, int[] at) {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      byte b = bytes[at[0]++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("varint of more than 9 bytes");
  }

  /** A line break inside a quoted CSV name does not end the line; TSV and JSON escape theirs. */
  private static int textHeader(byte[] document, int rows) {
    boolean quoted = false;
    int left = rows;
    for (int i = 0; i < document.length; i++) {
      if (document[i] == '"') {
        quoted = !quoted;
      } else if (document[i] == '\n' && !quoted && --left == 0) {
        return i + 1;
      }
    }
    return document.length;
  }

  static String contentType(String format) {
    String key = key(format);
    if (key.startsWith("json") && !key.contains("eachrow")) {
      return "application/json; charset=UTF-8";
    }
    if (key.startsWith("json") || key.equals("ndjson")) {
      return "application/x-ndjson; charset=UTF-8";
    }
    if (key.startsWith("csv")) {
      String header = key.contains("withnames") ? "present" : "absent";
      return "text/csv; charset=UTF-8; header=" + header;
    }
    if (key.startsWith("tab") || key.startsWith("tsv")) {
      return "text/tab-separated-values; charset=UTF-8";
    }
    boolean binary = key.startsWith("rowbinary") || key.equals("native") || key.equals("parquet");
    return binary ? "application/octet-stream" : "text/plain; charset=UTF-8";
  }

  private static String key(String format) {
    return format.toLowerCase(Locale.ROOT);
  }
}
