package dev.nodecast.bpf.exchange;

import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.MappedArray;
import dev.nodecast.bpf.Memory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.function.Consumer;

/**
 * Connections of HTTP/2 whose streams the kernel counts, by what {@link Http2Known} says of them;
 * the counts are in {@link ExchangeShapes}, under the status of HTTP, or {@link #GRPC_STATUS} and
 * the code. For one thread.
 */
public final class Http2Counts {
  /** EXCHANGE_HTTP2_GRPC_STATUS: what is added to a code of gRPC to be a status. */
  public static final int GRPC_STATUS = 1000;

  private static final VarHandle OWNER =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final BpfMap known;
  private final BpfMap highest;
  private final BpfMap streams;
  private final BitSet places = new BitSet();
  private final ByteBuffer key = Memory.direct(Long.BYTES);
  private final ByteBuffer place = Memory.direct(Integer.BYTES);
  private final ByteBuffer none = Memory.direct(Integer.BYTES);
  private final Http2Stream left = new Http2Stream();

  /** Mapped when the first connection ends. */
  private MappedArray slots;

  private int connections;

  Http2Counts(BpfObject object) {
    known = object.map("exchange_http2_known");
    highest = object.map("exchange_http2_highest");
    streams = object.map("exchange_http2_streams");
  }

  /**
   * One more connection, of which nothing is known before {@link #know}.
   *
   * @param process whose calls are counted
   * @return null when there are as many as there is room for
   */
  public Http2Known begin(long socket, long sinceNs, int process) {
    int free = places.nextClearBit(0);
    if (free >= known.maxEntries()) {
      return null;
    }
    places.set(free);
    place.putInt(0, free);
    highest.update(place, none);
    connections = connections == -1 ? 1 : connections + 1; // 0 is none
    return new Http2Known(socket, sinceNs, process, connections, free);
  }

  /** Counts by what this says from now on. */
  public void know(Http2Known what) {
    key.putLong(0, what.socket);
    known.update(key, what.value);
  }

  /**
   * The connection is over, or nobody follows it any more.
   *
   * @param open receives what was open on it
   */
  public void end(Http2Known what, Consumer<Http2Stream> open) {
    key.putLong(0, what.socket);
    known.delete(key);
    if (slots == null) {
      slots = streams.writableMemory();
    }
    slots.read(memory -> take(memory, what.connection, open));
    places.clear(what.place);
  }

  private void take(ByteBuffer memory, int connection, Consumer<Http2Stream> open) {
    int stride = slots.stride();
    for (int at = 0; at < memory.capacity(); at += stride) {
      long owner = memory.getLong(at + ExchangeHttp2.OWNER);
      if ((int) (owner >>> Integer.SIZE) == connection) {
        left.read((int) owner, memory, at + ExchangeHttp2.SLOT_STREAM);
        for (int i = ExchangeHttp2.SLOT_STREAM; i < stride; i += Long.BYTES) {
          memory.putLong(at + i, 0);
        }
        OWNER.setRelease(memory, at + ExchangeHttp2.OWNER, 0L); // what is free is empty
        open.accept(left);
      }
    }
  }
}
