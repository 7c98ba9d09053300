package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.BYTES;
import static dev.nodecast.catalog.Unit.COUNT;
import static dev.nodecast.catalog.Unit.MICROSECONDS;

/**
 * Who asks whom: requests of one protocol from one workload to another, as one end counted them.
 * Where both ends are watched each has its row; whoever reads takes the server's, and the client's
 * where there is none.
 */
public final class EdgeKind {
  private static final Kind.Builder B =
      Kind.named("edge", "Requests from one workload to another, as one of the two counted them.")
          .labels("client_kind", "client_namespace", "client_workload", "client")
          .labels("server_kind", "server_namespace", "server_workload", "server")
          .labels("protocol", "seen_by");
  private static final Kind.Builder.GroupBuilder SIGNALS = B.group("edge", 1);

  public static final Column REQUESTS =
      SIGNALS.counter("requests", COUNT, "Requests that were answered, or never will be.", "");
  public static final Column ERRORS =
      SIGNALS.counter(
          "errors", COUNT, "Of these, those that failed by the protocol's own word.", "");
  public static final Column DURATION =
      SIGNALS.histogram(
          "duration_us", MICROSECONDS, "From a request's first byte to its answer's last.", "");
  public static final Column REQUEST_BYTES =
      SIGNALS.counter("request_bytes", BYTES, "Bytes of requests, headers too.", "");
  public static final Column RESPONSE_BYTES =
      SIGNALS.counter("response_bytes", BYTES, "Bytes of answers, headers too.", "");

  public static final Kind KIND = B.build();

  private EdgeKind() {}
}
