package dev.nodecast.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ThreadNiceTest {
  /** proc(5): of the fields behind the name, which is in brackets, the 17th. */
  private static int nice(String task) throws Exception {
    String stat = Files.readString(Path.of("/proc", task, "stat"));
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16]);
  }

  @Test
  void isOfTheCallingThreadAlone() throws Exception {
    int[] seen = new int[1];
    boolean[] allowed = new boolean[1];
    int before = nice("thread-self");
    Thread thread =
        new Thread(
            () -> {
              allowed[0] = ThreadNice.set(0, before + 1); // which anyone may
              try {
                seen[0] = nice("thread-self");
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    thread.start();
    thread.join();
    assertThat(allowed[0]).isTrue();
    assertThat(seen[0]).isEqualTo(before + 1);
    assertThat(nice("thread-self")).isEqualTo(before);
  }
}
