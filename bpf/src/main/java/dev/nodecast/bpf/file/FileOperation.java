package dev.nodecast.bpf.file;

import java.util.List;

/** What a system call does to files; enum file_operation of file.h, in its order. */
enum FileOperation {
  NOTHING,
  READ,
  WRITE,
  OPEN,
  SYNC,
  SEND,
  COPY;

  /** Names of system calls; an architecture may have no such call. */
  List<String> calls() {
    return switch (this) {
      case NOTHING -> List.of();
      case READ -> List.of("read", "pread64", "readv", "preadv", "preadv2");
      case WRITE -> List.of("write", "pwrite64", "writev", "pwritev", "pwritev2");
      case OPEN -> List.of("open", "openat", "openat2", "creat", "open_by_handle_at");
      case SYNC -> List.of("fsync", "fdatasync", "sync_file_range");
      case SEND -> List.of("sendfile");
      case COPY -> List.of("copy_file_range", "splice");
    };
  }
}
