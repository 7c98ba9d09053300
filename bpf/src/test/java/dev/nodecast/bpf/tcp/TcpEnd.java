package dev.nodecast.bpf.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.OwnCgroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A {@link TcpProgram} in a cgroup of its own. */
final class TcpEnd implements AutoCloseable {
  private final OwnCgroup cgroup;
  private final Process process;
  private final BufferedReader answers;
  private final OutputStream commands;
  final CgroupIds ids;

  /** In this process's network namespace. */
  TcpEnd(String name) throws IOException {
    this(name, "");
  }

  /**
   * @param enter a command that runs the rest elsewhere, such as {@code ip netns exec x}
   */
  TcpEnd(String name, String enter) throws IOException {
    cgroup = OwnCgroup.make(name);
    ids = cgroup.ids();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String code = TcpProgram.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    process =
        cgroup
            .shell(
                "exec %s %s -Xmx32m -Xshare:auto -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp %s %s"
                    .formatted(enter, java, code, TcpProgram.class.getName()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    commands = process.getOutputStream();
  }

  /** Says what to do, without waiting for it. */
  void tell(String command, Object... arguments) throws IOException {
    StringBuilder line = new StringBuilder(command);
    for (Object argument : arguments) {
      line.append(' ').append(argument);
    }
    commands.write(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
    commands.flush();
  }

  /** The answer to what was told before. */
  long answer() throws IOException {
    String line = answers.readLine();
    assertThat(line).as("the program ended; see its error above").isNotNull();
    return Long.parseLong(line);
  }

  long ask(String command, Object... arguments) throws IOException {
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
