package dev.nodecast.agent.self;

import dev.nodecast.agent.self.ScrapePage.Format;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which text a scraper wants, by its header {@code Accept} (RFC 9110 section 12.5.1). */
final class Accept {
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String PROTOBUF = "application/vnd.google.protobuf";
  private static final String TEXT = "text/plain";

  /** More than any scraper lists. */
  private static final int RANGES = 32;

  private Accept() {}

  /**
   * What is wanted most of what there is; plain text when nothing else is asked for by its name, or
   * when it is preferred. Of what is wanted as much, protobuf before OpenMetrics before text.
   *
   * @param header empty without one
   */
  static Format format(String header) {
    Map<Format, Double> wanted = new EnumMap<>(Format.class);
    for (String range : header.toLowerCase(Locale.ROOT).split(",", RANGES)) {
      String[] parts = range.split(";", RANGES);
      Format format = known(parts);
      if (format != null) {
        wanted.merge(format, weight(parts), Math::max);
      }
    }
    Format best = Format.TEXT;
    for (Format format : List.of(Format.OPEN_METRICS, Format.PROTOBUF)) {
      double weight = wanted.getOrDefault(format, 0.0);
      if (weight > 0 && weight >= wanted.getOrDefault(best, 0.0)) {
        best = format;
      }
    }
    return best;
  }

  private static Format known(String[] parts) {
    return switch (parts[0].strip()) {
      case OPEN_METRICS -> openMetrics(parts) ? Format.OPEN_METRICS : null;
      case PROTOBUF -> protobuf(parts) ? Format.PROTOBUF : null;
      case TEXT -> Format.TEXT;
      default -> null;
    };
  }

  private static boolean protobuf(String[] parts) {
    return parameter(parts, "proto", "").equals("io.prometheus.client.metricfamily")
        && parameter(parts, "encoding", "").equals("delimited");
  }

  /** OpenMetrics 1 and its drafts are the same text for us. */
  private static boolean openMetrics(String[] parts) {
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
