package dev.nodecast.bpf.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Two network namespaces of a test's own, joined by a pair of virtual interfaces. */
final class OwnNetwork implements AutoCloseable {
  static final String LEFT = "10.98.0.1";
  static final String RIGHT = "10.98.0.2";

  private final String left = "nodecast-l-" + ProcessHandle.current().pid();
  private final String right = "nodecast-r-" + ProcessHandle.current().pid();

  /** Skips the test where none can be made. */
  OwnNetwork() throws IOException, InterruptedException {
    assumeTrue(run("ip", "netns", "add", left).isEmpty(), "no network namespace can be made");
    must("ip", "netns", "add", right);
    must(
        "ip", "link", "add", "veth0", "netns", left, "type", "veth", "peer", "veth0", "netns",
        right);
    address(left, LEFT);
    address(right, RIGHT);
  }

  private void address(String namespace, String address) throws IOException, InterruptedException {
    must("ip", "-n", namespace, "addr", "add", address + "/24", "dev", "veth0");
    must("ip", "-n", namespace, "link", "set", "veth0", "up");
    must("ip", "-n", namespace, "link", "set", "lo", "up");
  }

  /** What runs a command there. */
  String enterLeft() {
    return "ip netns exec " + left;
  }

  String enterRight() {
    return "ip netns exec " + right;
  }

  /** Shapes what leaves the left side; what tc says against it, or nothing. */
  String shape(String... discipline) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("tc", "-n", left, "qdisc", "add", "dev", "veth0", "root"));
    command.addAll(List.of(discipline));
    return run(command.toArray(String[]::new));
  }

  /** A number of /proc/net/snmp or /proc/net/netstat of the left side. */
  long statistic(String group, String name) throws IOException, InterruptedException {
    String text = run("ip", "netns", "exec", left, "cat", "/proc/net/snmp", "/proc/net/netstat");
    List<String> lines = text.lines().filter(line -> line.startsWith(group + ":")).toList();
    int column = List.of(lines.get(0).split(" ", -1)).indexOf(name);
    assertThat(column).as(group + " " + name).isPositive();
    return Long.parseLong(lines.get(1).split(" ", -1)[column]);
  }

  /** The left side's connections, as ss tells them. */
  String sockets() throws IOException, InterruptedException {
    return run("ip", "netns", "exec", left, "ss", "-tinH", "state", "established");
  }

  private static void must(String... command) throws IOException, InterruptedException {
    assertThat(run(command)).as(String.join(" ", command)).isEmpty();
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    return code == 0 || !said.isBlank() ? said.strip() : "exit code " + code;
  }

  @Override
  public void close() throws IOException {
    try {
      run("ip", "netns", "del", left);
      run("ip", "netns", "del", right);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
