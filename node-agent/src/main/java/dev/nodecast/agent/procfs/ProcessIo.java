package dev.nodecast.agent.procfs;

/**
 * {@code /proc/PID/io}: what a process read and wrote (Linux: fs/proc/base.c,
 * CONFIG_TASK_IO_ACCOUNTING). Readable with CAP_SYS_PTRACE only, checked at read.
 *
 * <pre>
 * rchar: 8675
 * wchar: 1699
 * syscr: 14
 * syscw: 2
 * read_bytes: 0
 * write_bytes: 4096
 * cancelled_write_bytes: 0
 * </pre>
 */
public final class ProcessIo {
  /** What the file says. */
  public enum Field implements KernelKey {
    /** Bytes asked of read calls, cached or not, terminals too. */
    READ_CHARS("rchar"),
    /** Bytes given to write calls. */
    WRITTEN_CHARS("wchar"),
    /** Read system calls. */
    READ_CALLS("syscr"),
    /** Write system calls. */
    WRITE_CALLS("syscw"),
    /** Bytes fetched from storage. */
    READ_BYTES("read_bytes"),
    /** Bytes sent, or to be sent, to storage. */
    WRITE_BYTES("write_bytes"),
    /** Bytes counted as written whose page was truncated before. */
    CANCELLED_WRITE_BYTES("cancelled_write_bytes");

    private final String keys;

    Field(String keys) {
      this.keys = keys;
    }

    @Override
    public String keys() {
      return keys;
    }
  }

  private final KeyedLongs<Field> values = new KeyedLongs<>(Field.values());

  /** Reads the file's text; false when it holds none of the fields. */
  public boolean parse(byte[] bytes, int length) {
    return values.parse(bytes, length);
  }

  /** The value in the text parsed last, NOT_MEASURED if absent. */
  public long of(Field field) {
    return values.of(field);
  }
}
