package dev.nodecast.agent.exchange;

import dev.nodecast.agent.exchange.Http2Streams.Stream;
import dev.nodecast.bpf.exchange.Http2Counts;
import dev.nodecast.bpf.exchange.Http2Stream;
import java.util.function.Consumer;

/**
 * HTTP/2 (RFC 9113), and gRPC on it. A stream is one exchange, over when both sides have said their
 * last, when it was reset, or with the connection. For one thread.
 */
final class Http2 implements Dialogue {
  /** What a party is called whose answers are gRPC's. */
  static final String GRPC = "grpc";

  /** RFC 9113 section 7, by number. */
  private static final String[] ERRORS = {
    "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT",
    "STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR",
    "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED"
  };

  private static final int NO_ERROR = 0;
  private static final int REFUSED_STREAM = 7;
  private static final int CANCEL = 8;

  private final Exchange exchange;
  private final Http2Frames requests;
  private final Http2Frames answers;
  private final Http2Streams streams = new Http2Streams();
  private final Http2Texts texts;
  private final Http2Counting counting;

  /** One for all segments. */
  private final Consumer<Http2Stream> open = this::counted;

  private final Http2Frames.Frames toServer = new Requests();
  private final Http2Frames.Frames toClient = new Answers();

  /** The highest stream that was asked on: what is below it and not open is over. */
  private int highest;

  // Of the segment that is being read.
  private Exchanged to;
  private long now;
  private boolean server;

  Http2(Http2Texts texts) {
    this.texts = texts;
    exchange = texts.exchange;
    requests = new Http2Frames(texts);
    answers = new Http2Frames(texts);
    counting = new Http2Counting(texts, requests.hpack(), answers.hpack());
  }

  @Override
  public void turn(Turn turn, Exchanged receiver) {
    receiver.unread("malformed"); // it is told call by call
  }

  @Override
  public void segment(Turn turn, boolean request, Exchanged receiver) {
    to = receiver;
    now = turn.requestNs;
    server = turn.server;
    if (turn.ended) {
      counting.end(open);
      while (streams.count() > 0) {
        broken(streams.at(streams.count() - 1));
      }
      return;
    }
    if (request) {
      requests.segment(turn, toServer);
    } else {
      answers.segment(turn, toClient);
    }
    counting.segment(turn, request, open);
  }

  @Override
  public boolean counted() {
    return counting.counted();
  }

  @Override
  public void forgotten() {
    counting.end(stream -> {});
  }

  /** Opens a stream on its first headers, from whichever side they come first. */
  private Stream open(int id) {
    if (id <= highest || (id & 1) == 0) {
      return null; // over, or the server's own
    }
    return anew(id);
  }

  private Stream anew(int id) {
    Stream fresh = streams.open(id);
    for (int i = streams.count() - 1; fresh == null && i >= 0; i--) {
      if (streams.at(i).answerEnded) { // only its request's end is awaited, if it was seen at all
        over(streams.at(i));
        fresh = streams.open(id);
      }
    }
    if (fresh == null) {
      to.unread("limit");
    }
    return fresh;
  }

  private final class Requests implements Http2Frames.Frames {
    @Override
    public void headers(int id, Http2Head head, long bytes, long beganNs) {
      Stream stream = streams.get(id);
      if (stream == null) {
        stream = open(id);
      }
      highest = Math.max(highest, id);
      if (stream == null) {
        return;
      }
      stream.requestBytes += bytes;
      if (!stream.asked) {
        stream.asked = true;
        stream.startNs = beganNs;
        stream.method = head.known(head.method);
        stream.path = head.known(head.path);
        stream.grpc |= head.grpc;
        stream.trace.set(head.trace);
        stream.head = head == texts.head ? null : head;
      }
    }

    @Override
    public void data(int id, long bytes) {
      Stream stream = streams.get(id);
      if (stream != null) {
        stream.requestBytes += bytes;
      }
    }

    @Override
    public void ends(int id) {
      Stream stream = streams.get(id);
      if (stream != null) {
        stream.requestEnded = true;
        settle(stream);
      }
    }

    @Override
    public void stream(Http2Stream stream) {
      counted(stream);
    }

    @Override
    public void reset(int id, long error) {
      broken(id, error);
    }

    @Override
    public void goAway(int last) {
      // of streams that the server opened, none of which is followed
    }

    @Override
    public void unread(String reason) {
      to.unread(reason);
    }
  }

  private final class Answers implements Http2Frames.Frames {
    @Override
    public void headers(int id, Http2Head head, long bytes, long beganNs) {
      Stream stream = streams.get(id);
      if (stream == null) {
        stream = open(id);
      }
      if (stream == null) {
        return;
      }
      stream.responseBytes += bytes;
      stream.grpc |= head.grpc || !head.grpcStatus.isEmpty();
      if (!head.grpcStatus.isEmpty()) {
        stream.grpcStatus = head.grpcStatus;
      } else if (head.unseen && stream.grpcStatus.isEmpty()) {
        stream.grpcStatus = Http2Head.UNKNOWN; // the table may have it
      }
      if (!stream.answered) {
        stream.status = head.known(head.status);
        stream.answered = !stream.status.startsWith("1"); // 100, 103: the answer is still to come
      }
    }

    @Override
    public void data(int id, long bytes) {
      Stream stream = streams.get(id);
      if (stream != null) {
        stream.responseBytes += bytes;
      }
    }

    @Override
    public void ends(int id) {
      Stream stream = streams.get(id);
      if (stream != null) {
        stream.answerEnded = true;
        stream.endNs = now;
        settle(stream);
      }
    }

    @Override
    public void stream(Http2Stream stream) {
      counted(stream);
    }

    @Override
    public void reset(int id, long error) {
      broken(id, error);
    }

    @Override
    public void goAway(int last) {
      for (int i = streams.count() - 1; i >= 0; i--) {
        if (streams.at(i).id > last) {
          broken(streams.at(i), REFUSED_STREAM);
        }
      }
    }

    @Override
    public void unread(String reason) {
      to.unread(reason);
    }
  }

  /** The kernel followed it until now; what is told of it here comes on top. */
  private void counted(Http2Stream from) {
    Shapes.Shape shape = from.asked() ? texts.shapes.find(from.shape()) : null;
    Stream stream = streams.get(from.id);
    if (from.asked() && shape == null) { // forgotten since
      if (!from.counted()) {
        to.unread("cut");
      }
      if (stream != null) {
        streams.close(stream);
      }
      return;
    }
    if (stream == null) {
      stream = anew(from.id);
    }
    if (stream == null) {
      return;
    }
    if (shape != null && !stream.asked) {
      stream.ask(shape, from);
    }
    stream.take(from);
    settle(stream);
  }

  private void settle(Stream stream) {
    if (stream.answerEnded && stream.requestEnded && stream.asked) {
      over(stream);
    }
  }

  private void broken(int id, long error) {
    Stream stream = streams.get(id);
    if (stream != null) {
      broken(stream, error);
    }
  }

  /**
   * Reset; NO_ERROR is how a server that has answered says that it wants no more of the request.
   */
  private void broken(Stream stream, long error) {
    if (stream.answerEnded || (error == NO_ERROR && stream.answered)) {
      over(stream);
      return;
    }
    stream.endNs = now;
    stream.grpcStatus = GrpcStatus.ofReset(error);
    stream.status = error < ERRORS.length ? ERRORS[(int) error] : "UNKNOWN_ERROR";
    tell(stream, !server || error != CANCEL);
  }

  /** The connection ended. */
  private void broken(Stream stream) {
    if (stream.answerEnded) {
      over(stream);
      return;
    }
    stream.endNs = now;
    stream.grpcStatus = "";
    tell(stream, true);
  }

  private void over(Stream stream) {
    if (stream.grpc && stream.grpcStatus.isEmpty()) {
      boolean known = !stream.status.equals(Http2Head.UNKNOWN);
      stream.grpcStatus = known ? GrpcStatus.ofHttp(stream.status) : Http2Head.UNKNOWN;
    }
    boolean failed =
        stream.grpc
            ? GrpcStatus.failed(stream.grpcStatus, server)
            : Http1.failed(StatusCodes.number(stream.status), server);
    tell(stream, failed);
  }

  private void tell(Stream stream, boolean failed) {
    streams.close(stream);
    if (!stream.asked) {
      to.unread("cut"); // an answer to what went by unseen
      return;
    }
    exchange.protocol = stream.grpc ? GRPC : "";
    exchange.operation = stream.grpc ? withoutSlash(stream.path) : stream.method;
    exchange.target = stream.grpc ? "" : stream.path;
    exchange.status = stream.grpc ? stream.grpcStatus : stream.status;
    exchange.error = failed;
    exchange.startNs = stream.startNs;
    exchange.endNs = Math.max(stream.endNs, stream.startNs);
    exchange.requestBytes = stream.requestBytes;
    exchange.responseBytes = stream.responseBytes;
    exchange.trace.set(stream.trace);
    exchange.counted = stream.counted;
    exchange.shape = stream.shape;
    exchange.countable = counting.often(stream) || stream.shape != 0;
    int code = stream.grpc ? GrpcStatus.code(stream.grpcStatus) : -1;
    exchange.statusNumber =
        stream.grpc
            ? (code < 0 ? 0 : Http2Counts.GRPC_STATUS + code)
            : StatusCodes.number(stream.status);
    to.exchange(exchange);
    if (exchange.countable && stream.head != null) {
      counting.learned(stream.head, exchange.shape);
    }
  }

  /** A path that was taken for a route before its answer turned out to be gRPC's. */
  private static String withoutSlash(String path) {
    return path.startsWith("/") ? path.substring(1) : path;
  }
}
