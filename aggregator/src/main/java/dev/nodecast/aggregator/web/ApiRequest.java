package dev.nodecast.aggregator.web;

import dev.nodecast.web.read.Order;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Scope;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Path and parameters of one API request, decoded and bounded; every wrong one is an {@link
 * ApiError} that names it.
 */
final class ApiRequest {
  static final Set<String> ROWS = Set.of("q", "sort", "page", "pageSize");

  private static final int MAX_PARAMETERS = 32;
  private static final int MAX_VALUE = 1000;
  static final int MAX_PAGE = 1_000_000;

  private final List<String> segments;
  private final Map<String, String> parameters;

  private ApiRequest(List<String> segments, Map<String, String> parameters) {
    this.segments = segments;
    this.parameters = parameters;
  }

  /**
   * @param path what follows {@code /api/v1/}, raw
   * @param query raw, may be null
   */
  static ApiRequest of(String path, String query) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", 8)) {
      // A plus is a plus in a path.
      segments.add(decode("path", segment.replace("+", "%2B")));
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query != null && !query.isEmpty()) {
      String[] pairs = query.split("&", -1);
      if (pairs.length > MAX_PARAMETERS) {
        throw ApiError.bad("query", pairs.length + " parameters", "at most " + MAX_PARAMETERS);
      }
      for (String pair : pairs) {
        int equals = pair.indexOf('=');
        String key = decode("query", equals < 0 ? pair : pair.substring(0, equals));
        String value = decode(key, equals < 0 ? "" : pair.substring(equals + 1));
        if (value.length() > MAX_VALUE) {
          throw ApiError.bad(key, value, "at most " + MAX_VALUE + " characters");
        }
        if (!key.isEmpty() && parameters.put(key, value) != null) {
          throw ApiError.bad(key, value, "given once");
        }
      }
    }
    return new ApiRequest(segments, parameters);
  }

  private static String decode(String key, String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiError.bad(key, text, "percent-encoded UTF-8");
    }
  }

  List<String> segments() {
    return segments;
  }

  Map<String, String> parameters() {
    return parameters;
  }

  /** Refuses parameters that the resource does not have, so that a typing error is seen. */
  ApiRequest only(Set<String> known, String... more) {
    for (String key : parameters.keySet()) {
      if (!known.contains(key) && !List.of(more).contains(key)) {
        List<String> names = new ArrayList<>(known);
        names.addAll(List.of(more));
        names.sort(null);
        throw ApiError.bad("parameter", key, names.isEmpty() ? "none" : "one of " + names);
      }
    }
    return this;
  }

  String text(String key) {
    return parameters.getOrDefault(key, "").strip();
  }

  int number(String key, int otherwise, int smallest, int largest) {
    String text = text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    // Nine digits cannot overflow.
    int value = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    if (value < smallest || value > largest) {
      throw ApiError.bad(key, text, smallest + " to " + largest);
    }
    return value;
  }

  /** Unix seconds, or a time such as 2026-11-21T02:00:00Z. */
  Instant time(String key, Instant otherwise) {
    String text = text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      return text.matches("\\d{1,10}")
          ? Instant.ofEpochSecond(Long.parseLong(text))
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw ApiError.bad(key, text, "Unix seconds, or a time such as 2026-11-21T02:00:00Z");
    }
  }

  /** The rows that the list parameters of a request ask for. */
  RowQuery rows(List<Sort> sorts) {
    String sort = text("sort").toLowerCase(Locale.ROOT);
    boolean descending = sort.startsWith("-");
    String key = descending ? sort.substring(1) : sort;
    Sort by = null;
    for (Sort one : sorts) {
      by = one.key().equals(key) ? one : by;
    }
    if (by == null && !sort.isEmpty()) {
      throw ApiError.bad(
          "sort", sort, "one of " + sorts.stream().map(Sort::key).toList() + ", - for descending");
    }
    return new RowQuery(
        text("q"),
        by == null ? sorts.get(0) : by,
        by == null ? sorts.get(0).byValue() : descending,
        number("page", 1, 1, MAX_PAGE) - 1,
        number("pageSize", 50, 1, RowQuery.MAX_PAGE_SIZE),
        text("node"),
        text("pod"),
        Severity.OK,
        Order.NONE,
        new Scope(text("namespace"), text("kind"), text("workload")));
  }
}
