package dev.nodecast.bpf.exchange;

import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.Hist;
import dev.nodecast.bpf.MapReader;
import dev.nodecast.bpf.Memory;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Kinds of requests that are counted in the kernel, without an event each. Who understands an event
 * {@linkplain #add adds} its shape; from then on equal requests that were answered alike are told
 * here, as increases. For one thread.
 */
public final class ExchangeShapes {
  /** Receives increases of one shape and status. */
  public interface Increases {
    void requests(long shape, int status, long requests, long requestBytes, long responseBytes);

    /** A histogram got {@code count} more values in a bucket of the catalog. */
    void bucket(long shape, int status, Value of, int bucket, long count);

    /** Its requests are events again. */
    void gone(long shape);
  }

  /** What has a histogram. */
  public enum Value {
    /** In microseconds, from the request's first byte to the answer's last. */
    DURATION(ExchangeShape.DURATION),
    /** In bytes. */
    REQUEST_SIZE(ExchangeShape.REQUEST_SIZE),
    /** In bytes. */
    RESPONSE_SIZE(ExchangeShape.RESPONSE_SIZE);

    private final int offset;

    Value(int offset) {
      this.offset = offset;
    }
  }

  private static final Value[] VALUES = Value.values();

  private record Key(long shape, int status) {}

  private static final class Told {
    final ByteBuffer values =
        ByteBuffer.allocate(ExchangeShape.LAYOUT.size()).order(java.nio.ByteOrder.nativeOrder());
    final int idleReads;
    long seen;
    int idle;

    Told(int idleReads) {
      this.idleReads = idleReads;
    }

    boolean isIdle() {
      return idle >= idleReads;
    }
  }

  /** 64 entries are 55 KB. */
  private static final int BATCH = 64;

  /** Reads without a change after which one goes. */
  static final int IDLE_READS = 30;

  /** The same of one connection's, which counts with others as soon as they are known. */
  static final int ALONE_IDLE_READS = 5;

  private final BpfMap map;
  private final MapReader reader;
  private final Map<Key, Told> told = new HashMap<>();
  private final ByteBuffer key = Memory.direct(ExchangeShape.KEY.size());
  private final ByteBuffer zeroes = Memory.direct(ExchangeShape.LAYOUT.size());
  private final ByteBuffer last = Memory.direct(ExchangeShape.LAYOUT.size());
  private long reads;

  ExchangeShapes(BpfMap map) {
    this.map = map;
    this.reader = new MapReader(map, BATCH);
  }

  /**
   * Counts requests of this shape with this answer in the kernel from now on.
   *
   * @param status as {@link ExchangeEvent#status} says it
   * @param alone whether the shape is of one connection only
   * @return false when there is no room: events go on
   */
  public boolean add(long shape, int status, boolean alone) {
    if (told.size() + 2 > map.maxEntries()) {
      return false;
    }
    put(shape, 0, alone);
    put(shape, status, alone);
    return true;
  }

  private void put(long shape, int status, boolean alone) {
    Told added = new Told(alone ? ALONE_IDLE_READS : IDLE_READS);
    if (told.putIfAbsent(new Key(shape, status), added) == null) {
      write(shape, status);
      map.update(key, zeroes);
    }
  }

  /** Shapes that are counted now. */
  public int size() {
    return told.size();
  }

  /** What the numbers grew by since the last call; those that nothing was heard of go. */
  public void read(Increases to) {
    reads++;
    reader.read(
        (keys, at, values, from) ->
            entry(
                keys.getLong(at + ExchangeShape.SHAPE),
                keys.getInt(at + ExchangeShape.STATUS),
                values,
                from,
                to));
    remove(to);
  }

  /** A shape goes when all of its answers are idle; what came in between is told before. */
  private void remove(Increases to) {
    Map<Long, Boolean> idle = new HashMap<>();
    told.forEach(
        (of, state) -> {
          if (of.status() != 0) {
            idle.merge(of.shape(), state.isIdle(), Boolean::logicalAnd);
          }
        });
    idle.values().removeIf(all -> !all);
    if (idle.isEmpty()) {
      return;
    }
    List<Key> going =
        told.keySet().stream()
            .filter(of -> idle.containsKey(of.shape()))
            // The shape itself first: requests that begin now are events.
            .sorted(Comparator.comparingInt(Key::status))
            .toList();
    for (Key of : going) {
      write(of.shape(), of.status());
      if (of.status() != 0 && map.lookup(key, last)) {
        told.get(of).seen = reads - 1;
        entry(of.shape(), of.status(), last, 0, to);
      }
      map.delete(key);
      told.remove(of);
    }
    idle.keySet().forEach(to::gone);
  }

  private void entry(long shape, int status, ByteBuffer values, int at, Increases to) {
    Told before = told.get(new Key(shape, status));
    if (before == null || before.seen == reads || status == 0) {
      return;
    }
    before.seen = reads;
    long requests = grown(before, values, at, ExchangeShape.REQUESTS);
    long requestBytes = grown(before, values, at, ExchangeShape.REQUEST_BYTES);
    long responseBytes = grown(before, values, at, ExchangeShape.RESPONSE_BYTES);
    before.idle = requests == 0 ? before.idle + 1 : 0;
    if (requests != 0 || requestBytes != 0 || responseBytes != 0) {
      to.requests(shape, status, requests, requestBytes, responseBytes);
    }
    for (Value of : VALUES) {
      histogram(shape, status, of, before, values, at, to);
    }
  }

  private static void histogram(
      long shape, int status, Value of, Told before, ByteBuffer values, int at, Increases to) {
    for (int first = 0; first < Hist.COUNTS; first += Hist.GROUP) {
      if (Hist.used(values, at + of.offset, first)) {
        for (int i = first; i < Math.min(first + Hist.GROUP, Hist.COUNTS); i++) {
          int where = of.offset + Hist.offset(i);
          int now = values.getInt(at + where);
          int by = now - before.values.getInt(where);
          if (by != 0) {
            before.values.putInt(where, now);
            to.bucket(shape, status, of, Hist.bucket(i), Integer.toUnsignedLong(by));
          }
        }
      }
    }
  }

  private static long grown(Told before, ByteBuffer values, int at, int offset) {
    long now = values.getLong(at + offset);
    long by = now - before.values.getLong(offset);
    before.values.putLong(offset, now);
    return by;
  }

  private void write(long shape, int status) {
    key.putLong(ExchangeShape.SHAPE, shape);
    key.putInt(ExchangeShape.STATUS, status);
    key.putInt(ExchangeShape.STATUS + Integer.BYTES, 0);
  }
}
