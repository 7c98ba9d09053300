package dev.nodecast.agent.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Reads the frames of one segment after another through one small direct buffer and one array that
 * is as large as the largest frame seen. Not thread-safe.
 */
final class FrameFile implements AutoCloseable {
  private final ByteBuffer chunk = ByteBuffer.allocateDirect(32 << 10);
  private final CRC32C crc = new CRC32C();
  private byte[] tick = new byte[16 << 10];
  private FileChannel channel;
  private int length;
  private long seq;
  private long timeMs;

  void open(Path file) throws IOException {
    close();
    channel = FileChannel.open(file, StandardOpenOption.READ);
  }

  boolean isOpen() {
    return channel != null;
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }

  long size() throws IOException {
    return channel.size();
  }

  /** The header at the file's start, or null when it is damaged. */
  SegmentFormat.Header header() throws IOException {
    if (!fill(0, SegmentFormat.PREFIX_BYTES) || chunk.getInt(0) != SegmentFormat.MAGIC) {
      return null;
    }
    int size = chunk.getInt(4);
    if (size < 0 || size > SegmentFormat.MAX_HEADER_BYTES) {
      return null;
    }
    ByteBuffer prefix = ByteBuffer.allocate(SegmentFormat.PREFIX_BYTES).put(chunk);
    byte[] header = new byte[size];
    return copy(SegmentFormat.PREFIX_BYTES, header, size)
        ? SegmentFormat.parse(prefix, header)
        : null;
  }

  /**
   * Reads the frame at {@code offset}, which must have the sequence number {@code expected}.
   *
   * @return false when no whole, undamaged frame is there
   */
  boolean frame(long offset, long expected) throws IOException {
    if (!fill(offset, SegmentFormat.FRAME_HEADER_BYTES)) {
      return false;
    }
    int size = chunk.getInt(0);
    int sum = chunk.getInt(4);
    seq = chunk.getLong(8);
    timeMs = chunk.getLong(16);
    if (size <= 0 || size > SegmentFormat.MAX_TICK_BYTES || seq != expected) {
      return false;
    }
    crc.reset();
    chunk.position(8);
    crc.update(chunk);
    if (tick.length < size) {
      if (offset + SegmentFormat.FRAME_HEADER_BYTES + size > channel.size()) {
        return false; // a damaged length must not cost memory
      }
      tick = Arrays.copyOf(tick, Math.max(size, Math.min(tick.length * 2, 1 << 20)));
    }
    if (!copy(offset + SegmentFormat.FRAME_HEADER_BYTES, tick, size)) {
      return false;
    }
    crc.update(tick, 0, size);
    length = size;
    return (int) crc.getValue() == sum;
  }

  /** The last frame's bytes; valid up to {@link #length()} and until the next frame. */
  byte[] tick() {
    return tick;
  }

  int length() {
    return length;
  }

  long seq() {
    return seq;
  }

  long timeMs() {
    return timeMs;
  }

  int frameBytes() {
    return SegmentFormat.FRAME_HEADER_BYTES + length;
  }

  private boolean copy(long offset, byte[] to, int size) throws IOException {
    int done = 0;
    while (done < size) {
      int part = Math.min(size - done, chunk.capacity());
      if (!fill(offset + done, part)) {
        return false;
      }
      chunk.get(to, done, part);
      done += part;
    }
    return true;
  }

  private boolean fill(long offset, int size) throws IOException {
    chunk.clear().limit(size);
    while (chunk.hasRemaining()) {
      if (channel.read(chunk, offset + chunk.position()) < 0) {
        return false;
      }
    }
    chunk.flip();
    return true;
  }
}
