package dev.nodecast.agent.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In a JVM of its own, which has the agent's collector of garbage and no other's threads. */
class UrgencyTest {
  private static final int CAP_SYS_NICE = 23;

  /** Becomes urgent, starts a thread, and stays until its input ends. */
  static final class Urgent {
    private Urgent() {}

    public static void main(String[] args) {
      Urgency.ofThisProcess();
      new Thread(Urgent::stay, "started").start();
    }

    private static void stay() {
      System.out.println("ready");
      try {
        System.in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** proc(5): CapEff of a thread, in hexadecimal. */
  private static boolean may(int capability) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String effective = lines.filter(line -> line.startsWith("CapEff:")).findFirst().orElseThrow();
      return (Long.parseLong(effective.substring(7).strip(), 16) >> capability & 1) == 1;
    }
  }

  /** By the thread's name, in brackets; of the fields behind it niceness is the 17th (proc(5)). */
  private static Map<String, Integer> niceness(long pid) throws IOException {
    Map<String, Integer> by = new TreeMap<>();
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads.toList()) {
        String stat;
        try {
          stat = Files.readString(thread.resolve("stat"));
        } catch (NoSuchFileException ended) {
          continue; // one of the compiler's, which come and go
        }
        int end = stat.lastIndexOf(')');
        by.put(
            stat.substring(stat.indexOf('(') + 1, end),
            Integer.parseInt(stat.substring(end + 2).split(" ", -1)[16]));
      }
    }
    return by;
  }

  @Test
  void whatStopsAllThreadsIsAsUrgentAsTheyAre() throws Exception {
    assumeTrue(may(CAP_SYS_NICE), "needs CAP_SYS_NICE");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Urgent.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(process.inputReader().readLine()).isEqualTo("ready");
      Map<String, Integer> niceness = niceness(process.pid());
      assertThat(niceness).containsKeys("VM Thread", "started");
      assertThat(niceness).allSatisfy((thread, nice) -> assertThat(nice).as(thread).isEqualTo(-10));
    } finally {
      process.getOutputStream().close();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
