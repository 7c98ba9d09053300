package dev.nodecast.aggregator.engine;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The request's body as a blocking stream for a worker thread. Vert.x is asked for a few buffers at
 * a time, so a slow engine slows the socket: at most {@link #DEMAND} buffers wait here.
 */
final class RequestBody extends InputStream {
  private static final int DEMAND = 16;
  private static final long IDLE_SECONDS = 60;

  private sealed interface Event permits Data, End {}

  private record Data(byte[] bytes) implements Event {}

  private record End(String error) implements Event {}

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final HttpServerRequest request;
  private final Context context;
  private byte[] current = new byte[0];
  private int at;
  private boolean ended;
  private volatile boolean abandoned;

  /** On the request's event loop, in its handler. */
  RequestBody(HttpServerRequest request, Context context) {
    this.request = request;
    this.context = context;
    request.pause();
    request.handler(this::received);
    request.endHandler(v -> events.add(new End(null)));
    request.exceptionHandler(e -> events.add(new End(String.valueOf(e.getMessage()))));
    request.fetch(DEMAND);
  }

  private void received(Buffer buffer) {
    if (!abandoned) {
      events.add(new Data(buffer.getBytes()));
    }
  }

  /** The rest is read and dropped, so that the connection can carry the next request. */
  void abandon() {
    abandoned = true;
    events.clear();
    context.runOnContext(v -> request.resume());
  }

  @Override
  public int read() throws IOException {
    return at < current.length || fill() ? current[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (at >= current.length && !fill()) {
      return -1;
    }
    int n = Math.min(length, current.length - at);
    System.arraycopy(current, at, target, offset, n);
    at += n;
    return n;
  }

  private boolean fill() throws IOException {
    while (!ended) {
      Event event = take();
      if (event instanceof Data data) {
        context.runOnContext(v -> request.fetch(1));
        current = data.bytes();
        at = 0;
        if (current.length > 0) {
          return true;
        }
      } else if (event instanceof End end) {
        ended = true;
        if (end.error() != null) {
          throw new IOException("request body: " + end.error());
        }
      }
    }
    return false;
  }

  private Event take() throws IOException {
    try {
      Event event = events.poll(IDLE_SECONDS, TimeUnit.SECONDS);
      if (event == null) {
        throw new IOException("request body: nothing came for " + IDLE_SECONDS + " s");
      }
      return event;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("request body: interrupted");
    }
  }
}
