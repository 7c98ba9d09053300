package dev.nodecast.bpf.file;

import java.util.List;

/** What a system call does to files; enum file_operation of file.h, in its order. */
enum FileOperation {
  NOTHING(),
  READ("read", "pread64", "readv", "preadv", "preadv2"),
  WRITE("write", "pwrite64", "writev", "pwritev", "pwritev2"),
  OPEN("open", "openat", "openat2", "creat", "open_by_handle_at"),
  SYNC("fsync", "fdatasync", "sync_file_range"),
  SEND("sendfile"),
  COPY("copy_file_range", "splice");

  private final List<String> calls;

  FileOperation(String... calls) {
    this.calls = List.of(calls);
  }

  /** Names; an architecture may have no such call. */
  List<String> calls() {
    return calls;
  }
}
