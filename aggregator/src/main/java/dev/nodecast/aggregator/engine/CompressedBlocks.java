package dev.nodecast.aggregator.engine;

import com.clickhouse.data.ClickHouseCityHash;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/**
 * Reads ClickHouse's own compressed blocks ({@code decompress=1}): CityHash128 of the rest, one
 * byte of method, 4 bytes of size with this 9-byte header, 4 bytes of plain size, data. Sizes are
 * bounded before anything is allocated.
 */
final class CompressedBlocks extends InputStream {
  private static final int MAX_BLOCK_BYTES = 16 * 1024 * 1024;
  private static final int CHECKSUM_BYTES = 16;
  private static final int HEADER_BYTES = 9;
  private static final int NONE = 0x02;
  private static final int LZ4 = 0x82;

  private final InputStream in;
  private byte[] block = new byte[0];
  private int at;

  CompressedBlocks(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    return at < block.length || fill() ? block[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (at >= block.length && !fill()) {
      return -1;
    }
    int n = Math.min(length, block.length - at);
    System.arraycopy(block, at, target, offset, n);
    at += n;
    return n;
  }

  private boolean fill() throws IOException {
    do {
      byte[] head = in.readNBytes(CHECKSUM_BYTES + HEADER_BYTES);
      if (head.length == 0) {
        return false;
      }
      if (head.length < CHECKSUM_BYTES + HEADER_BYTES) {
        throw new EOFException("compressed block: header cut short");
      }
      block = decode(ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN));
      at = 0;
    } while (block.length == 0);
    return true;
  }

  @SuppressWarnings(
      "deprecation") // the client has no other public form of ClickHouse's old CityHash
  private byte[] decode(ByteBuffer head) throws IOException {
    int method = head.get(CHECKSUM_BYTES) & 0xff;
    int size = head.getInt(CHECKSUM_BYTES + 1);
    int plainSize = head.getInt(CHECKSUM_BYTES + 5);
    if (size < HEADER_BYTES || size > MAX_BLOCK_BYTES || plainSize < 0) {
      throw bad("block size " + size);
    }
    if (plainSize > MAX_BLOCK_BYTES) {
      throw bad("plain block size " + plainSize);
    }
    byte[] framed = new byte[size];
    head.get(CHECKSUM_BYTES, framed, 0, HEADER_BYTES);
    int got = in.readNBytes(framed, HEADER_BYTES, size - HEADER_BYTES);
    if (got < size - HEADER_BYTES) {
      throw new EOFException("compressed block: data cut short");
    }
    long[] checksum = ClickHouseCityHash.cityHash128(framed, 0, size);
    if (checksum[0] != head.getLong(0) || checksum[1] != head.getLong(8)) {
      throw bad("checksum does not match");
    }
    byte[] plain = new byte[plainSize];
    if (method == LZ4) {
      try {
        LZ4Factory.safeInstance()
            .safeDecompressor()
            .decompress(framed, HEADER_BYTES, size - HEADER_BYTES, plain, 0, plainSize);
      } catch (LZ4Exception e) {
        throw bad("LZ4 data: " + e.getMessage());
      }
    } else if (method == NONE && size - HEADER_BYTES == plainSize) {
      System.arraycopy(framed, HEADER_BYTES, plain, 0, plainSize);
    } else {
      throw bad("method 0x" + Integer.toHexString(method) + " (expected: 0x82 LZ4 or 0x02 NONE)");
    }
    return plain;
  }

  private static ClickHouseException bad(String what) {
    return new ClickHouseException(ClickHouseException.CANNOT_DECOMPRESS, what);
  }
}
