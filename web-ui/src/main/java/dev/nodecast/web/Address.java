package dev.nodecast.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Takes addresses and cookies apart; never throws for what comes from outside. */
final class Address {
  private static final int MAX_PARAMETERS = 32;

  private Address() {}

  /** Without a slash at the end, and never empty. */
  static String normal(String path) {
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    return end == 0 ? "/" : path.substring(0, end);
  }

  /** First value of each parameter, decoded; a broken escape leaves the text as it came. */
  static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : raw.split("&", MAX_PARAMETERS + 1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && query.size() < MAX_PARAMETERS) {
        query.putIfAbsent(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  /** The value of one cookie, or empty. */
  static String cookie(String header, String name) {
    for (String pair : header.split(";", MAX_PARAMETERS + 1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
        return pair.substring(equals + 1).strip();
      }
    }
    return "";
  }

  /** The decoded segment at the star, empty for a pattern without one, null for another path. */
  static String match(String pattern, String path) {
    if (!pattern.endsWith("/*")) {
      return pattern.equals(path) ? "" : null;
    }
    int start = pattern.length() - 1;
    boolean matches =
        path.length() > start
            && path.startsWith(pattern.substring(0, start))
            && path.indexOf('/', start) < 0;
    // A plus is a plus in a path.
    return matches ? decode(path.substring(start).replace("+", "%2B")) : null;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
