package dev.nodecast.bench.sim;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The ticks of one node, made before anything is timed, and the same as bodies of frames: one raw
 * deflate stream with a sync flush for each tick, whose end (00 00 FF FF) is left out.
 */
public final class Recording {
  private static final byte[] SYNC_TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private final byte[][] ticks;
  private final byte[][] bodies;
  private final int[] lengths;
  private final long samples;
  private final long changes;

  private Recording(byte[][] ticks, byte[][] bodies, int[] lengths, long samples, long changes) {
    this.ticks = ticks;
    this.bodies = bodies;
    this.lengths = lengths;
    this.samples = samples;
    this.changes = changes;
  }

  /** Ticks and bodies of consecutive seconds. */
  public static Recording of(SimulatedNode node, int count, long fromMs) {
    byte[][] ticks = new byte[count][];
    byte[][] bodies = new byte[count][];
    int[] lengths = new int[count];
    long samples = 0;
    long changes = 0;
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    byte[] buffer = new byte[1 << 16];
    for (int t = 0; t < count; t++) {
      byte[] tick = node.tick(fromMs + t * 1000L, t == 0);
      samples += node.samples();
      changes += node.changes();
      lengths[t] = tick.length;
      deflater.setInput(tick);
      int length = 0;
      while (true) {
        int room = buffer.length - length;
        int got = deflater.deflate(buffer, length, room, Deflater.SYNC_FLUSH);
        length += got;
        if (got < room) {
          break;
        }
        buffer = Arrays.copyOf(buffer, buffer.length * 2);
      }
      bodies[t] = Arrays.copyOf(buffer, length - SYNC_TAIL.length);
      ticks[t] = tick;
    }
    deflater.end();
    return new Recording(ticks, bodies, lengths, samples, changes);
  }

  public byte[] tick(int index) {
    return ticks[index];
  }

  /** Samples in all ticks. */
  public long samples() {
    return samples;
  }

  /** Changed cells in all ticks. */
  public long changes() {
    return changes;
  }

  /** Bytes of all ticks before compression. */
  public long tickBytes() {
    return Arrays.stream(lengths).asLongStream().sum();
  }

  /** Bytes of all bodies. */
  public long sentBytes() {
    return Arrays.stream(bodies).mapToLong(body -> body.length).sum();
  }

  /** Inflates one body with the inflater of its stream. */
  public void inflate(int index, Inflater inflater, byte[] into) throws DataFormatException {
    inflater.setInput(bodies[index]);
    int at = inflater.inflate(into, 0, lengths[index]);
    inflater.setInput(SYNC_TAIL);
    at += inflater.inflate(into, at, lengths[index] - at);
    if (at != lengths[index] || inflater.inflate(into, at, 1) != 0) {
      throw new DataFormatException("tick " + index + ": " + at + " bytes");
    }
  }
}
