package dev.nodecast.catalog;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What OpenTelemetry calls the durations of one role of one protocol, and the labels of kind {@code
 * service} in it (semantic conventions after v1.44.0).
 *
 * @param protocol as the label has it; {@link #GRPC} is HTTP/2 whose operation is a method of a
 *     service
 * @param role {@code server} or {@code client}
 * @param only the operation that it is of; empty for all that no other is of
 * @param name of the histogram, seconds
 * @param older a name that it had or has elsewhere; empty for none
 * @param always attributes that are the same for all of its rows: names and values in turn
 * @param operation attribute that label operation is
 * @param target likewise; empty where the protocol has no such thing
 * @param status likewise; empty where only an error is told
 * @param bounds advised for its buckets, seconds
 */
public record ServiceMetric(
    String protocol,
    String role,
    String only,
    String name,
    String older,
    List<String> always,
    String operation,
    String target,
    String status,
    List<Double> bounds) {
  public static final String GRPC = "grpc";

  /** Of an error that has no name: no answer came. */
  public static final String NO_ANSWER = "_OTHER";

  /** Advised by nobody; OpenTelemetry's eBPF instrumentation has these. */
  public static final List<Double> SIZES =
      List.of(0.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0, 4096.0, 8192.0);

  private static final String HTTP1 = "http1";
  private static final String HTTP2 = "http2";
  private static final String KAFKA = "kafka";
  private static final String SERVER = "server";
  private static final String CLIENT = "client";

  /** Answers that are no error, whatever the role. */
  private static final Set<String> FINE = Set.of("", "OK", "NONE", "NOERROR", "MOVED", "ASK");

  /** Codes of gRPC for which a server is at fault. */
  private static final Set<String> FAULTS =
      Set.of(
          "UNKNOWN", "DEADLINE_EXCEEDED", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS");

  private static final List<Double> REQUESTS =
      List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

  private static final List<Double> QUERIES =
      List.of(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0);

  /** All there are; a broker's and a name server's own side have no name. */
  public static final List<ServiceMetric> ALL =
      List.of(
          http(HTTP1, SERVER, "1.1"),
          http(HTTP2, SERVER, "2"),
          http(HTTP1, CLIENT, "1.1"),
          http(HTTP2, CLIENT, "2"),
          grpc(SERVER),
          grpc(CLIENT),
          database("postgresql", SERVER, ""),
          database("mysql", SERVER, ""),
          database("redis", SERVER, ""),
          database("postgresql", CLIENT, "sql.client.duration"),
          database("mysql", CLIENT, "sql.client.duration"),
          database("redis", CLIENT, "redis.client.duration"),
          kafka("produce", "client.operation", "messaging.publish.duration", "send"),
          kafka("fetch", "client.operation", "", "receive"),
          kafka("process", "process", "", "process"),
          kafka("", "client.operation", "", ""),
          new ServiceMetric(
              "dns",
              CLIENT,
              "",
              "dns.lookup.duration",
              "",
              List.of(),
              "dns.question.type",
              "dns.question.name",
              "",
              REQUESTS));

  public ServiceMetric {
    always = List.copyOf(always);
    bounds = List.copyOf(bounds);
  }

  private static ServiceMetric http(String protocol, String role, String version) {
    return new ServiceMetric(
        protocol,
        role,
        "",
        "http." + role + ".request.duration",
        "",
        List.of("network.protocol.version", version, "url.scheme", "http"),
        "http.request.method",
        role.equals(SERVER) ? "http.route" : "url.template",
        "http.response.status_code",
        REQUESTS);
  }

  private static ServiceMetric grpc(String role) {
    return new ServiceMetric(
        GRPC,
        role,
        "",
        "rpc." + role + ".call.duration",
        "rpc." + role + ".duration",
        List.of("rpc.system.name", "grpc"),
        "rpc.method",
        "",
        "rpc.status_code",
        REQUESTS);
  }

  private static ServiceMetric database(String protocol, String role, String older) {
    return new ServiceMetric(
        protocol,
        role,
        "",
        "db." + role + ".operation.duration",
        older,
        List.of("db.system.name", protocol, "db.system", protocol),
        "db.operation.name",
        "db.collection.name",
        "db.response.status_code",
        QUERIES);
  }

  private static ServiceMetric kafka(String only, String what, String older, String type) {
    return new ServiceMetric(
        KAFKA,
        CLIENT,
        only,
        "messaging." + what + ".duration",
        older,
        type.isEmpty()
            ? List.of("messaging.system", KAFKA)
            : List.of("messaging.system", KAFKA, "messaging.operation.type", type),
        "messaging.operation.name",
        "messaging.destination.name",
        "",
        REQUESTS);
  }

  /** The one of a row of kind {@code service}; empty where OpenTelemetry has no name for it. */
  public static Optional<ServiceMetric> of(String protocol, String role, String operation) {
    // No method of HTTP has a slash; gRPC's are package.Service/Method.
    String spoken = protocol.equals(HTTP2) && operation.indexOf('/') >= 0 ? GRPC : protocol;
    return ALL.stream()
        .filter(metric -> metric.protocol.equals(spoken) && metric.role.equals(role))
        .filter(metric -> metric.only.isEmpty() || metric.only.equals(operation))
        .findFirst();
  }

  /**
   * What {@code error.type} of a row with this status is; empty for no error of this role.
   *
   * @param failed whether the row has errors, which decides where there is no status
   */
  public String errorType(String value, boolean failed) {
    if (value.isEmpty()) {
      return failed ? NO_ANSWER : "";
    }
    if (protocol.equals(HTTP1) || protocol.equals(HTTP2)) {
      boolean fault = !isCode(value) || value.charAt(0) >= (role.equals(SERVER) ? '5' : '4');
      return fault ? value : "";
    }
    if (protocol.equals(GRPC) && role.equals(SERVER) && !FAULTS.contains(value)) {
      return "";
    }
    return FINE.contains(value) ? "" : value;
  }

  /** What the status attribute is; empty where there is none. */
  public String statusValue(String value) {
    boolean http = protocol.equals(HTTP1) || protocol.equals(HTTP2);
    boolean told = http ? isCode(value) : protocol.equals(GRPC) || !FINE.contains(value);
    return told ? value : "";
  }

  /** Three digits; a stream of HTTP/2 that was reset has a word instead. */
  private static boolean isCode(String value) {
    return value.length() == 3 && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /**
   * What OpenTelemetry calls the sizes of its requests, bytes; empty where it has no name.
   *
   * @param what {@code request} or {@code response}
   */
  public String sizes(String what) {
    boolean http = protocol.equals(HTTP1) || protocol.equals(HTTP2);
    return http ? "http." + role + "." + what + ".body.size" : "";
  }

  /** As Prometheus spells the histogram. */
  public String prometheus() {
    return prometheus(name) + "_seconds";
  }

  /** As Prometheus spells the name of an attribute. */
  public static String prometheus(String attribute) {
    return attribute.replace('.', '_');
  }
}
