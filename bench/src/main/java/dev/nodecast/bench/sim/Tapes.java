package dev.nodecast.bench.sim;

import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * What many simulated agents will send, compressed before anything is timed. Nodes of one shape
 * have the same values under different names: their first frames differ, and end with a full flush,
 * so that all later bodies of a shape are the same bytes and are held once.
 */
public final class Tapes {
  private static final int TAIL = 4;

  private final String[] names;
  private final byte[][] keyframes;
  private final byte[][][] ticks;
  private final byte[][] keyframeBodies;
  private final byte[][][] bodies;
  private final long samples;
  private final long changes;

  /** Makes the ticks; {@link #compress} has to follow. */
  public Tapes(int nodes, int shapes, int count, int containers, int processes) {
    names = new String[nodes];
    keyframes = new byte[nodes][];
    keyframeBodies = new byte[nodes][];
    ticks = new byte[shapes][count - 1][];
    bodies = new byte[shapes][count - 1][];
    long sampled = 0;
    long changed = 0;
    for (int n = 0; n < nodes; n++) {
      int shape = n % shapes;
      names[n] = String.format("bench-%04d", n);
      SimulatedNode node = new SimulatedNode(names[n], n, containers, processes, shape);
      // Any time of these years: its varint has as many bytes as the one that replaces it.
      keyframes[n] = node.tick(System.currentTimeMillis(), true);
      for (int t = 0; n < shapes && t < count - 1; t++) {
        ticks[shape][t] = node.tick(System.currentTimeMillis(), false);
        sampled += node.samples();
        changed += node.changes();
      }
    }
    samples = sampled / shapes / (count - 1);
    changes = changed / shapes / (count - 1);
  }

  /** Sets the first frames' time and the later ones a second apart, and compresses all. */
  public void compress(long fromMs) {
    for (byte[] keyframe : keyframes) {
      setTime(keyframe, fromMs);
    }
    for (int n = 0; n < names.length; n++) {
      Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
      keyframeBodies[n] = deflate(deflater, keyframes[n], Deflater.FULL_FLUSH);
      if (n < ticks.length) {
        for (int t = 0; t < ticks[n].length; t++) {
          setTime(ticks[n][t], fromMs + (t + 1) * 1000L);
          bodies[n][t] = deflate(deflater, ticks[n][t], Deflater.SYNC_FLUSH);
        }
      }
      deflater.end();
    }
  }

  private static void setTime(byte[] tick, long timeMs) {
    if (tick[0] != 1 << 3) {
      throw new IllegalStateException("tick: does not start with its time");
    }
    long rest = timeMs;
    int at = 1;
    while (rest > 0x7F) {
      tick[at++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    tick[at] = (byte) rest;
  }

  private static byte[] deflate(Deflater deflater, byte[] tick, int flush) {
    byte[] out = new byte[tick.length + (tick.length >> 2) + 1024];
    deflater.setInput(tick);
    int length = deflater.deflate(out, 0, out.length, flush);
    if (length >= out.length) {
      throw new IllegalStateException("deflate: " + tick.length + " bytes grew by a quarter");
    }
    return Arrays.copyOf(out, length - TAIL);
  }

  public String name(int node) {
    return names[node];
  }

  /** Frames of each node. */
  public int count() {
    return ticks[0].length + 1;
  }

  /** A frame's body. */
  public byte[] body(int node, int frame) {
    return frame == 0 ? keyframeBodies[node] : bodies[node % ticks.length][frame - 1];
  }

  /** Length of the tick before compression. */
  public int length(int node, int frame) {
    return frame == 0 ? keyframes[node].length : ticks[node % ticks.length][frame - 1].length;
  }

  /** Samples of one node's tick, on average. */
  public long samples() {
    return samples;
  }

  /** Changed cells of one node's tick, on average. */
  public long changes() {
    return changes;
  }
}
