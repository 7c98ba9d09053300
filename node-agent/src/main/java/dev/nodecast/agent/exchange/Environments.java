package dev.nodecast.agent.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What processes declare in their environments, read once for each: {@code /proc/<pid>/environ},
 * which takes the rights of a debugger (PTRACE_MODE_READ_FSCREDS, fs/proc/base.c). Of one that is
 * gone already, or may not be read, nothing is known. For one thread.
 */
final class Environments {
  private static final int MAX = 4096;

  /** Of an environment; what stands behind is not looked at. */
  private static final int LONGEST = 256 * 1024;

  private record Key(int pid, String comm) {}

  private final Path proc;
  private final byte[] bytes = new byte[LONGEST];
  private final Map<Key, Declared> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Declared> eldest) {
          return size() > MAX;
        }
      };

  Environments(Path proc) {
    this.proc = proc;
  }

  /**
   * What a process declares.
   *
   * @param comm what its first thread is called: another one with the pid has another name
   */
  Declared of(int pid, String comm) {
    return known.computeIfAbsent(new Key(pid, comm), key -> read(pid));
  }

  private Declared read(int pid) {
    try (InputStream in = Files.newInputStream(proc.resolve(pid + "/environ"))) {
      return Declared.of(bytes, in.readNBytes(bytes, 0, LONGEST));
    } catch (IOException e) {
      return Declared.NOTHING;
    }
  }
}
