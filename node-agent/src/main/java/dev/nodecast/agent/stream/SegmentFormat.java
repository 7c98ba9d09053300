package dev.nodecast.agent.stream;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Layout of a segment file; all numbers big-endian.
 *
 * <pre>
 * file   = magic:4 length:4 crc32c:4 header frame*
 * header = firstSeq:8 bootIdLength:2 bootId schema        (length bytes, covered by crc32c)
 * frame  = length:4 crc32c:4 seq:8 timeMs:8 tick          (tick: length bytes; crc32c covers seq to tick)
 * </pre>
 *
 * The first frame is a keyframe and no other one is; seq counts up by one.
 */
final class SegmentFormat {
  static final int MAGIC = 0x4E435331; // "NCS1"
  static final int PREFIX_BYTES = 12;
  static final int FRAME_HEADER_BYTES = 24;

  /** Largest tick that is believed: keeps a damaged length from becoming an allocation. */
  static final int MAX_TICK_BYTES = 16 << 20;

  static final int MAX_HEADER_BYTES = 4 << 20;

  private SegmentFormat() {}

  static int headerBytes(Epoch epoch) {
    return PREFIX_BYTES + 10 + epoch.bootId().length() + epoch.schema().size();
  }

  static byte[] header(Epoch epoch, long firstSeq) {
    byte[] bootId = epoch.bootId().getBytes(StandardCharsets.US_ASCII);
    int length = 8 + 2 + bootId.length + epoch.schema().size();
    ByteBuffer out = ByteBuffer.allocate(PREFIX_BYTES + length);
    out.putInt(MAGIC).putInt(length).putInt(0);
    out.putLong(firstSeq).putShort((short) bootId.length).put(bootId);
    epoch.schema().copyTo(out);
    CRC32C crc = new CRC32C();
    crc.update(out.array(), PREFIX_BYTES, length);
    return out.putInt(8, (int) crc.getValue()).array();
  }

  /** A header taken apart, or null when it is none. */
  static Header parse(ByteBuffer prefix, byte[] header) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, header.length);
    if (prefix.getInt(8) != (int) crc.getValue()) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(header);
    if (in.remaining() < 10) {
      return null;
    }
    long firstSeq = in.getLong();
    int bootIdLength = in.getShort();
    if (firstSeq < 1 || bootIdLength < 1 || bootIdLength > in.remaining()) {
      return null;
    }
    String bootId = new String(header, in.position(), bootIdLength, StandardCharsets.US_ASCII);
    in.position(in.position() + bootIdLength);
    return new Header(new Epoch(bootId, ByteString.copyFrom(in)), firstSeq);
  }

  record Header(Epoch epoch, long firstSeq) {}
}
