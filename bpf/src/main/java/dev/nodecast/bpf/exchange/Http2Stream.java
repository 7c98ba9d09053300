package dev.nodecast.bpf.exchange;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What came in the kernel of one stream of HTTP/2, until something came of it that is not known
 * there, or as a sample of what is counted. Filled anew for each. Times are on the monotonic clock.
 */
public final class Http2Stream {
  /** Type of the frame that has one in segments: EXCHANGE_HTTP2_STREAM. */
  public static final int FRAME = 0xff;

  /** Bytes of such a frame's payload. */
  public static final int BYTES = ExchangeHttp2.STREAM.size();

  private static final int REQUEST_ENDED = 1;
  private static final int ANSWER_ENDED = 2;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());

  private final byte[] bytes = new byte[BYTES];

  /** Its number on its connection. */
  public int id;

  /** Takes a frame's payload. */
  public void read(int stream, byte[] payload, int at) {
    System.arraycopy(payload, at, bytes, 0, BYTES);
    id = stream;
  }

  void read(int stream, ByteBuffer memory, int at) {
    memory.get(at, bytes);
    id = stream;
  }

  /** What it is counted as, if it {@link #asked}. */
  public long shape() {
    return (long) LONGS.get(bytes, ExchangeHttp2.STREAM_SHAPE);
  }

  public long startNs() {
    return (long) LONGS.get(bytes, ExchangeHttp2.START_NS);
  }

  /** Of the answer; 0: it was not over. */
  public long endNs() {
    return (long) LONGS.get(bytes, ExchangeHttp2.END_NS);
  }

  public long requestBytes() {
    return (long) LONGS.get(bytes, ExchangeHttp2.REQUEST_BYTES);
  }

  public long responseBytes() {
    return (long) LONGS.get(bytes, ExchangeHttp2.RESPONSE_BYTES);
  }

  /** Of HTTP, of an answer that is no interim one; 0: none came. */
  public int status() {
    return (short) SHORTS.get(bytes, ExchangeHttp2.STREAM_STATUS) & 0xffff;
  }

  /** The code; negative: none came. */
  public int grpcStatus() {
    int told = (short) SHORTS.get(bytes, ExchangeHttp2.STREAM_GRPC_STATUS) & 0xffff;
    return told - Http2Counts.GRPC_STATUS;
  }

  /** The headers of the request came. */
  public boolean asked() {
    return bytes[ExchangeHttp2.ASKED] != 0;
  }

  public boolean requestEnded() {
    return ended(REQUEST_ENDED);
  }

  public boolean answerEnded() {
    return ended(ANSWER_ENDED);
  }

  private boolean ended(int side) {
    return ((int) INTS.get(bytes, ExchangeHttp2.ENDED) & side) != 0;
  }

  /** By either side's content type. */
  public boolean grpc() {
    return (bytes[ExchangeHttp2.STREAM_GRPC] | bytes[ExchangeHttp2.GRPC_ANSWER]) != 0;
  }

  /** It is in the counts already. */
  public boolean counted() {
    return bytes[ExchangeHttp2.COUNTED] != 0;
  }
}
