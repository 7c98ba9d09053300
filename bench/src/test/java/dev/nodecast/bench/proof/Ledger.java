package dev.nodecast.bench.proof;

import dev.nodecast.v1.Schema;
import dev.nodecast.wire.MalformedTickException;
import dev.nodecast.wire.SchemaShape;
import dev.nodecast.wire.TickReader;
import dev.nodecast.wire.WireSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one agent says that it sent: all frames in its kept and its present segments, read by a
 * decoder of this test's own from the layout that {@code SegmentFormat} states.
 */
final class Ledger {
  private static final int MAGIC = 0x4E435331;
  private static final int MAX_SLOTS = 100_000;

  /** One entity of a node. */
  record Entity(String kind, List<String> labels) {}

  /** What all frames of one boot id say. */
  static final class Boot {
    /** The last frame of the sequence. */
    long lastSeq;

    /** Frames read. */
    long frames;

    /** Increases by entity, one per column of the kind; 0 where nothing was counted. */
    final Map<Entity, long[]> sums = new HashMap<>();
  }

  private Ledger() {}

  /**
   * Reads a spool that no agent uses.
   *
   * @param until by boot id, the last frame to count; a boot id that is not there counts whole
   */
  static Map<String, Boot> read(Path spool, Map<String, Long> until) throws IOException {
    Map<String, Boot> boots = new TreeMap<>();
    for (Path segment : segments(spool)) {
      try {
        segment(segment, boots, until);
      } catch (MalformedTickException e) {
        throw new IOException(segment + ": " + e.getMessage(), e);
      }
    }
    return boots;
  }

  private static List<Path> segments(Path spool) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path directory : List.of(spool, spool.resolve("kept"))) {
      if (Files.isDirectory(directory)) {
        try (Stream<Path> files = Files.list(directory)) {
          files.filter(file -> file.toString().endsWith(".seg")).forEach(found::add);
        }
      }
    }
    found.sort(Comparator.comparing(file -> file.getFileName().toString()));
    return found;
  }

  private static void segment(Path file, Map<String, Boot> boots, Map<String, Long> until)
      throws IOException, MalformedTickException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
    if (in.remaining() < 12 || in.getInt() != MAGIC) {
      throw new IOException(file + ": no segment");
    }
    int headerLength = in.getInt();
    in.getInt(); // checksum
    byte[] header = new byte[headerLength];
    in.get(header);
    ByteBuffer fields = ByteBuffer.wrap(header);
    long expected = fields.getLong();
    byte[] id = new byte[fields.getShort()];
    fields.get(id);
    byte[] schemaBytes = new byte[fields.remaining()];
    fields.get(schemaBytes);
    Schema schema = Schema.parseFrom(schemaBytes);
    SchemaShape shape = WireSchema.shape(schema);

    String bootId = new String(id, StandardCharsets.US_ASCII);
    Boot boot = boots.computeIfAbsent(bootId, key -> new Boot());
    Sums sums = new Sums(schema, shape, boot);
    TickReader reader = new TickReader(shape, MAX_SLOTS);
    // A segment begins with a keyframe, so each one is read alone.
    while (in.remaining() >= 24) {
      int length = in.getInt();
      in.getInt(); // checksum
      long seq = in.getLong();
      in.getLong(); // time
      if (length > in.remaining()) {
        break; // killed while it wrote: never sent
      }
      if (seq != expected) {
        throw new IOException(file + ": frame " + seq + " (expected: " + expected + ")");
      }
      expected++;
      if (seq <= until.getOrDefault(bootId, Long.MAX_VALUE)) {
        if (seq <= boot.lastSeq) {
          throw new IOException(file + ": frame " + seq + " twice");
        }
        reader.read(in.array(), in.position(), length, sums);
        boot.frames++;
        boot.lastSeq = seq;
      }
      in.position(in.position() + length);
    }
  }
}
