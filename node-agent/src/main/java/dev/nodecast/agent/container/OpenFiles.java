package dev.nodecast.agent.container;

import dev.nodecast.agent.procfs.KernelFile;
import java.nio.file.Path;

/**
 * How many kernel files stay open between ticks. A file read through a kept descriptor costs a
 * fifth of one that is opened each time; beyond the limit files are opened, read and closed. An
 * open file of proc or cgroupfs also holds a page of kernel memory (seq_file's buffer), so the
 * limit bounds that too.
 */
public final class OpenFiles {
  /** 16 MiB of kernel memory; enough for 100 containers and 300 processes twice over. */
  public static final int DEFAULT_LIMIT = 4096;

  private final int limit;
  private int held;
  private long refused;

  /**
   * @param limit most descriptors kept at a time
   */
  public OpenFiles(int limit) {
    this.limit = limit;
  }

  /** A file that stays open if there is room when it is first read. */
  public HeldFile file(Path path, KernelFile.Layout layout) {
    return new HeldFile(this, new KernelFile(path, layout));
  }

  boolean take() {
    if (held >= limit) {
      refused++;
      return false;
    }
    held++;
    return true;
  }

  void giveBack() {
    held--;
  }

  /** Descriptors kept now. */
  public int held() {
    return held;
  }

  /** Reads whose file was closed again for want of room, ever. */
  public long refused() {
    return refused;
  }
}
