package dev.nodecast.bpf.file;

import dev.nodecast.bpf.StructLayout;

/** Operations that are in no count, since the programs were loaded. */
final class FileLost {
  /** struct file_lost of file.h. */
  static final StructLayout LAYOUT = new StructLayout("file_lost");

  static final int STARTS = LAYOUT.u64("starts");
  static final int COMPAT = LAYOUT.u64("compat");

  private FileLost() {}
}
