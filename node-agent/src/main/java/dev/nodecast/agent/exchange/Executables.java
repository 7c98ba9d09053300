package dev.nodecast.agent.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names of programs by pid: the last part of {@code /proc/<pid>/exe}, or the thread's own name
 * when the process is gone already. Remembered for as long as it is asked for; another process with
 * the pid of one before has another name for its threads, or passes for it. For one thread.
 */
final class Executables {
  private static final int MAX = 4096;
  private static final String DELETED = " (deleted)";

  private record Process(int pid, String comm) {}

  private final Path proc;
  private final Map<Process, String> names =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Process, String> eldest) {
          return size() > MAX;
        }
      };

  Executables(Path proc) {
    this.proc = proc;
  }

  /**
   * The program of a process.
   *
   * @param comm what its thread is called
   */
  String of(int pid, String comm) {
    return names.computeIfAbsent(new Process(pid, comm), process -> read(pid, comm));
  }

  private String read(int pid, String comm) {
    try {
      String exe = Files.readSymbolicLink(proc.resolve(pid + "/exe")).toString();
      int end = exe.endsWith(DELETED) ? exe.length() - DELETED.length() : exe.length();
      return exe.substring(exe.lastIndexOf('/', end - 1) + 1, end);
    } catch (IOException e) {
      return comm;
    }
  }
}
