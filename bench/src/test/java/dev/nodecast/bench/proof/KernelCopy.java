package dev.nodecast.bench.proof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A procfs root whose files are copies of this machine's, taken when the test says so. Between two
 * copies an agent sees a kernel that stands still, so a sum over rows can be held against the very
 * numbers that the agent read.
 */
final class KernelCopy {
  private static final List<String> FILES =
      List.of("stat", "meminfo", "vmstat", "diskstats", "loadavg", "1/net/dev", "1/net/snmp");

  /** Agents read at the beginning of a second; a copy is made far from that. */
  private static final long FROM_MS = 400;

  private static final long TO_MS = 600;

  private final Path root;
  private KernelState last;

  KernelCopy(Path root) throws IOException {
    this.root = root;
    Files.createDirectories(root.resolve("1/net"));
    next();
  }

  Path root() {
    return root;
  }

  /** Copies the kernel's files once more and answers what they say now. */
  KernelState next() throws IOException {
    KernelState state = read();
    // The kernel's idle and I/O wait times may step back by a tick; then it is asked again.
    while (last != null && state.stepsBackFrom(last)) {
      LockSupport.parkNanos(10_000_000);
      state = read();
    }
    awaitMiddleOfSecond();
    for (Map.Entry<String, String> file : state.files().entrySet()) {
      write(root.resolve(file.getKey()), file.getValue());
    }
    last = state;
    return state;
  }

  private static KernelState read() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    for (String file : FILES) {
      String text = Files.readString(Path.of("/proc", file));
      // Pages leave loopback out, and it has the only traffic that a test can make anywhere: the
      // agent is shown its counters under another name.
      files.put(file, file.endsWith("/dev") ? text.replace(" lo:", KernelState.NIC + ":") : text);
    }
    return new KernelState(files);
  }

  private static void awaitMiddleOfSecond() {
    long at = System.currentTimeMillis() % 1000;
    while (at < FROM_MS || at > TO_MS) {
      LockSupport.parkNanos(10_000_000);
      at = System.currentTimeMillis() % 1000;
    }
  }

  /** In place, as agents keep kernel files open, and in one write. */
  private static void write(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      channel.write(bytes, 0);
      channel.truncate(bytes.capacity());
    }
  }
}
