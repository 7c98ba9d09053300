package dev.nodecast.aggregator.kube.http;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A body that its reader pulls: the client is asked for a piece when the last one was taken, so at
 * most one piece of the HTTP client's buffer size waits. One reader.
 */
public final class HttpBody implements AutoCloseable {
  private static final byte[] END = new byte[0];

  private final AsyncBody body;
  private final Pieces pieces;

  HttpBody(AsyncBody body, Pieces pieces) {
    this.body = body;
    this.pieces = pieces;
    body.done()
        .whenComplete(
            (nothing, error) -> {
              pieces.error = error;
              pieces.queue.add(END);
            });
  }

  /**
   * The next bytes; empty at the end.
   *
   * @throws HttpTimeoutException when none came in time
   */
  public byte[] next(Duration timeout) throws IOException, InterruptedException {
    body.consume();
    byte[] piece = pieces.queue.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    if (piece == null) {
      throw new HttpTimeoutException("silent for " + timeout.toMillis() + " ms");
    }
    if (piece.length == 0 && pieces.error != null) {
      throw failure(pieces.error);
    }
    return piece;
  }

  /** Lets go of the connection, unless the body was read to its end. */
  @Override
  public void close() {
    body.cancel();
  }

  static IOException failure(Throwable error) {
    Throwable cause = error;
    while ((cause instanceof CompletionException || cause instanceof UncheckedIOException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String words =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return new IOException(words, error);
  }

  /** Called on the client's threads. */
  static final class Pieces implements AsyncBody.Consumer<List<ByteBuffer>> {
    private final BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();

    /** Written before the end is queued, read after it was taken. */
    private volatile Throwable error;

    @Override
    public void consume(List<ByteBuffer> buffers, AsyncBody body) {
      int length = buffers.stream().mapToInt(ByteBuffer::remaining).sum();
      if (length == 0) {
        body.consume();
        return;
      }
      byte[] piece = new byte[length];
      int at = 0;
      for (ByteBuffer buffer : buffers) {
        int size = buffer.remaining();
        buffer.get(piece, at, size);
        at += size;
      }
      queue.add(piece);
    }
  }
}
