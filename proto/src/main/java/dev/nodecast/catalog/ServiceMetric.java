package dev.nodecast.catalog;

import java.util.List;
import java.util.Optional;

/**
 * What OpenTelemetry calls the durations of one role of one protocol, and the labels of kind {@code
 * service} in it (semantic conventions after v1.44.0).
 *
 * @param protocol as the label has it; {@link #GRPC} is HTTP/2 whose operation is a method of a
 *     service
 * @param role {@code server} or {@code client}
 * @param name of the histogram, seconds
 * @param older a name that it had or has elsewhere; empty for none
 * @param system attribute that is the same for all of its rows, and its value
 * @param operation attribute that label operation is
 * @param target likewise; empty where the protocol has no such thing
 * @param status likewise
 * @param bounds advised for its buckets, seconds
 */
public record ServiceMetric(
    String protocol,
    String role,
    String name,
    String older,
    List<String> system,
    String operation,
    String target,
    String status,
    List<Double> bounds) {
  public static final String GRPC = "grpc";

  private static final String SERVER = "server";
  private static final String CLIENT = "client";

  private static final List<Double> REQUESTS =
      List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

  private static final List<Double> QUERIES =
      List.of(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0);

  /** All there are; a broker's and a name server's own side have no name. */
  public static final List<ServiceMetric> ALL =
      List.of(
          http("http1", SERVER, "1"),
          http("http2", SERVER, "2"),
          http("http1", CLIENT, "1"),
          http("http2", CLIENT, "2"),
          grpc(SERVER),
          grpc(CLIENT),
          database("postgresql", SERVER, ""),
          database("mysql", SERVER, ""),
          database("redis", SERVER, ""),
          database("postgresql", CLIENT, "sql.client.duration"),
          database("mysql", CLIENT, "sql.client.duration"),
          database("redis", CLIENT, "redis.client.duration"),
          new ServiceMetric(
              "kafka",
              CLIENT,
              "messaging.client.operation.duration",
              "messaging.publish.duration",
              List.of("messaging.system", "kafka"),
              "messaging.operation.name",
              "messaging.destination.name",
              "error.type",
              REQUESTS),
          new ServiceMetric(
              "dns",
              CLIENT,
              "dns.lookup.duration",
              "",
              List.of(),
              "dns.question.type",
              "dns.question.name",
              "error.type",
              REQUESTS));

  private static ServiceMetric http(String protocol, String role, String version) {
    return new ServiceMetric(
        protocol,
        role,
        "http." + role + ".request.duration",
        "",
        List.of("network.protocol.version", version),
        "http.request.method",
        role.equals(SERVER) ? "http.route" : "url.template",
        "http.response.status_code",
        REQUESTS);
  }

  private static ServiceMetric grpc(String role) {
    return new ServiceMetric(
        GRPC,
        role,
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
        "db." + role + ".operation.duration",
        older,
        List.of("db.system.name", protocol),
        "db.operation.name",
        "db.collection.name",
        "db.response.status_code",
        QUERIES);
  }

  /** The one of a row of kind {@code service}; empty where OpenTelemetry has no name for it. */
  public static Optional<ServiceMetric> of(String protocol, String role, String operation) {
    // No method of HTTP has a slash; gRPC's are package.Service/Method.
    String spoken = protocol.equals("http2") && operation.indexOf('/') >= 0 ? GRPC : protocol;
    return ALL.stream()
        .filter(metric -> metric.protocol.equals(spoken) && metric.role.equals(role))
        .findFirst();
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
