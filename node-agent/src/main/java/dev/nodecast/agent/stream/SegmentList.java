package dev.nodecast.agent.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments of a spool, oldest first, and the rules by which they leave. Guarded by the spool.
 */
final class SegmentList {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentList.class);

  private final SpoolDirectory directory;
  private final boolean keep;
  final List<Segment> all = new ArrayList<>();
  private long bytes;

  SegmentList(SpoolDirectory directory, boolean keep) {
    this.directory = directory;
    this.keep = keep;
  }

  void add(Segment segment) {
    all.add(segment);
    bytes += segment.bytes;
  }

  void appended(Segment segment, long timeMs, int frameBytes) {
    segment.appended(timeMs, frameBytes);
    bytes += frameBytes;
  }

  long bytes() {
    return bytes;
  }

  Segment newest() {
    return all.isEmpty() ? null : all.get(all.size() - 1);
  }

  /** The first segment at or after {@code order}, or null. */
  Segment from(long order) {
    for (Segment segment : all) {
      if (segment.order >= order) {
        return segment;
      }
    }
    return null;
  }

  /** Takes an acknowledgement of all frames of a boot id up to {@code seq}. */
  void ack(String bootId, long seq) {
    for (Segment segment : all) {
      if (segment.epoch.bootId().equals(bootId)) {
        if (segment.firstSeq > seq) {
          break;
        }
        segment.ackedSeq = Math.max(segment.ackedSeq, Math.min(seq, segment.lastSeq));
      }
    }
    removeAcked();
  }

  /**
   * Removes what is wholly acknowledged. The newest segment with frames stays: a restart reads the
   * totals of counters from it.
   */
  void removeAcked() {
    int end = all.size() - 1;
    if (end >= 0 && all.get(end).empty()) {
      end--;
    }
    for (int i = 0; i < end; ) {
      if (all.get(i).unacked() == 0) {
        remove(i, keep);
        end--;
      } else {
        i++;
      }
    }
  }

  /**
   * Removes the oldest segments until {@code room} bytes fit.
   *
   * @param present the segment being written, which stays, or null
   * @return frames dropped that were not acknowledged
   */
  long makeRoom(long room, long maxBytes, int maxSegments, Segment present) {
    long dropped = 0;
    while (!all.isEmpty()
        && all.get(0) != present
        && (bytes + room > maxBytes || all.size() >= maxSegments)) {
      dropped += all.get(0).unacked();
      remove(0, keep && all.get(0).unacked() == 0);
    }
    return dropped;
  }

  /** The segment that holds a frame, or null. */
  Segment find(String bootId, long seq) {
    for (Segment segment : all) {
      if (segment.epoch.bootId().equals(bootId)
          && segment.firstSeq <= seq
          && seq <= segment.lastSeq) {
        return segment;
      }
    }
    return null;
  }

  /** Forgets a segment's frames after {@code seq}; it leaves when nothing else is to be sent. */
  void endAt(Segment segment, long seq) {
    segment.lastSeq = seq;
    if (segment.ackedSeq >= seq) {
      remove(segment);
    }
  }

  void remove(Segment segment) {
    remove(all.indexOf(segment), false);
  }

  long unacked() {
    long frames = 0;
    for (Segment segment : all) {
      frames += segment.unacked();
    }
    return frames;
  }

  Segment oldestUnacked() {
    for (Segment segment : all) {
      if (segment.unacked() > 0) {
        return segment;
      }
    }
    return null;
  }

  /** What has to be sent first; see {@link Run}. */
  Run run(Epoch present, long nextSeq, long nextOrder) {
    int i = 0;
    while (i < all.size() && all.get(i).unacked() == 0 && i < all.size() - 1) {
      i++;
    }
    if (i == all.size()
        || (all.get(i).unacked() == 0 && !continues(all.get(i), present, nextSeq))) {
      return new Run(present, nextOrder, nextOrder - 1, nextSeq, nextSeq, true);
    }
    Segment first = all.get(i);
    Segment last = first;
    for (i++; i < all.size() && follows(last, all.get(i)); i++) {
      last = all.get(i);
    }
    boolean live = i == all.size() && continues(last, present, nextSeq);
    return new Run(first.epoch, first.order, last.order, first.firstSeq, last.lastSeq + 1, live);
  }

  private static boolean continues(Segment last, Epoch present, long nextSeq) {
    return last.epoch.equals(present) && last.lastSeq + 1 == nextSeq;
  }

  static boolean follows(Segment before, Segment after) {
    return before.epoch.equals(after.epoch) && after.firstSeq == before.lastSeq + 1;
  }

  private void remove(int index, boolean toLedger) {
    Segment segment = all.remove(index);
    segment.gone = true;
    bytes -= segment.bytes;
    try {
      if (toLedger) {
        directory.keep(segment);
      } else {
        Files.deleteIfExists(segment.file);
      }
    } catch (IOException e) {
      // Found again, and counted again, by the next start; the bound of this process still holds.
      LOG.warn("spool: {} cannot be removed: {}", segment.file, e.toString());
    }
  }
}
