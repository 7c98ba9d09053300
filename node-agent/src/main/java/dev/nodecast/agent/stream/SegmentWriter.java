package dev.nodecast.agent.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Writes segment files through one small direct buffer, so that appending allocates nothing.
 * Belongs to the tick thread; only {@link FileChannel#force} is called from another one.
 */
final class SegmentWriter {
  private final ByteBuffer chunk = ByteBuffer.allocateDirect(32 << 10);
  private final CRC32C crc = new CRC32C();
  private FileChannel channel;

  /** Creates a segment file; the one before must have been released. */
  FileChannel create(Path file, byte[] header) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    chunk.clear();
    try {
      put(0, header, header.length);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return channel;
  }

  /** Writes a frame at {@code offset}, the end of the last good one. */
  void frame(long offset, long seq, long timeMs, byte[] tick, int length) throws IOException {
    chunk.clear();
    chunk.putInt(length).putInt(0).putLong(seq).putLong(timeMs);
    crc.reset();
    chunk.flip().position(8);
    crc.update(chunk);
    crc.update(tick, 0, length);
    chunk.limit(chunk.capacity());
    chunk.putInt(4, (int) crc.getValue());
    put(offset, tick, length);
  }

  /** Cuts off what a failed write left behind; a restart would find and cut it as well. */
  void cut(long offset) {
    try {
      channel.truncate(offset);
    } catch (IOException e) {
      // The disk is already known to be in trouble; readers stop at the last good frame anyway.
    }
  }

  private void put(long offset, byte[] bytes, int length) throws IOException {
    long at = offset;
    int done = 0;
    do {
      int part = Math.min(length - done, chunk.remaining());
      chunk.put(bytes, done, part).flip();
      while (chunk.hasRemaining()) {
        at += channel.write(chunk, at);
      }
      chunk.clear();
      done += part;
    } while (done < length);
  }
}
