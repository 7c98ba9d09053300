package dev.nodecast.agent.exchange;

/** gRPC's status codes by their names (grpc.io, status codes), and what stands for one. */
final class GrpcStatus {
  private static final String[] NAMES = {
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED"
  };

  private GrpcStatus() {}

  /** Libraries take a code that they do not know for UNKNOWN. */
  static String text(int code) {
    return code >= 0 && code < NAMES.length ? NAMES[code] : "UNKNOWN";
  }

  /** Of one of these texts; -1 for any other. */
  static int code(String text) {
    for (int code = 0; code < NAMES.length; code++) {
      if (NAMES[code].equals(text)) {
        return code;
      }
    }
    return -1;
  }

  /** As OpenTelemetry counts: a server is not at fault for what its client asked. */
  static boolean failed(String status, boolean server) {
    if (!server) {
      return !status.equals("OK") && !status.equals(Http2Head.UNKNOWN);
    }
    return switch (status) {
      case "UNKNOWN",
          "DEADLINE_EXCEEDED",
          "UNIMPLEMENTED",
          "INTERNAL",
          "UNAVAILABLE",
          "DATA_LOSS" ->
          true;
      default -> false;
    };
  }

  /** Of a stream that was reset (gRPC over HTTP2, HTTP2 transport mapping, errors). */
  static String ofReset(long error) {
    return switch ((int) error) {
      case 7 -> "UNAVAILABLE"; // REFUSED_STREAM
      case 8 -> "CANCELLED"; // CANCEL
      case 11 -> "RESOURCE_EXHAUSTED"; // ENHANCE_YOUR_CALM
      case 12 -> "PERMISSION_DENIED"; // INADEQUATE_SECURITY
      default -> "INTERNAL";
    };
  }

  /** Of an answer that is not gRPC's, such as a proxy's (HTTP to gRPC status code mapping). */
  static String ofHttp(String status) {
    return switch (status) {
      case "400" -> "INTERNAL";
      case "401" -> "UNAUTHENTICATED";
      case "403" -> "PERMISSION_DENIED";
      case "404" -> "UNIMPLEMENTED";
      case "429", "502", "503", "504" -> "UNAVAILABLE";
      default -> "UNKNOWN";
    };
  }
}
