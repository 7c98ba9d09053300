package dev.nodecast.aggregator.kube.watch;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer as a stream whose reads end after a silence: a watch may hang on a dead
 * connection for hours. One thread reads; the client's thread adds. At most one batch waits,
 * because the next one is asked for when it is used up.
 */
final class Reply extends InputStream {
  private record End(Throwable failure) {}

  private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
  private final Queue<ByteBuffer> batch = new ArrayDeque<>();
  private final long silenceMs;
  private AsyncBody body;
  private boolean ended;

  Reply(Duration silence) {
    silenceMs = silence.toMillis();
  }

  void add(List<ByteBuffer> buffers) {
    arrived.add(buffers);
  }

  void begin(AsyncBody of) {
    body = of;
    body.done().whenComplete((nothing, failure) -> arrived.add(new End(failure)));
    body.consume();
  }

  @Override
  public int read() throws IOException {
    return fill() ? batch.element().get() & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    ByteBuffer from = batch.element();
    int count = Math.min(length, from.remaining());
    from.get(to, offset, count);
    return count;
  }

  /** Whether there is a byte; waits for it. */
  private boolean fill() throws IOException {
    while (!ended) {
      while (!batch.isEmpty() && !batch.element().hasRemaining()) {
        batch.remove();
        if (batch.isEmpty()) {
          body.consume();
        }
      }
      if (!batch.isEmpty()) {
        return true;
      }
      take();
    }
    return false;
  }

  @SuppressWarnings("unchecked") // the queue holds what add() and begin() put there
  private void take() throws IOException {
    Object next;
    try {
      next = arrived.poll(silenceMs, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    }
    if (next == null) {
      throw new SocketTimeoutException("silent for " + silenceMs / 1000 + " s");
    }
    if (next instanceof End end) {
      ended = true;
      if (end.failure() != null) {
        throw new IOException("connection broke: " + end.failure().getMessage(), end.failure());
      }
    } else {
      batch.addAll((List<ByteBuffer>) next);
      if (batch.isEmpty()) {
        body.consume();
      }
    }
  }

  /** Lets go of the connection, also in the middle. */
  @Override
  public void close() {
    ended = true;
    if (body != null) {
      body.cancel();
    }
  }
}
