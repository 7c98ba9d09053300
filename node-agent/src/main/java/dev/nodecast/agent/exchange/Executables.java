package dev.nodecast.agent.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names of programs by pid: what they were started as, where the kernel still calls them so
 * ({@code redis-server} is a link to another program, as all of BusyBox are), else the last part of
 * {@code /proc/<pid>/exe}, or the process's own name when it is gone already. Remembered for as
 * long as it is asked for; another process with the pid of one before has another name, or passes
 * for it. For one thread.
 */
public final class Executables {
  private static final int MAX = 4096;
  private static final String DELETED = " (deleted)";

  /** TASK_COMM_LEN without its terminator. */
  private static final int COMM = 15;

  /** Of a path that is looked at. */
  private static final int LONGEST = 512;

  private record Key(int pid, String comm) {}

  private final Path proc;
  private final Map<Key, String> names =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, String> eldest) {
          return size() > MAX;
        }
      };

  /**
   * @param proc where processes are looked up
   */
  public Executables(Path proc) {
    this.proc = proc;
  }

  /**
   * The program of a process.
   *
   * @param comm what its first thread is called: 15 bytes at most
   */
  public String of(int pid, String comm) {
    return names.computeIfAbsent(new Key(pid, comm), key -> read(pid, comm));
  }

  private String read(int pid, String comm) {
    try {
      String exe = Files.readSymbolicLink(proc.resolve(pid + "/exe")).toString();
      String name =
          lastPart(exe.endsWith(DELETED) ? exe.substring(0, exe.length() - DELETED.length()) : exe);
      String started = started(pid);
      boolean still = comm.length() < COMM ? started.equals(comm) : started.startsWith(comm);
      return still && !started.isEmpty() ? started : name;
    } catch (IOException e) {
      return comm;
    }
  }

  /** The last part of the first argument, as far as it is a name. */
  private String started(int pid) {
    byte[] bytes = new byte[LONGEST];
    try (InputStream in = Files.newInputStream(proc.resolve(pid + "/cmdline"))) {
      int length = in.readNBytes(bytes, 0, LONGEST);
      int end = 0;
      while (end < length && bytes[end] > ' ') {
        end++;
      }
      return lastPart(new String(bytes, 0, end, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return "";
    }
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
