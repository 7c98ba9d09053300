package dev.nodecast.bpf.exchange;

import dev.nodecast.bpf.Memory;
import java.nio.ByteBuffer;

/**
 * What blocks of headers on one connection of HTTP/2 say, for the kernel to count by: at most
 * {@link #BLOCKS} of each direction. A block is up to 16 bytes of 0x81 to 0xfe, numbers of the
 * connection's table (RFC 7541 section 6.1), as two little-endian words. For one thread.
 */
public final class Http2Known {
  /** Of a direction. */
  public static final int BLOCKS = ExchangeHttp2.COUNT;

  final long socket;
  final int connection;
  final int place;
  final ByteBuffer value = Memory.direct(ExchangeHttp2.KNOWN.size());

  Http2Known(long socket, long sinceNs, int process, int connection, int place) {
    this.socket = socket;
    this.connection = connection;
    this.place = place;
    value.putLong(ExchangeHttp2.SINCE, sinceNs);
    value.putInt(ExchangeHttp2.PROCESS, process);
    value.putInt(ExchangeHttp2.CONNECTION, connection);
    value.putLong(ExchangeHttp2.PLACE, place);
  }

  /**
   * Forgets the blocks of a direction.
   *
   * @param generation of the table that those to come refer to: {@link ExchangeEvent#generation}
   */
  public void clear(boolean toServer, long generation) {
    int at = at(toServer);
    for (int i = 0; i < ExchangeHttp2.BLOCKS.size(); i += Long.BYTES) {
      value.putLong(at + i, 0);
    }
    value.putLong(at + ExchangeHttp2.GENERATION, generation);
  }

  /**
   * A block that asks.
   *
   * @param shape what it is counted as: a number of {@link ExchangeShapes}
   */
  public void request(int i, long first, long second, long shape, boolean grpc) {
    int at = block(true, i, first, second, grpc);
    value.putLong(at + ExchangeHttp2.SHAPE, shape);
  }

  /**
   * A block that answers.
   *
   * @param status of HTTP; 0: it has none
   * @param grpcStatus the code; -1: it has none
   */
  public void answer(int i, long first, long second, int status, int grpcStatus, boolean grpc) {
    int at = block(false, i, first, second, grpc);
    value.putShort(at + ExchangeHttp2.STATUS, (short) status);
    int code = grpcStatus < 0 ? 0 : Http2Counts.GRPC_STATUS + grpcStatus;
    value.putShort(at + ExchangeHttp2.GRPC_STATUS, (short) code);
  }

  private int block(boolean toServer, int i, long first, long second, boolean grpc) {
    int at = at(toServer) + ExchangeHttp2.FIRST_BLOCK + i * ExchangeHttp2.BLOCK.size();
    value.putLong(at + ExchangeHttp2.FIRST, first);
    value.putLong(at + ExchangeHttp2.SECOND, second);
    value.putInt(at + ExchangeHttp2.GRPC, grpc ? 1 : 0);
    return at;
  }

  private static int at(boolean toServer) {
    return toServer ? ExchangeHttp2.TO_SERVER : ExchangeHttp2.TO_CLIENT;
  }
}
