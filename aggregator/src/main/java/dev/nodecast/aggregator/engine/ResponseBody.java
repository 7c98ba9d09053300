package dev.nodecast.aggregator.engine;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The response's body as a blocking stream for a worker thread. Bytes on their way to the socket
 * are bounded by permits, so a slow reader slows the query and not the heap.
 */
final class ResponseBody extends OutputStream {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int IN_FLIGHT_BYTES = 8 * BUFFER_BYTES;
  private static final long STALL_SECONDS = 300;

  private final HttpServerResponse response;
  private final Semaphore permits = new Semaphore(IN_FLIGHT_BYTES);
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int filled;
  private boolean started;
  private boolean closed;
  private volatile boolean broken;

  ResponseBody(HttpServerResponse response) {
    this.response = response;
    response.setChunked(true);
  }

  /** Whether bytes have gone out, after which status and headers cannot change. */
  boolean started() {
    return started;
  }

  /** The client has gone; writes fail from now on, and waiting ones wake. */
  void broken() {
    broken = true;
    permits.release(BUFFER_BYTES);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      int n = Math.min(left, BUFFER_BYTES - filled);
      System.arraycopy(bytes, from, buffer, filled, n);
      filled += n;
      from += n;
      left -= n;
      if (filled == BUFFER_BYTES) {
        send();
      }
    }
  }

  private void send() throws IOException {
    int n = filled;
    if (n == 0) {
      return;
    }
    try {
      if (!broken && !permits.tryAcquire(n, STALL_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("response: the client read nothing for " + STALL_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("response: interrupted");
    }
    if (broken) {
      throw new IOException("response: the client has gone");
    }
    started = true;
    byte[] copy = new byte[n];
    System.arraycopy(buffer, 0, copy, 0, n);
    filled = 0;
    response
        .write(Buffer.buffer(copy))
        .onComplete(
            done -> {
              broken |= done.failed();
              permits.release(n);
            });
  }

  /** Small documents stay in the buffer until the end, so that errors still find clean headers. */
  @Override
  public void flush() {}

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      send();
      response.end();
    }
  }
}
