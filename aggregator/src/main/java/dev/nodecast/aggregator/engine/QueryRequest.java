package dev.nodecast.aggregator.engine;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * One request's arguments, from URL and headers. What is neither ours nor a parameter is an engine
 * setting, as in ClickHouse.
 *
 * @param query the {@code query=} argument; the body follows it
 * @param format default format, which a FORMAT clause overrides
 * @param params values of {@code {name:Type}}, TSV-escaped as they came
 */
record QueryRequest(
    String id,
    String query,
    String database,
    String format,
    boolean readOnly,
    boolean compress,
    boolean decompress,
    boolean whole,
    String contentEncoding,
    String acceptEncoding,
    String sessionId,
    boolean sessionCheck,
    long sessionTimeoutSeconds,
    Map<String, String> params,
    Map<String, String> settings) {
  /** Arguments that mean something to the front, or nothing here (there are no users). */
  private static final Set<String> OWN =
      Set.of(
          "query",
          "query_id",
          "database",
          "default_format",
          "compress",
          "decompress",
          "wait_end_of_query",
          "buffer_size",
          "enable_http_compression",
          "http_zlib_compression_level",
          "session_id",
          "session_check",
          "session_timeout",
          "readonly",
          "user",
          "password",
          "quota_key",
          "role",
          "client_protocol_version",
          "close_session");

  private static final String PARAM = "param_";
  private static final int MAX_ID = 200;

  static QueryRequest of(HttpServerRequest request) {
    MultiMap args = request.params();
    Map<String, String> params = new LinkedHashMap<>();
    Map<String, String> settings = new LinkedHashMap<>();
    for (Map.Entry<String, String> arg : args) {
      if (arg.getKey().startsWith(PARAM)) {
        params.put(arg.getKey().substring(PARAM.length()), arg.getValue());
      } else if (!OWN.contains(arg.getKey())) {
        settings.put(arg.getKey(), arg.getValue());
      }
    }
    boolean post = request.method() == HttpMethod.POST;
    return new QueryRequest(
        id(first(args.get("query_id"), request.getHeader("X-ClickHouse-Query-Id"))),
        first(args.get("query")),
        first(args.get("database"), request.getHeader("X-ClickHouse-Database")),
        first(args.get("default_format"), request.getHeader("X-ClickHouse-Format"), "TabSeparated"),
        !post || flag(args, "readonly"),
        flag(args, "compress"),
        flag(args, "decompress"),
        flag(args, "wait_end_of_query") || flag(args, "extremes"),
        first(request.getHeader("Content-Encoding")),
        flag(args, "enable_http_compression") ? first(request.getHeader("Accept-Encoding")) : "",
        first(args.get("session_id")),
        flag(args, "session_check"),
        seconds(first(args.get("session_timeout"), "60")),
        params,
        settings);
  }

  /** Query ids come back in a header and go into a SET, so they are kept plain and short. */
  private static String id(String asked) {
    String plain = asked.replaceAll("[^A-Za-z0-9_.:-]", "_");
    return plain.isEmpty()
        ? UUID.randomUUID().toString()
        : plain.substring(0, Math.min(plain.length(), MAX_ID));
  }

  private static boolean flag(MultiMap args, String name) {
    String value = first(args.get(name));
    return !value.isEmpty() && !value.equals("0") && !value.equalsIgnoreCase("false");
  }

  private static long seconds(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new ClickHouseException(
          ClickHouseException.BAD_ARGUMENTS, "session_timeout is not a number of seconds");
    }
  }

  private static String first(String... values) {
    for (String value : values) {
      if (value != null && !value.isEmpty()) {
        return value;
      }
    }
    return "";
  }
}
