package dev.nodecast.agent.stream;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a spool that an earlier process left: every frame is checked, what is damaged is cut off
 * from its first bad byte to the end of its segment and counted. One pass, in constant memory.
 */
final class SpoolScan {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolScan.class);

  private final SpoolDirectory directory;
  private final List<Segment> segments = new ArrayList<>();
  private final Map<Epoch, Epoch> epochs = new HashMap<>();
  private long corrupt;
  private long nextOrder = 1;
  private boolean torn;

  SpoolScan(SpoolDirectory directory) {
    this.directory = directory;
  }

  /** Whole segments with at least one frame, oldest first. */
  List<Segment> segments() {
    return segments;
  }

  /** Frames known to be lost before the last segment's end; one where their number is unknown. */
  long corrupt() {
    return corrupt;
  }

  /** Whether something was cut off at the very end; how many frames, the position may tell. */
  boolean tornTail() {
    return torn;
  }

  long nextOrder() {
    return nextOrder;
  }

  void run() throws IOException {
    try (FrameFile reader = new FrameFile()) {
      for (Path file : directory.segments()) {
        nextOrder = Math.max(nextOrder, SpoolDirectory.order(file) + 1);
        try {
          scan(reader, file);
        } catch (IOException e) {
          LOG.warn("spool: {} cannot be read and is given up: {}", file, e.toString());
          corrupt++;
        }
      }
    }
  }

  private void scan(FrameFile reader, Path file) throws IOException {
    reader.open(file);
    SegmentFormat.Header header = reader.header();
    long size = reader.size();
    Segment before = segments.isEmpty() ? null : segments.get(segments.size() - 1);
    boolean sameBoot =
        header != null && before != null && before.epoch.bootId().equals(header.epoch().bootId());
    if (header == null || (sameBoot && header.firstSeq() <= before.lastSeq)) {
      // A process killed while it wrote the header leaves less than a header: nothing is lost.
      if (size > SegmentFormat.PREFIX_BYTES) {
        LOG.warn("spool: {} is no segment of this spool and is deleted", file);
        torn = true;
      }
      Files.delete(file);
      return;
    }
    Epoch epoch = epochs.computeIfAbsent(header.epoch(), e -> e);
    int headerBytes = SegmentFormat.headerBytes(epoch);
    Segment segment =
        new Segment(SpoolDirectory.order(file), file, epoch, header.firstSeq(), headerBytes);
    while (reader.frame(segment.bytes, segment.lastSeq + 1)) {
      segment.appended(reader.timeMs(), reader.frameBytes());
    }
    // Within a boot id the gap to this segment says how many; else it was at least one.
    corrupt += sameBoot ? header.firstSeq() - 1 - before.lastSeq : torn ? 1 : 0;
    torn = segment.bytes < size;
    if (torn) {
      LOG.warn(
          "spool: {}: {} bytes after frame {} are damaged and cut off",
          file,
          size - segment.bytes,
          segment.lastSeq);
      cut(file, segment.bytes);
    }
    if (segment.empty()) {
      Files.delete(file);
      return;
    }
    segments.add(segment);
  }

  private static void cut(Path file, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    }
  }
}
