package dev.nodecast.agent.exchange;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufUtil;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An encoder that is not ours: Netty's, with its table and with the Huffman code everywhere. */
final class NettyHpack {
  private final DefaultHttp2HeadersEncoder encoder =
      new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, true, 16, 0);

  byte[] block(String... fields) {
    DefaultHttp2Headers headers = new DefaultHttp2Headers(false);
    for (String field : fields) {
      int end = field.indexOf('=');
      headers.add(field.substring(0, end), field.substring(end + 1));
    }
    ByteBuf out = Unpooled.buffer();
    try {
      encoder.encodeHeaders(3, headers, out);
    } catch (Http2Exception e) {
      throw new AssertionError(e);
    }
    return ByteBufUtil.getBytes(out);
  }

  void table(long bytes) throws Http2Exception {
    encoder.maxHeaderTableSize(bytes);
  }

  /** The code of a text alone: what is behind the field's first byte, name and length. */
  static byte[] huffman(byte[] text) {
    String value = new String(text, StandardCharsets.ISO_8859_1);
    byte[] block = new NettyHpack().block("x=" + value);
    int at = 1 + 2; // a name of one letter is its length and a byte
    boolean more = (block[at++] & 0x7f) == 0x7f;
    while (more) {
      more = block[at++] < 0;
    }
    return Arrays.copyOfRange(block, at, block.length);
  }
}
