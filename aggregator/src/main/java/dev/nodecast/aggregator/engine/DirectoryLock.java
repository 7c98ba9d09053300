package dev.nodecast.aggregator.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * One process per data directory. The engine locks it too, but only says so in its own log; this
 * lock names the holder. The kernel releases it with the process, however that ends.
 */
final class DirectoryLock {
  // A channel that nobody holds is closed with the next collection of garbage, and its lock goes.
  private static final List<FileLock> HELD = new ArrayList<>();

  private DirectoryLock() {}

  /** Locks for the life of the process; throws with the holder's pid when another has it. */
  static synchronized void acquire(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path file = directory.resolve("nodecast.lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      ByteBuffer pid = ByteBuffer.allocate(20);
      channel.read(pid, 0);
      channel.close();
      String holder = new String(pid.array(), 0, pid.position(), UTF_8).strip();
      throw new IOException(
          "data directory "
              + directory
              + ": in use by process "
              + holder
              + " (expected: one process per directory)");
    }
    channel.truncate(0);
    channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(UTF_8)), 0);
    HELD.add(lock);
  }
}
