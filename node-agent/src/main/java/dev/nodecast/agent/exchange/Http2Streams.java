package dev.nodecast.agent.exchange;

import java.util.Arrays;

/** The open streams of a connection, of bounded number. For one thread. */
final class Http2Streams {
  /** As many as are followed at a time. */
  static final int MAX = 256;

  private static final int INITIAL = 4;

  /** A request and as much of its answer as is there. */
  static final class Stream {
    int id;
    String method = "";
    String path = "";
    String status = "";
    String grpcStatus = "";
    boolean grpc;
    final TraceContext trace = new TraceContext();

    /** Its request's headers came; an answer may be seen before, by another thread of a client. */
    boolean asked;

    /** The headers of its answer came. */
    boolean answered;

    boolean requestEnded;
    boolean answerEnded;
    long startNs;
    long endNs;
    long requestBytes;
    long responseBytes;

    private void open(int of) {
      id = of;
      method = "";
      path = "";
      status = "";
      grpcStatus = "";
      grpc = false;
      trace.clear();
      asked = false;
      answered = false;
      requestEnded = false;
      answerEnded = false;
      startNs = 0;
      endNs = 0;
      requestBytes = 0;
      responseBytes = 0;
    }
  }

  /** Those behind {@code count} are closed, and used again. */
  private Stream[] streams = new Stream[INITIAL];

  private int count;

  /** The stream, or null. */
  Stream get(int id) {
    for (int i = count - 1; i >= 0; i--) {
      if (streams[i].id == id) {
        return streams[i];
      }
    }
    return null;
  }

  /** A new one; null at the limit. */
  Stream open(int id) {
    if (count == MAX) {
      return null;
    }
    if (count == streams.length) {
      streams = Arrays.copyOf(streams, 2 * count);
    }
    if (streams[count] == null) {
      streams[count] = new Stream();
    }
    streams[count].open(id);
    return streams[count++];
  }

  void close(Stream stream) {
    for (int i = 0; i < count; i++) {
      if (streams[i] == stream) {
        streams[i] = streams[--count];
        streams[count] = stream;
        return;
      }
    }
  }

  /** One that is open, in no order; those behind it stay when it is closed. */
  Stream at(int i) {
    return streams[i];
  }

  int count() {
    return count;
  }
}
