package dev.nodecast.agent.stream;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bounded disk spool that every frame goes through. A frame leaves it when the aggregator has
 * committed it, or as the oldest when the bound is reached.
 *
 * <p>Durability: appended frames are in the page cache when {@link #append} returns, so the death
 * of the process loses none; {@link #maintain} syncs them to the device every {@value
 * #SYNC_SECONDS} s, which is what a power cut can lose. Sequence numbers are consecutive within a
 * boot id and never given twice: when frames that were once whole are missing at the end, new ones
 * get a new boot id.
 *
 * <p>Threads: {@link #keyframeNeeded} and {@link #append} belong to the tick thread; everything
 * else may be called from any. The lock guards what is known in memory; frames are written and read
 * outside it.
 */
public final class Spool implements AutoCloseable {
  static final int SYNC_SECONDS = 5;
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final long ROTATE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int SEGMENTS_PER_BOUND = 16;

  /** Above this many segments they get longer, so that a long outage does not fill the heap. */
  private static final int MANY_SEGMENTS = 256;

  private static final int MAX_SEGMENTS = 4096;

  private final SpoolSettings settings;
  private final SpoolDirectory directory;
  private final SegmentWriter writer = new SegmentWriter();
  private final LongSupplier nanoTime;
  private final SegmentList segments;
  private final SpoolSync sync;
  private Epoch present;
  private Segment current;
  private long currentSince;
  private long nextSeq;
  private long nextOrder;
  private boolean keyframeWanted;
  private boolean diskRefused;
  private SpoolDirectory.Acked acked;
  private long droppedFull;
  private long droppedDisk;
  private long droppedCorrupt;
  private long droppedRejected;

  private Spool(SpoolSettings settings, SpoolDirectory directory, LongSupplier nanoTime)
      throws IOException {
    this.settings = settings;
    this.directory = directory;
    this.nanoTime = nanoTime;
    segments = new SegmentList(directory, settings.keep());
    acked = directory.acked();
    sync = new SpoolSync(directory, acked, nanoTime.getAsLong());
    recover();
  }

  /**
   * Opens the spool and repairs what a crash left.
   *
   * @throws IOException when the directory cannot be used or another agent uses it
   */
  public static Spool open(SpoolSettings settings) throws IOException {
    return open(settings, System::nanoTime);
  }

  static Spool open(SpoolSettings settings, LongSupplier nanoTime) throws IOException {
    SpoolDirectory directory = SpoolDirectory.open(settings.directory());
    try {
      return new Spool(settings, directory, nanoTime);
    } catch (IOException e) {
      directory.close();
      throw e;
    }
  }

  /**
   * What names the kernel's boot in boot ids: the first 8 hex digits of {@code
   * <proc>/sys/kernel/random/boot_id}.
   */
  public static String kernelBoot(Path proc) {
    return SpoolDirectory.kernelBoot(proc);
  }

  private void recover() throws IOException {
    SpoolScan scan = new SpoolScan(directory);
    scan.run();
    scan.segments().forEach(segments::add);
    nextOrder = scan.nextOrder();
    droppedCorrupt = scan.corrupt();
    segments.ack(acked.bootId(), acked.seq());
    String bootId = directory.identity();
    Segment newest = segments.newest();
    long next = directory.position();
    long last = newest != null && newest.epoch.bootId().equals(bootId) ? newest.lastSeq : 0;
    if (bootId != null && bootId.equals(acked.bootId())) {
      last = Math.max(last, acked.seq());
    }
    long vanished = bootId == null ? 0 : Math.max(0, next - 1 - last);
    droppedCorrupt += Math.max(vanished, scan.tornTail() ? 1 : 0);
    if (bootId == null
        || !bootId.startsWith(settings.kernelBoot() + "-")
        || next == 0
        || vanished > 0) {
      beginEpoch(SpoolDirectory.newBootId(settings.kernelBoot()));
    } else {
      present = epoch(bootId);
      nextSeq = Math.max(next, last + 1);
    }
  }

  private void beginEpoch(String bootId) throws IOException {
    // Should this process die in between, the position is too large for the new identity, and the
    // next start begins another one: the safe side.
    directory.identity(bootId);
    directory.position(1);
    present = epoch(bootId);
    nextSeq = 1;
  }

  /** The epoch of new frames; the same object as in segments, as it is compared often. */
  private Epoch epoch(String bootId) {
    Epoch epoch = new Epoch(bootId, settings.schema().toByteString());
    for (Segment segment : segments.all) {
      if (segment.epoch.equals(epoch)) {
        return segment.epoch;
      }
    }
    return epoch;
  }

  /** Boot id of new frames. */
  public synchronized String bootId() {
    return present.bootId();
  }

  /**
   * Whether the next frame must be a keyframe: a new process, a segment that is old or large
   * enough, a frame that was lost, or an aggregator that asked for one.
   */
  public synchronized boolean keyframeNeeded() {
    if (current == null || keyframeWanted) {
      return true;
    }
    long stretch = Math.max(1, segments.all.size() / MANY_SEGMENTS);
    return current.bytes >= settings.maxBytes() / SEGMENTS_PER_BOUND
        || nanoTime.getAsLong() - currentSince >= ROTATE_NANOS * stretch;
  }

  /** Makes the next frame a keyframe. */
  synchronized void wantKeyframe() {
    keyframeWanted = true;
  }

  /**
   * Stores a frame; afterwards it can be read. A keyframe starts a segment.
   *
   * @param timeMs the tick's time, Unix milliseconds
   * @return false when it had to be dropped, which is counted; the next one must be a keyframe
   */
  public boolean append(long timeMs, byte[] tick, int length, boolean keyframe) {
    int frameBytes = SegmentFormat.FRAME_HEADER_BYTES + length;
    Segment segment;
    synchronized (this) {
      if (keyframe) {
        retireCurrent();
      } else if (current == null) {
        droppedRejected++; // its base was given up after it was encoded
        return false;
      }
      long room = frameBytes + (keyframe ? SegmentFormat.headerBytes(present) : 0L);
      int maxSegments = keyframe ? MAX_SEGMENTS : MAX_SEGMENTS + 1;
      droppedFull += segments.makeRoom(room, settings.maxBytes(), maxSegments, current);
      if (length > SegmentFormat.MAX_TICK_BYTES || segments.bytes() + room > settings.maxBytes()) {
        droppedFull++;
        retireCurrent();
        return false;
      }
      segment = current;
    }
    try {
      if (segment == null) {
        segment = create();
      }
      // Without the lock: only this thread writes, and only it moves a segment's end forward.
      writer.frame(segment.bytes, segment.firstSeq + segment.written, timeMs, tick, length);
      directory.position(segment.firstSeq + segment.written + 1);
    } catch (IOException e) {
      refused(segment, e);
      return false;
    }
    synchronized (this) {
      if (segment != current) {
        droppedRejected++;
        writer.cut(segment.bytes);
        return false;
      }
      segments.appended(segment, timeMs, frameBytes);
      sync.wrote();
      nextSeq = segment.lastSeq + 1;
      if (keyframe) {
        keyframeWanted = false;
        segments.removeAcked();
      }
      if (diskRefused) {
        diskRefused = false;
        LOG.info("spool: {} takes frames again", settings.directory());
      }
    }
    return true;
  }

  private Segment create() throws IOException {
    Segment segment;
    synchronized (this) {
      // Taken only when the segment is in the list: a run that begins in between starts with it.
      long order = nextOrder;
      int headerBytes = SegmentFormat.headerBytes(present);
      segment = new Segment(order, directory.segment(order), present, nextSeq, headerBytes);
    }
    FileChannel created;
    try {
      created = writer.create(segment.file, SegmentFormat.header(segment.epoch, segment.firstSeq));
    } catch (IOException e) {
      Files.deleteIfExists(segment.file);
      throw e;
    }
    synchronized (this) {
      current = segment;
      sync.opened(created);
      nextOrder = segment.order + 1;
      currentSince = nanoTime.getAsLong();
      segments.add(segment);
    }
    return segment;
  }

  private void refused(Segment segment, IOException e) {
    synchronized (this) {
      droppedDisk++;
      if (segment != null) {
        writer.cut(segment.bytes);
      }
      retireCurrent();
      if (!diskRefused) {
        diskRefused = true;
        LOG.warn(
            "spool: {} refuses frames, they are dropped: {}", settings.directory(), e.toString());
      }
    }
  }

  /** No more frames for the present segment; the next one is a keyframe in a new one. */
  private void retireCurrent() {
    if (current == null) {
      return;
    }
    Segment retired = current;
    current = null;
    sync.retire();
    if (retired.empty() && !retired.gone) {
      segments.remove(retired);
    }
  }

  /** What has to be sent first. */
  synchronized Run run() {
    return segments.run(present, nextSeq, nextOrder);
  }

  /** A reader from the last keyframe at or before {@code resumeFrom}. */
  synchronized SpoolReader reader(Run run, long resumeFrom) {
    Segment start = null;
    for (Segment segment : segments.all) {
      boolean ofRun = segment.order >= run.firstOrder() && segment.epoch.equals(run.epoch());
      if (ofRun && (start == null || segment.firstSeq <= resumeFrom)) {
        start = segment;
      }
    }
    if (start == null) {
      return new SpoolReader(this, run.epoch(), run.firstOrder(), run.nextSeq());
    }
    // What follows a segment of an earlier process, or a closed one, is a keyframe of its own.
    return resumeFrom > start.lastSeq && start != current
        ? new SpoolReader(this, run.epoch(), start.order + 1, start.lastSeq + 1)
        : new SpoolReader(this, run.epoch(), start.order, start.firstSeq);
  }

  /** For readers, which hold this spool's lock. */
  SegmentList segments() {
    return segments;
  }

  /** For readers, which hold this spool's lock. */
  boolean grows(Epoch epoch) {
    return present.equals(epoch);
  }

  /** All frames of a boot id up to {@code seq} are committed. */
  synchronized void ack(String bootId, long seq) {
    if (!bootId.equals(acked.bootId()) || seq > acked.seq()) {
      acked = new SpoolDirectory.Acked(bootId, seq);
      segments.ack(bootId, seq);
    }
  }

  /** The aggregator refuses this frame for good: it and the rest of its segment are given up. */
  synchronized void reject(String bootId, long seq) {
    Segment segment = segments.find(bootId, seq);
    if (segment != null) {
      droppedRejected += giveUp(segment, seq);
    }
  }

  /** The disk does not give this frame back as it was written. */
  synchronized void corrupt(Segment segment, long seq) {
    if (!segment.gone) {
      long frames = giveUp(segment, seq);
      droppedCorrupt += frames;
      LOG.warn("spool: {} is damaged, {} frames from {} are lost", segment.file, frames, seq);
    }
  }

  private long giveUp(Segment segment, long seq) {
    long dropped = segment.lastSeq - Math.max(seq - 1, segment.ackedSeq);
    if (segment == current) {
      retireCurrent();
    }
    segments.endAt(segment, seq - 1);
    return dropped;
  }

  /**
   * Gives new frames a new boot id: the aggregator has numbers of this one that were never given
   * here.
   */
  synchronized void renewIdentity() throws IOException {
    retireCurrent();
    beginEpoch(SpoolDirectory.newBootId(settings.kernelBoot()));
  }

  /** Newest segment of the present boot of the machine, for {@link Recovery}; null without one. */
  synchronized Segment newestOfThisBoot() {
    Segment newest = segments.newest();
    boolean usable =
        newest != null && newest.epoch.bootId().startsWith(settings.kernelBoot() + "-");
    return usable ? newest : null;
  }

  /** Syncs what is due. Called by the stream's thread, as a disk may take its time. */
  void maintain() {
    if (sync.due(nanoTime.getAsLong())) {
      sync.run(lastAcked());
    }
  }

  private synchronized SpoolDirectory.Acked lastAcked() {
    return acked;
  }

  /** The spool now; {@code nowMs} is the wall clock. */
  public synchronized SpoolStatus status(long nowMs) {
    Segment oldest = segments.oldestUnacked();
    return new SpoolStatus(
        segments.bytes(),
        settings.maxBytes(),
        segments.all.size(),
        segments.unacked(),
        oldest == null ? 0 : Math.max(0, nowMs - oldest.oldestUnackedMs()),
        acked.bootId().equals(present.bootId()) ? acked.seq() : 0,
        droppedFull,
        droppedDisk,
        droppedCorrupt,
        droppedRejected);
  }

  /** Syncs and frees the directory. The tick and stream threads must have ended. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      retireCurrent();
    }
    sync.run(lastAcked());
    directory.close();
  }
}
