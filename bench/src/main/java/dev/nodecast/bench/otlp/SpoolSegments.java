package dev.nodecast.bench.otlp;

import dev.nodecast.wire.MalformedTickException;
import dev.nodecast.wire.TickHandler;
import dev.nodecast.wire.TickReader;
import dev.nodecast.wire.WireSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads an agent's kept frames: segments begin with a magic number, a length and a checksum of the
 * header; frames are length, checksum, sequence number, time and tick (the agent's {@code
 * SegmentFormat}).
 */
public final class SpoolSegments {
  private static final int MAGIC = 0x4E435331;
  private static final int FRAME_HEADER = 24;

  private SpoolSegments() {}

  /** Hands all ticks below a spool directory over, oldest first. */
  public static void read(Path spool, TickHandler handler)
      throws IOException, MalformedTickException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(spool)) {
      files =
          all.filter(file -> file.toString().endsWith(".seg"))
              .sorted((a, b) -> a.getFileName().compareTo(b.getFileName()))
              .toList();
    }
    if (files.isEmpty()) {
      throw new IOException(
          spool + ": no segments (expected: those that NODECAST_SPOOL_KEEP keeps)");
    }
    TickReader reader = new TickReader(WireSchema.shape(WireSchema.current()), 100_000);
    for (Path file : files) {
      ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
      if (in.remaining() < 12 || in.getInt() != MAGIC) {
        continue; // written when the agent was ended
      }
      int header = in.getInt();
      in.position(12 + header);
      while (in.remaining() >= FRAME_HEADER) {
        int length = in.getInt();
        in.position(in.position() + FRAME_HEADER - 4);
        if (length <= 0 || length > in.remaining()) {
          break;
        }
        reader.read(in.array(), in.position(), length, handler);
        in.position(in.position() + length);
      }
    }
  }
}
