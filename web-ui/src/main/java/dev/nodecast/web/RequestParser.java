package dev.nodecast.web;

import dev.nodecast.web.live.ViewCache.ShownTick;
import dev.nodecast.web.read.MapQuery;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import dev.nodecast.web.read.TimeRange;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads the parameters of one request, and remembers what was wrong with them. */
final class RequestParser {
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final int MAX_PAGE = 1_000_000;

  private final Map<String, String> query;
  private final Instant now;
  private final ZoneId zone;
  private final List<String> notes = new ArrayList<>();
  private final TreeMap<String, String> address = new TreeMap<>();

  RequestParser(Map<String, String> query, Instant now, ZoneId zone) {
    this.query = new HashMap<>(query);
    this.now = now;
    this.zone = zone;
  }

  PageRequest parse(String path, String theme) {
    String search = search();
    String sort = sort();
    int page = page();
    Severity severity = severity();
    String node = filter("node");
    String pod = filter("pod");
    String namespace = filter("namespace");
    String type = filter("type");
    String kind = filter("kind");
    String workload = filter("workload", 600);
    String source = filter("source");
    String protocol = filter("protocol");
    filter("focus", 600);
    hops();
    TimeRange range = range();
    return new PageRequest(
        path,
        address,
        search,
        sort.startsWith("-") ? sort.substring(1) : sort,
        sort.startsWith("-"),
        page,
        node,
        pod,
        namespace,
        type,
        kind,
        workload,
        source,
        protocol,
        severity,
        address.containsKey("from") || address.containsKey("to")
            ? "custom"
            : address.getOrDefault("range", RangeChoice.DEFAULT.key()),
        range,
        theme.equals("dark") || theme.equals("light") ? theme : "",
        ShownTick.parse(value("tick")),
        now,
        zone,
        notes);
  }

  private String value(String key) {
    return query.getOrDefault(key, "").strip();
  }

  private String search() {
    String search = value("q");
    if (search.length() > PageRequest.MAX_SEARCH) {
      search = search.substring(0, PageRequest.MAX_SEARCH);
      notes.add("The search was cut to " + PageRequest.MAX_SEARCH + " characters.");
    }
    if (!search.isEmpty()) {
      address.put("q", search);
    }
    return search;
  }

  private String sort() {
    String sort = value("sort").toLowerCase(Locale.ROOT);
    String key = sort.startsWith("-") ? sort.substring(1) : sort;
    boolean known = key.isEmpty();
    for (Sort one : Sort.values()) {
      known |= one.key().equals(key);
    }
    if (!known) {
      note("sort", sort, "the name of a column");
      return "";
    }
    if (!key.isEmpty()) {
      address.put("sort", sort);
    }
    return sort;
  }

  private int page() {
    String text = value("page");
    if (text.isEmpty()) {
      return 0;
    }
    try {
      int page = Integer.parseInt(text);
      if (page >= 1 && page <= MAX_PAGE) {
        if (page > 1) {
          address.put("page", text);
        }
        return page - 1;
      }
    } catch (NumberFormatException e) {
      // Noted below, like a number that is out of range.
    }
    note("page", text, "1 to " + MAX_PAGE);
    return 0;
  }

  /** A name of another thing; 253 characters are the longest name in Kubernetes. */
  private String filter(String key) {
    return filter(key, 253);
  }

  private String filter(String key, int longest) {
    String name = value(key);
    if (name.length() > longest) {
      note(key, name, "at most " + longest + " characters");
      return "";
    }
    if (!name.isEmpty()) {
      address.put(key, name);
    }
    return name;
  }

  private void hops() {
    String hops = value("hops");
    if (hops.matches("[2-" + MapQuery.MOST_HOPS + "]")) {
      address.put("hops", hops);
    } else if (!hops.isEmpty() && !hops.equals("1")) {
      note("hops", hops, "1 to " + MapQuery.MOST_HOPS);
    }
  }

  private Severity severity() {
    String text = value("health").toLowerCase(Locale.ROOT);
    if (text.isEmpty() || text.equals("any")) {
      return Severity.OK;
    }
    for (Severity severity : Severity.values()) {
      if (severity != Severity.OK && severity.name().toLowerCase(Locale.ROOT).equals(text)) {
        address.put("health", text);
        return severity;
      }
    }
    note("health", text, "any, unknown, warning or critical");
    return Severity.OK;
  }

  private TimeRange range() {
    if (!value("from").isEmpty() || !value("to").isEmpty()) {
      Instant from = instant("from", now.minus(RangeChoice.DEFAULT.length()));
      Instant to = instant("to", now);
      if (value("from").isEmpty() && value("to").isEmpty()) {
        return preset();
      }
      if (from.isBefore(to) && Duration.between(from, to).compareTo(LONGEST) <= 0) {
        put("from");
        put("to");
        return RangeChoice.between(from, to);
      }
      note("from", value("from") + " to " + value("to"), "from before to, at most a year apart");
    }
    return preset();
  }

  private TimeRange preset() {
    String key = value("range");
    RangeChoice choice = RangeChoice.find(key).orElse(RangeChoice.DEFAULT);
    if (choice.key().equals(key)) {
      address.put("range", key);
    } else if (!key.isEmpty()) {
      note("range", key, "5m, 15m, 1h, 6h, 24h, 7d or 30d");
    }
    return choice.endingAt(now);
  }

  /** Only what was given: an end of "now" must not become a new address every second. */
  private void put(String key) {
    if (!value(key).isEmpty()) {
      address.put(key, value(key));
    }
  }

  private Instant instant(String key, Instant otherwise) {
    String text = value(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      Instant at =
          text.endsWith("Z")
              ? Instant.parse(text)
              : LocalDateTime.parse(text).atZone(zone).toInstant();
      if (at.isAfter(Instant.EPOCH) && at.isBefore(now.plus(LONGEST))) {
        return at;
      }
    } catch (DateTimeException e) {
      // Noted below, like a time that is out of range.
    }
    note(key, text, "2026-11-21T02:00");
    query.remove(key);
    return otherwise;
  }

  private void note(String key, String value, String expected) {
    String shown = value.length() > 60 ? value.substring(0, 60) + "…" : value;
    notes.add(key + ": " + shown + " (expected: " + expected + "). The default is shown.");
  }
}
