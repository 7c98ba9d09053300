package dev.nodecast.agent.stream;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what was written to the device, in groups: a sync per frame would cost more than the
 * frame. Works on the stream's thread, as a disk may take its time.
 */
final class SpoolSync {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolSync.class);

  /**
   * Retired files beyond this are closed without a sync; the kernel writes them in its own time.
   */
  private static final int MAX_RETIRED = 16;

  private final SpoolDirectory directory;
  private final List<FileChannel> retired = new ArrayList<>();
  private SpoolDirectory.Acked noted;
  private FileChannel open;
  private boolean written;
  private long last;

  SpoolSync(SpoolDirectory directory, SpoolDirectory.Acked noted, long nanos) {
    this.directory = directory;
    this.noted = noted;
    this.last = nanos;
  }

  /** Frames go to this file now. */
  synchronized void opened(FileChannel channel) {
    open = channel;
  }

  synchronized void wrote() {
    written = true;
  }

  /** No more frames go to the file that was opened last. */
  synchronized void retire() {
    retired.add(open);
    open = null;
    if (retired.size() > MAX_RETIRED) {
      closeQuietly(retired.remove(0));
    }
  }

  /** Whether the last sync is long enough ago; then it counts from now. */
  synchronized boolean due(long nanos) {
    boolean due = nanos - last >= TimeUnit.SECONDS.toNanos(Spool.SYNC_SECONDS);
    if (due) {
      last = nanos;
    }
    return due;
  }

  /** Syncs files and notes the last acknowledgement. */
  void run(SpoolDirectory.Acked acked) {
    FileChannel live;
    List<FileChannel> closed;
    synchronized (this) {
      live = written ? open : null;
      written = false;
      closed = List.copyOf(retired);
      retired.clear();
    }
    try {
      if (live != null) {
        live.force(false);
      }
      for (FileChannel channel : closed) {
        channel.force(false);
      }
      if (!acked.equals(noted)) {
        directory.acked(acked);
        noted = acked;
      }
    } catch (IOException e) {
      LOG.warn("spool: cannot be synced: {}", e.toString());
    } finally {
      closed.forEach(SpoolSync::closeQuietly);
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("spool: close", e);
    }
  }
}
