package dev.nodecast.agent.procfs;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One file of proc, sysfs or cgroupfs, kept open and read again from offset 0 at every call.
 *
 * <p>The kernel generates such a file anew when it is read at 0 (seq_file and kernfs both rewind),
 * so an open, a close and their path walk are saved per read. After {@link ReadStatus#GONE} the
 * next read opens the path again, which finds a process or cgroup that was recreated under the same
 * name.
 *
 * <p>Not thread-safe. A thread interrupted in a read closes the channel; the next read reopens it.
 */
public final class KernelFile implements AutoCloseable {
  /**
   * How the kernel hands the file out, which decides whether a second read is needed to see its
   * end.
   */
  public enum Layout {
    /**
     * One record written by one show function (cgroup files, /proc/PID/stat, status, io,
     * /proc/stat, meminfo): a read shorter than the buffer is the whole file, so one system call
     * does.
     */
    SINGLE,
    /**
     * A list (net/dev, mountinfo, diskstats): short reads occur, only a read of 0 bytes is the end.
     */
    LIST
  }

  private final File file;
  private final Path path;
  private final Layout layout;
  private FileChannel channel;
  private String failure = "";

  public KernelFile(Path path, Layout layout) {
    this.path = path;
    this.file = path.toFile();
    this.layout = layout;
  }

  public Path path() {
    return path;
  }

  /**
   * What went wrong in the last read that was {@link ReadStatus#FAILED} or DENIED; names the file.
   */
  public String failure() {
    return failure;
  }

  /** Reads the file whole; no allocation unless it is opened, fails, or outgrows the buffer. */
  public ReadStatus read(FileBytes into) {
    into.clear();
    if (channel == null) {
      // Asking first costs a stat; the exception of a failing open costs twenty times that, at
      // every
      // tick, for each file that this kernel does not have.
      if (!file.exists()) {
        return ReadStatus.ABSENT;
      }
      try {
        channel = FileChannel.open(path, StandardOpenOption.READ);
      } catch (IOException e) {
        return opened(e);
      }
    }
    try {
      return fill(into);
    } catch (IOException e) {
      into.clear();
      return broken(e);
    }
  }

  private ReadStatus fill(FileBytes into) throws IOException {
    boolean whole = true;
    while (true) {
      ByteBuffer window = into.window();
      if (!window.hasRemaining()) {
        if (!into.grow()) {
          whole = false;
          break;
        }
        continue;
      }
      int count = channel.read(window, window.position());
      if (count <= 0 || (layout == Layout.SINGLE && window.hasRemaining())) {
        break;
      }
    }
    into.publish();
    if (!whole) {
      into.dropPartialLine();
      failure = path + ": truncated at " + into.bound() + " bytes (expected: a smaller file)";
      return ReadStatus.TRUNCATED;
    }
    return into.length() == 0 ? ReadStatus.EMPTY : ReadStatus.OK;
  }

  private ReadStatus opened(IOException e) {
    failure = e.toString();
    if (e instanceof NoSuchFileException) {
      return ReadStatus.ABSENT;
    }
    return e instanceof AccessDeniedException ? ReadStatus.DENIED : ReadStatus.FAILED;
  }

  /** The JDK keeps no errno of a failed read; the path and the text tell the cases apart. */
  private ReadStatus broken(IOException e) {
    close();
    failure = path + ": " + e.getMessage();
    String reason = String.valueOf(e.getMessage());
    if (!file.exists() || reason.equals("No such device") || reason.equals("No such process")) {
      return ReadStatus.GONE;
    }
    boolean denied = reason.equals("Permission denied") || reason.equals("Operation not permitted");
    return denied ? ReadStatus.DENIED : ReadStatus.FAILED;
  }

  /** Gives the descriptor back; a later {@link #read} opens the file again. */
  @Override
  public void close() {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        failure = path + ": " + e.getMessage(); // a read-only descriptor loses nothing
      }
    }
  }
}
