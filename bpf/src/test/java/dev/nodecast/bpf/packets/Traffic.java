package dev.nodecast.bpf.packets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.OwnCgroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** traffic.c, running in a cgroup of its own. */
final class Traffic implements AutoCloseable {
  private final OwnCgroup cgroup;
  private final Process process;
  private final BufferedReader answers;
  final CgroupIds ids;

  /** In this process's network namespace. */
  Traffic(String name) throws IOException {
    this(name, "");
  }

  /**
   * @param enter a command that runs the rest elsewhere, such as {@code ip netns exec x}
   */
  Traffic(String name, String enter) throws IOException {
    cgroup = OwnCgroup.make("packets-" + name);
    ids = cgroup.ids();
    process =
        cgroup
            .shell("exec " + enter + " " + program())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    answers = new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII));
  }

  private static Path program() {
    try {
      return Path.of(Traffic.class.getResource("/native/traffic").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Says what to do, without waiting for it. */
  void tell(String command, Object... arguments) throws IOException {
    StringBuilder line = new StringBuilder(command);
    for (Object argument : arguments) {
      line.append(' ').append(argument);
    }
    process.getOutputStream().write(line.append('\n').toString().getBytes(US_ASCII));
    process.getOutputStream().flush();
  }

  /** The answer to what was told before. */
  long answer() throws IOException {
    String line = answers.readLine();
    assertThat(line).as("the program ended; see its error above").isNotNull();
    return Long.parseLong(line);
  }

  /** Does it; it must be possible. */
  long ask(String command, Object... arguments) throws IOException {
    long answer = tried(command, arguments);
    assertThat(answer).as(command + ": -errno").isNotNegative();
    return answer;
  }

  /** The same where the answer may be -errno. */
  long tried(String command, Object... arguments) throws IOException {
    tell(command, arguments);
    return answer();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cgroup.close();
  }
}
