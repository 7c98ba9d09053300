package dev.nodecast.agent.collect;

import dev.nodecast.agent.procfs.FileBytes;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.ReadStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The one buffer that all collectors of the tick thread read into. {@link #require} is for files
 * that have to be there; {@link #read} for those that come and go.
 */
public final class KernelReader {
  /** Turns bytes into numbers; false when they are not what the file should hold. */
  public interface Parser {
    boolean parse(byte[] bytes, int length);
  }

  private final FileBytes bytes = new FileBytes();
  private long unreadable;
  private long truncated;
  private ReadStatus status = ReadStatus.ABSENT;

  /**
   * Reads and parses a file that must be there.
   *
   * @throws IOException naming the file, what it came to and what was expected
   */
  public void require(KernelFile file, Parser parser) throws IOException {
    status = file.read(bytes);
    truncated += status == ReadStatus.TRUNCATED ? 1 : 0;
    if (!status.hasBytes()) {
      unreadable++;
      throw new IOException(
          file.failure().isEmpty() ? file.path() + ": " + text(status) : file.failure());
    }
    if (!parser.parse(bytes.bytes(), bytes.length())) {
      unreadable++;
      throw new IOException(
          file.path()
              + ": not in the kernel's format ("
              + bytes.length()
              + " bytes, expected: as proc(5) has it)");
    }
  }

  /**
   * Reads and parses a file that may be gone; true when it was there and made sense. Anything odd
   * is counted.
   */
  public boolean read(KernelFile file, Parser parser) {
    status = file.read(bytes);
    if (status.hasBytes() && parser.parse(bytes.bytes(), bytes.length())) {
      truncated += status == ReadStatus.TRUNCATED ? 1 : 0;
      return true;
    }
    // A process or cgroup that ended between two reads is no fault.
    if (status != ReadStatus.ABSENT && status != ReadStatus.GONE) {
      unreadable++;
    }
    return false;
  }

  /**
   * As {@link #read}, for files that hold nothing as long as there is nothing to tell (io.stat,
   * cmdline): that is no fault.
   */
  public boolean readIfAny(KernelFile file, Parser parser) {
    status = file.read(bytes);
    truncated += status == ReadStatus.TRUNCATED ? 1 : 0;
    unreadable += status == ReadStatus.DENIED || status == ReadStatus.FAILED ? 1 : 0;
    return status.hasBytes() && parser.parse(bytes.bytes(), bytes.length());
  }

  /** What the last read came to. */
  public ReadStatus status() {
    return status;
  }

  /** Support of a collector that needs one file. */
  public static Support needs(Path file, String remedy) {
    return Files.exists(file)
        ? Support.SUPPORTED
        : new Support.Unsupported(file + " does not exist (" + remedy + ")");
  }

  /** Files that could not be read or parsed, ever. */
  public long unreadable() {
    return unreadable;
  }

  /** Files larger than the buffer's bound, ever. */
  public long truncated() {
    return truncated;
  }

  private static String text(ReadStatus status) {
    return switch (status) {
      case EMPTY -> "is empty (expected: the kernel's numbers)";
      case ABSENT -> "is not there";
      case GONE -> "vanished while being read";
      case DENIED ->
          "permission denied (run the agent as root, or with CAP_DAC_READ_SEARCH and CAP_SYS_PTRACE)";
      case OK, TRUNCATED, FAILED -> "could not be read";
    };
  }
}
