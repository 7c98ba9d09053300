package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.exchange.Http2Stream;
import java.util.Arrays;

/**
 * The open streams of a connection, of bounded number: in a row for whoever wants all of them, and
 * by their numbers in an open hash table. For one thread.
 */
final class Http2Streams {
  /** As many as are followed at a time. */
  static final int MAX = 256;

  private static final int INITIAL = 4;

  /** 2^32 by the golden ratio. */
  private static final int SCATTER = 0x9e3779b9;

  /** A request and as much of its answer as is there. */
  static final class Stream {
    int id;
    String method = "";
    String path = "";
    String status = "";
    String grpcStatus = "";
    boolean grpc;
    final TraceContext trace = new TraceContext();

    /** What asked, if it is one that is remembered; else null. */
    Http2Head head;

    /** What the kernel took it for, 0: nothing; and whether it has counted it. */
    long shape;

    boolean counted;

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

    /** Where among the open ones it is. */
    private int place;

    /** As the kernel saw it asked. */
    void ask(Shapes.Shape of, Http2Stream from) {
      boolean ofGrpc = of.party.key.label().equals(Http2.GRPC);
      asked = true;
      startNs = from.startNs();
      method = ofGrpc ? "" : of.operation;
      path = ofGrpc ? of.operation : of.target;
      shape = from.shape();
    }

    /** What the kernel saw of it besides, on top of what came here. */
    void take(Http2Stream from) {
      counted = from.counted();
      grpc |= from.grpc();
      requestBytes += from.requestBytes();
      responseBytes += from.responseBytes();
      if (from.status() != 0 && !answered) {
        answered = true;
        status = StatusCodes.text(from.status());
      }
      if (from.grpcStatus() >= 0) {
        grpc = true;
        grpcStatus = GrpcStatus.text(from.grpcStatus());
      }
      requestEnded |= from.requestEnded();
      if (from.answerEnded()) {
        answerEnded = true;
        endNs = from.endNs();
      }
    }

    private void open(int of, int at) {
      id = of;
      place = at;
      method = "";
      path = "";
      status = "";
      grpcStatus = "";
      grpc = false;
      trace.clear();
      head = null;
      shape = 0;
      counted = false;
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

  /** Twice as long as the row, so that there always is an empty place to stop at. */
  private Stream[] byId = new Stream[2 * INITIAL];

  /** Leaves as many bits as the table's places have. */
  private int shift = Integer.numberOfLeadingZeros(2 * INITIAL - 1);

  /** The stream, or null. */
  Stream get(int id) {
    int at = home(id);
    Stream there = byId[at];
    while (there != null && there.id != id) {
      at = (at + 1) & (byId.length - 1);
      there = byId[at];
    }
    return there;
  }

  /** A new one, of an id that is not open; null at the limit. */
  Stream open(int id) {
    if (count == MAX) {
      return null;
    }
    if (count == streams.length) {
      grow();
    }
    if (streams[count] == null) {
      streams[count] = new Stream();
    }
    Stream fresh = streams[count];
    fresh.open(id, count++);
    put(fresh);
    return fresh;
  }

  /** Closes one that is open. */
  void close(Stream stream) {
    Stream last = streams[--count];
    streams[stream.place] = last;
    last.place = stream.place;
    streams[count] = stream;
    stream.place = count;
    remove(stream.id);
  }

  /**
   * Where the search for it begins. Ids that follow each other are far apart (Knuth 6.4), since a
   * run of them side by side would be looked through with each that is closed.
   */
  private int home(int id) {
    return ((id >> 1) * SCATTER) >>> shift;
  }

  private void put(Stream stream) {
    int at = home(stream.id);
    while (byId[at] != null) {
      at = (at + 1) & (byId.length - 1);
    }
    byId[at] = stream;
  }

  private void grow() {
    streams = Arrays.copyOf(streams, 2 * count);
    byId = new Stream[2 * streams.length];
    shift--;
    for (int i = 0; i < count; i++) {
      put(streams[i]);
    }
  }

  /** Those behind it move up, where the empty place would end the search for them. */
  private void remove(int id) {
    int mask = byId.length - 1;
    int empty = home(id);
    while (byId[empty].id != id) {
      empty = (empty + 1) & mask;
    }
    for (int at = (empty + 1) & mask; byId[at] != null; at = (at + 1) & mask) {
      int from = home(byId[at].id);
      if (((at - from) & mask) >= ((at - empty) & mask)) {
        byId[empty] = byId[at];
        empty = at;
      }
    }
    byId[empty] = null;
  }

  /** One that is open, in no order; those behind it stay when it is closed. */
  Stream at(int i) {
    return streams[i];
  }

  int count() {
    return count;
  }
}
