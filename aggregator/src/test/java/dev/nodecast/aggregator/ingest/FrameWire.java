package dev.nodecast.aggregator.ingest;

import com.google.protobuf.ByteString;
import dev.nodecast.v1.Frame;
import java.util.zip.Deflater;

/** One stream's deflate stream. */
final class FrameWire implements AutoCloseable {
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final byte[] out = new byte[1 << 16];

  Frame frame(long seq, byte[] tick) {
    deflater.setInput(tick);
    int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    return Frame.newBuilder()
        .setSeq(seq)
        .setLength(tick.length)
        .setBody(ByteString.copyFrom(out, 0, length - 4))
        .build();
  }

  @Override
  public void close() {
    deflater.end();
  }
}
