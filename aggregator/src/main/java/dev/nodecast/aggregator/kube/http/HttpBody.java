package dev.nodecast.aggregator.kube.http;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A body that its reader pulls: the client is asked for a piece when the last one was taken, so at
 * most one piece of the HTTP client's buffer size waits. Reads fail after a silence, with {@link
 * HttpTimeoutException}: a watch may hang on a dead connection for hours. One reader.
 */
public final class HttpBody extends InputStream {
  private static final byte[] END = new byte[0];

  private final AsyncBody body;
  private final Pieces pieces;
  private final Duration silence;
  private final long deadline;
  private final OptionalLong dateMs;
  private byte[] piece = END;
  private int at;
  private boolean ended;

  /**
   * @param silence how long nothing may come
   * @param deadline by the monotonic clock, until which all has to be there
   * @param dateMs when the answer began, by the server's clock
   */
  HttpBody(AsyncBody body, Pieces pieces, Duration silence, long deadline, OptionalLong dateMs) {
    this.body = body;
    this.pieces = pieces;
    this.silence = silence;
    this.deadline = deadline;
    this.dateMs = dateMs;
    body.done()
        .whenComplete(
            (nothing, error) -> {
              pieces.error = error;
              pieces.queue.add(END);
            });
  }

  /** When the answer began, by the server's clock, Unix milliseconds; empty where it has none. */
  public OptionalLong dateMs() {
    return dateMs;
  }

  @Override
  public int read() throws IOException {
    return fill() ? piece[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, piece.length - at);
    System.arraycopy(piece, at, to, offset, count);
    at += count;
    return count;
  }

  /** Whether there is a byte; waits for it. */
  private boolean fill() throws IOException {
    if (at == piece.length && !ended) {
      piece = next();
      at = 0;
      ended = piece.length == 0;
    }
    return !ended;
  }

  private byte[] next() throws IOException {
    body.consume();
    byte[] next;
    try {
      long wait = Math.min(silence.toNanos(), deadline - System.nanoTime());
      next = pieces.queue.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    }
    if (next == null) {
      throw new HttpTimeoutException("silent for " + silence.toMillis() + " ms");
    }
    if (next.length == 0 && pieces.error != null) {
      throw failure(pieces.error);
    }
    return next;
  }

  /** Lets go of the connection, unless the body was read to its end. */
  @Override
  public void close() {
    ended = true;
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
