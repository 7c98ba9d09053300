package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.BYTES;
import static dev.nodecast.catalog.Unit.COUNT;
import static dev.nodecast.catalog.Unit.MICROSECONDS;

/**
 * Golden signals of one container at one end of its requests: as their server, or as the client
 * that makes them. Beyond the limits of operations, targets and rows the rest is summed in {@code
 * ~other}.
 */
public final class ServiceKind {
  /** Value of label operation or target for what is beyond a limit. */
  public static final String OTHER = "~other";

  private static final Kind.Builder B =
      Kind.named("service", "Requests of one kind that one container answers, or makes.")
          .labels(ContainerKind.LABELS)
          .labels("service", "role", "protocol", "operation", "target", "status");
  private static final Kind.Builder.GroupBuilder SIGNALS = B.group("service", 1);

  public static final Column REQUESTS =
      SIGNALS.counter("requests", COUNT, "Requests that were answered, or never will be.", "");
  public static final Column ERRORS =
      SIGNALS.counter(
          "errors", COUNT, "Of these, those that failed by the protocol's own word.", "");
  public static final Column DURATION =
      SIGNALS.histogram(
          "duration_us",
          MICROSECONDS,
          "From a request's first byte to its answer's last.",
          "http.server.request.duration");
  public static final Column REQUEST_BYTES =
      SIGNALS.counter("request_bytes", BYTES, "Bytes of requests, headers too.", "");
  public static final Column RESPONSE_BYTES =
      SIGNALS.counter("response_bytes", BYTES, "Bytes of answers, headers too.", "");
  public static final Column REQUEST_SIZE =
      SIGNALS.histogram("request_size", BYTES, "Sizes of requests, headers too.", "");
  public static final Column RESPONSE_SIZE =
      SIGNALS.histogram("response_size", BYTES, "Sizes of answers, headers too.", "");

  public static final Column EXECUTABLE =
      SIGNALS.text("executable", "The program that was seen first under the service's name.");
  public static final Column SERVICE_NAMESPACE =
      SIGNALS.text("service_namespace", "What the service is part of, as OpenTelemetry has it.");

  public static final Kind KIND = B.build();

  private ServiceKind() {}
}
