package dev.nodecast.aggregator.engine;

import com.clickhouse.client.api.internal.ClickHouseLZ4OutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;

/** The two layers of compression: HTTP's own, and ClickHouse's blocks inside it. */
final class Encodings {
  private static final int BLOCK_BYTES = 64 * 1024;

  private Encodings() {}

  /** Undoes {@code Content-Encoding}; an unknown one is an error that names those known. */
  static InputStream decode(InputStream in, String encoding) throws IOException {
    return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> in;
      case "gzip", "x-gzip" -> new GZIPInputStream(in, BLOCK_BYTES);
      case "deflate" -> new InflaterInputStream(in);
      case "lz4" -> new LZ4FrameInputStream(in);
      default ->
          throw new ClickHouseException(
              ClickHouseException.UNKNOWN_COMPRESSION_METHOD,
              "Content-Encoding: "
                  + encoding.replaceAll("[^A-Za-z0-9.-]", "?")
                  + " (expected: gzip, deflate or lz4)");
    };
  }

  /** The first of our encodings that {@code Accept-Encoding} names, or none. */
  static String choose(String accepted) {
    String names = accepted.toLowerCase(Locale.ROOT);
    for (String name : new String[] {"gzip", "lz4", "deflate"}) {
      if (names.contains(name)) {
        return name;
      }
    }
    return "";
  }

  static OutputStream encode(OutputStream out, String encoding) throws IOException {
    return switch (encoding) {
      case "gzip" -> new GZIPOutputStream(out, BLOCK_BYTES);
      case "deflate" -> new DeflaterOutputStream(out);
      case "lz4" -> new LZ4FrameOutputStream(out, LZ4FrameOutputStream.BLOCKSIZE.SIZE_64KB);
      default -> out;
    };
  }

  /** ClickHouse's compressed blocks, as {@code compress=1} asks for. */
  static OutputStream blocks(OutputStream out) {
    return new ClickHouseLZ4OutputStream(
        out, LZ4Factory.safeInstance().fastCompressor(), BLOCK_BYTES);
  }
}
