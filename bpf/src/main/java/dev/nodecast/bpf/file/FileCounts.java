package dev.nodecast.bpf.file;

import dev.nodecast.bpf.StructLayout;

/** What is counted of a cgroup: operations on regular files. */
public final class FileCounts {
  /** struct file_counts of file.h. */
  public static final StructLayout LAYOUT = new StructLayout("file_counts");

  static {
    LAYOUT.u64("reads");
    LAYOUT.u64("read_bytes");
    LAYOUT.u64("writes");
    LAYOUT.u64("write_bytes");
    LAYOUT.u64("opens");
    LAYOUT.u64("open_failures");
    LAYOUT.u64("fsyncs");
    LAYOUT.hist("read_latency_us");
    LAYOUT.hist("write_latency_us");
    LAYOUT.hist("open_latency_us");
    LAYOUT.hist("fsync_latency_us");
  }

  private FileCounts() {}
}
