package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutablesTest {
  @TempDir Path proc;

  private String name(int pid, String exe, String cmdline, String comm) throws IOException {
    Path process = Files.createDirectory(proc.resolve(String.valueOf(pid)));
    Files.createSymbolicLink(process.resolve("exe"), Path.of(exe));
    Files.writeString(process.resolve("cmdline"), cmdline);
    return new Executables(proc).of(pid, comm);
  }

  @Test
  void aLinkIsCalledAsItWasStarted() throws IOException {
    assertThat(
            name(1, "/usr/bin/redis-check-rdb", "/usr/bin/redis-server *:6379\0", "redis-server"))
        .isEqualTo("redis-server");
    assertThat(name(2, "/bin/busybox", "wget\0http://a/\0", "wget")).isEqualTo("wget");
    assertThat(name(3, "/usr/bin/python3.11", "python3\0server.py\0", "python3"))
        .isEqualTo("python3");
    assertThat(
            name(
                4,
                "/opt/a/very-long-program-name-2",
                "very-long-program-name\0",
                "very-long-progr"))
        .isEqualTo("very-long-program-name");
  }

  @Test
  void whatCallsItselfSomethingElseIsItsFile() throws IOException {
    assertThat(name(1, "/usr/sbin/nginx", "nginx: worker process\0", "nginx")).isEqualTo("nginx");
    assertThat(name(2, "/usr/bin/node", "node\0app.js\0", "MainThread")).isEqualTo("node");
    assertThat(name(3, "/usr/lib/jvm/bin/java (deleted)", "", "java")).isEqualTo("java");
  }

  @Test
  void oneThatIsGoneIsWhatItsThreadWasCalled() {
    assertThat(new Executables(proc).of(99, "curl")).isEqualTo("curl");
  }
}
