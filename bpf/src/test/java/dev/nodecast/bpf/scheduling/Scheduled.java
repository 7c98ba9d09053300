package dev.nodecast.bpf.scheduling;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.bpf.OwnCgroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** scheduled.c, running in a cgroup, and what the kernel itself says of it. */
final class Scheduled implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final BufferedReader answers;

  Scheduled(OwnCgroup cgroup) throws IOException {
    process = cgroup.start(program());
    answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    ask("p0");
  }

  private static Path program() {
    try {
      return Path.of(Scheduled.class.getResource("/native/scheduled").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Does it, and waits until it is done and the process has left its processor. */
  long ask(String what) throws IOException {
    tell(what);
    return answer();
  }

  /** Without waiting. */
  void tell(String what) throws IOException {
    process.getOutputStream().write(what.getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  /** What was told before; the process has left its processor then. */
  long answer() throws IOException {
    long answer = Long.parseLong(answers.readLine());
    rest();
    return answer;
  }

  /** Waits until it sleeps in read(2) of its input: the kernel says so once it was switched out. */
  void rest() {
    Path path = proc(pid(), "syscall");
    assumeTrue(Files.isReadable(path), path + " is not readable (CONFIG_HAVE_ARCH_TRACEHOOK)");
    String read = System.getProperty("os.arch").equals("amd64") ? "0 0x0 " : "63 0x0 ";
    await(() -> text(path).startsWith(read), "asleep in read(2)");
  }

  /** Waits until it is a zombie that has left its last processor. */
  static void ended(long pid) {
    // Its stack is looked up when it is inactive, and it has none any more.
    await(() -> text(proc(pid, "stat")).contains(") Z "), pid + " ended");
  }

  /** Nanoseconds on a processor, nanoseconds of waiting for one, times it got one. */
  static long[] schedstat(long pid) {
    String[] fields = text(proc(pid, "schedstat")).strip().split(" ", -1);
    return new long[] {
      Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2])
    };
  }

  /** A number of /proc/PID/status, or of another file of such lines. */
  static long number(long pid, String file, String name) {
    return text(proc(pid, file))
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }

  static void await(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(200_000);
    }
  }

  private static Path proc(long pid, String file) {
    return Path.of("/proc", Long.toString(pid), file);
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new AssertionError(path.toString(), e);
    }
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    boolean ended = process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join() != null;
    assertThat(ended).isTrue();
  }
}
