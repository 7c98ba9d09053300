package dev.nodecast.agent.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's page size: 4 KiB on x86, 4 to 64 KiB on arm64; from the agent's own auxv. */
public final class PageSize {
  private static final int DEFAULT = 4096;
  private static final long AT_PAGESZ = 6; // include/uapi/linux/auxvec.h

  private PageSize() {}

  /** Bytes. */
  public static long read(Path proc) {
    try {
      ByteBuffer vector =
          ByteBuffer.wrap(Files.readAllBytes(proc.resolve("self/auxv")))
              .order(ByteOrder.nativeOrder());
      while (vector.remaining() >= 2 * Long.BYTES) {
        long key = vector.getLong();
        long value = vector.getLong();
        if (key == AT_PAGESZ && value > 0) {
          return value;
        }
      }
    } catch (IOException e) {
      return DEFAULT; // a captured tree has no auxv
    }
    return DEFAULT;
  }
}
