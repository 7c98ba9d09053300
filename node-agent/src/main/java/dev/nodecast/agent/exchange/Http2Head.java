package dev.nodecast.agent.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What one block of headers says, as far as it is of interest. Filled anew for each. */
final class Http2Head {
  /** For what a table says that was not seen. */
  static final String UNKNOWN = "~unknown";

  static final byte OTHER = 0;
  static final byte METHOD = 1;
  static final byte PATH = 2;
  static final byte STATUS = 3;
  static final byte CONTENT_TYPE = 4;
  static final byte GRPC_STATUS = 5;

  static final byte TRACEPARENT = 6;

  /** Its name is in a part of the table that was not seen. */
  static final byte UNSEEN = 7;

  private static final byte[][] NAMES = {
    {},
    bytes(":method"),
    bytes(":path"),
    bytes(":status"),
    bytes("content-type"),
    bytes("grpc-status"),
    bytes(TraceContext.NAME)
  };
  private static final byte[] GRPC = bytes("application/grpc");

  /** The value of a content type that is gRPC's. */
  static final String GRPC_TYPE = "grpc";

  /** Longer than any method that means something. */
  private static final int LONGEST_METHOD = 20;

  private final Words words;

  /** Empty: it has none. */
  String method;

  /** A route, or of gRPC {@code package.Service/Method}. */
  String path;

  String status;
  String grpcStatus;
  boolean grpc;

  /** Of the trace that the first such field told. */
  final TraceContext trace = new TraceContext();

  /** Some field is not known. */
  boolean unseen;

  /** Of one that is remembered and asks: how often it did, and what the kernel counts it as. */
  int asked;

  /** 0: not yet. */
  long shape;

  Http2Head(Words words) {
    this.words = words;
    clear();
  }

  void clear() {
    method = "";
    path = "";
    status = "";
    grpcStatus = "";
    grpc = false;
    trace.clear();
    unseen = false;
    asked = 0;
    shape = 0;
  }

  void set(Http2Head from) {
    method = from.method;
    path = from.path;
    status = from.status;
    grpcStatus = from.grpcStatus;
    grpc = from.grpc;
    trace.set(from.trace);
    unseen = from.unseen;
    asked = 0;
    shape = 0;
  }

  /** What it says by now, to be kept. */
  Http2Head copy() {
    Http2Head copy = new Http2Head(words);
    copy.set(this);
    return copy;
  }

  /** Nothing of it could be read. */
  void unreadable() {
    clear();
    unseen = true;
  }

  /** Which field has this name. */
  static byte kind(byte[] name, int length) {
    for (byte kind = METHOD; kind < NAMES.length; kind++) {
      if (Arrays.equals(
          name, 0, Math.min(length, name.length), NAMES[kind], 0, NAMES[kind].length)) {
        return kind;
      }
    }
    return OTHER;
  }

  /** What a field of any kind but {@link #PATH} says; a text of few. */
  String text(byte kind, byte[] value, int length) {
    int there = Math.min(length, value.length);
    return switch (kind) {
      case METHOD -> length <= LONGEST_METHOD ? words.of(value, 0, there) : UNKNOWN;
      case STATUS -> StatusCodes.text(number(value, there));
      case CONTENT_TYPE -> isGrpc(value, there) ? GRPC_TYPE : "";
      case GRPC_STATUS -> GrpcStatus.text(number(value, there));
      default -> "";
    };
  }

  /**
   * Of {@code application/grpc}, and with {@code +proto}; not of grpc-web, whose status is in its
   * body.
   */
  private static boolean isGrpc(byte[] value, int length) {
    return length >= GRPC.length
        && Arrays.equals(value, 0, GRPC.length, GRPC, 0, GRPC.length)
        && (length == GRPC.length || value[GRPC.length] == '+' || value[GRPC.length] == ';');
  }

  /** Of at most three digits; -1 where it is none. */
  private static int number(byte[] value, int length) {
    int number = 0;
    for (int i = 0; i < length; i++) {
      if (value[i] < '0' || value[i] > '9') {
        return -1;
      }
      number = number * 10 + value[i] - '0';
    }
    return length == 0 || length > 3 ? -1 : number;
  }

  /** Takes a field; of several of one name the first counts. */
  void take(byte kind, String value) {
    switch (kind) {
      case METHOD -> method = method.isEmpty() ? value : method;
      case PATH -> path = path.isEmpty() ? value : path;
      case STATUS -> status = status.isEmpty() ? value : status;
      case CONTENT_TYPE -> grpc |= value.equals(GRPC_TYPE);
      case GRPC_STATUS -> grpcStatus = grpcStatus.isEmpty() ? value : grpcStatus;
      case UNSEEN -> unseen = true;
      default -> {}
    }
  }

  /** Takes what {@link #TRACEPARENT} says. */
  void take(TraceContext of) {
    if (trace.parent == 0) {
      trace.set(of);
    }
  }

  /** What a field says that is expected: when it is not there, it may be among the unseen. */
  String known(String value) {
    return value.isEmpty() && unseen ? UNKNOWN : value;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
