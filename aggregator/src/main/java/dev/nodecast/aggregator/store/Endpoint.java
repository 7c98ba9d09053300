package dev.nodecast.aggregator.store;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Where ClickHouse is, from the address people have in their configuration: {@code
 * jdbc:clickhouse:https://host:8443/db?ssl=true&user=…}, {@code jdbc:ch://host}, or a plain HTTP
 * URL.
 *
 * @param url scheme, host and port
 * @param loopback whether it is this machine, where compressing costs more than sending
 * @param user empty when the address names none
 * @param password empty when the address names none
 * @param settings what else stands in its query
 */
record Endpoint(
    String url, boolean loopback, String user, String password, Map<String, String> settings) {

  static Endpoint parse(String address) {
    String text = address.strip();
    String rest = text;
    for (String prefix : new String[] {"jdbc:clickhouse:", "jdbc:ch:"}) {
      if (rest.toLowerCase(Locale.ROOT).startsWith(prefix)) {
        rest = rest.substring(prefix.length());
      }
    }
    if (rest.startsWith("//")) {
      rest = "http:" + rest;
    }
    URI uri;
    try {
      uri = URI.create(rest);
    } catch (IllegalArgumentException e) {
      throw bad("an address that cannot be read", e);
    }
    Map<String, String> query = query(uri.getRawQuery());
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw bad("no http(s) host in it", null);
    }
    if (Boolean.parseBoolean(query.remove("ssl"))) {
      scheme = "https";
    }
    int port = uri.getPort() > 0 ? uri.getPort() : scheme.equals("https") ? 8443 : 8123;
    String host = uri.getHost();
    boolean loopback = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    String user = query.getOrDefault("user", "");
    String password = query.getOrDefault("password", "");
    query.remove("user");
    query.remove("password");
    return new Endpoint(
        scheme + "://" + host + ":" + port, loopback, user, password, Map.copyOf(query));
  }

  /** The address is not repeated: it may hold a password. */
  private static IllegalArgumentException bad(String what, Throwable cause) {
    return new IllegalArgumentException(
        "NODECAST_CLICKHOUSE_URL: " + what + " (expected: jdbc:clickhouse:https://host:port/db)",
        cause);
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> out = new LinkedHashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          out.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
        }
      }
    }
    return out;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
