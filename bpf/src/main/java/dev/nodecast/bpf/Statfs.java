package dev.nodecast.bpf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * statvfs(3) of a path: what {@code df} and {@code df -i} print. Java's own file stores know bytes
 * but not inodes. Used by one thread; the numbers are those of the last {@link #read}.
 */
public final class Statfs {
  private static final int FIELDS = 7;

  static {
    NativeLibrary.SYSTEM.load();
  }

  private final long[] values = new long[FIELDS];

  /**
   * Asks the kernel. A filesystem whose server does not answer (NFS) blocks the caller; callers
   * leave remote ones out.
   *
   * @throws IOException naming the path and the errno
   */
  public void read(Path path) throws IOException {
    byte[] name = (path + "\0").getBytes(StandardCharsets.UTF_8);
    int errno = statvfs(name, values);
    if (errno != 0) {
      throw new IOException(path + ": statvfs failed with errno " + errno);
    }
  }

  /** Size in bytes. */
  public long capacity() {
    return values[0] * values[1];
  }

  /** Bytes in use, those reserved for root left out, as df counts. */
  public long used() {
    return values[0] * (values[1] - values[2]);
  }

  /** Bytes that an ordinary user can still write. */
  public long available() {
    return values[0] * values[3];
  }

  public long inodes() {
    return values[4];
  }

  public long inodesFree() {
    return values[5];
  }

  public boolean readOnly() {
    return values[6] != 0;
  }

  private static native int statvfs(byte[] path, long[] out);
}
