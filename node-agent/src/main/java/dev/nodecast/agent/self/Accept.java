package dev.nodecast.agent.self;

import java.util.Locale;

/** Which text a scraper wants, by its header {@code Accept} (RFC 9110 section 12.5.1). */
final class Accept {
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String TEXT = "text/plain";

  /** More than any scraper lists. */
  private static final int RANGES = 32;

  private Accept() {}

  /** Whether OpenMetrics is asked for by its name, and plain text is not preferred to it. */
  static boolean openMetrics(String header) {
    if (header == null) {
      return false;
    }
    double wanted = 0;
    double text = 0;
    for (String range : header.toLowerCase(Locale.ROOT).split(",", RANGES)) {
      String[] parts = range.split(";", RANGES);
      String type = parts[0].strip();
      if (type.equals(OPEN_METRICS) && known(parts)) {
        wanted = Math.max(wanted, weight(parts));
      } else if (type.equals(TEXT)) {
        text = Math.max(text, weight(parts));
      }
    }
    return wanted > 0 && wanted >= text;
  }

  /** OpenMetrics 1 and its drafts are the same text for us. */
  private static boolean known(String[] parts) {
    String version = parameter(parts, "version", "1.0.0");
    return version.equals("1.0.0") || version.equals("0.0.1");
  }

  private static double weight(String[] parts) {
    try {
      return Double.parseDouble(parameter(parts, "q", "1"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String parameter(String[] parts, String name, String otherwise) {
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals > 0 && parts[i].substring(0, equals).strip().equals(name)) {
        return parts[i].substring(equals + 1).strip().replace("\"", "");
      }
    }
    return otherwise;
  }
}
