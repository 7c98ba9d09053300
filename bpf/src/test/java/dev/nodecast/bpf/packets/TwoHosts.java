package dev.nodecast.bpf.packets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Two network namespaces joined by a pair of virtual interfaces. They know each other's link
 * address, so nothing of IPv4 is on the wire but what a test sends.
 */
final class TwoHosts implements AutoCloseable {
  private static final List<String> MACS = List.of("02:00:00:00:00:01", "02:00:00:00:00:02");

  final String left = "nodecast-pl-" + ProcessHandle.current().pid();
  final String right = "nodecast-pr-" + ProcessHandle.current().pid();

  /** Skips the test where none can be made. */
  TwoHosts() throws IOException, InterruptedException {
    assumeTrue(run("ip", "netns", "add", left).isEmpty(), "no network namespace can be made");
    must("ip netns add " + right);
    must(
        "ip link add veth0 address %s netns %s type veth peer veth0 address %s netns %s"
            .formatted(MACS.get(0), left, MACS.get(1), right));
    address(left, 1);
    address(right, 2);
  }

  private void address(String namespace, int own) throws IOException, InterruptedException {
    String ip = "ip -n " + namespace + " ";
    must(ip + "link set veth0 up");
    must(ip + "link set lo up");
    for (boolean v6 : List.of(false, true)) {
      must(ip + "addr add " + address(v6, own) + (v6 ? "/64 nodad" : "/24") + " dev veth0");
      must(
          "%s neigh add %s lladdr %s dev veth0 nud permanent"
              .formatted(ip, address(v6, 3 - own), MACS.get(2 - own)));
    }
  }

  /** Of the left side (1) or the right side (2). */
  static String address(boolean v6, int side) {
    return (v6 ? "fd98::" : "10.97.0.") + side;
  }

  /** What runs a command there. */
  String enterLeft() {
    return "ip netns exec " + left;
  }

  String enterRight() {
    return "ip netns exec " + right;
  }

  /** The kernel hands the interfaces nothing larger than a packet. */
  void oneSegmentAtATime() throws IOException, InterruptedException {
    must("ip -n " + left + " link set veth0 gso_max_segs 1");
    must("ip -n " + right + " link set veth0 gso_max_segs 1");
  }

  /** Neither neighbours nor groups of IPv6 are asked about. */
  void onlyIpv4() throws IOException, InterruptedException {
    for (String namespace : List.of(left, right)) {
      String off = "echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6";
      assertThat(run("ip", "netns", "exec", namespace, "sh", "-c", off)).isEmpty();
    }
  }

  /** Packets and bytes that the left interface sent, then the right one. */
  long[] counted() throws IOException, InterruptedException {
    return new long[] {
      device(left, "tx_packets"), device(left, "tx_bytes"),
      device(right, "tx_packets"), device(right, "tx_bytes")
    };
  }

  /** A number of /proc/net/snmp. */
  static long statistic(String namespace, String group, String name)
      throws IOException, InterruptedException {
    String text = run("ip", "netns", "exec", namespace, "cat", "/proc/net/snmp");
    List<String> lines = text.lines().filter(line -> line.startsWith(group + ":")).toList();
    int column = List.of(lines.get(0).split(" ", -1)).indexOf(name);
    assertThat(column).as(group + " " + name).isPositive();
    return Long.parseLong(lines.get(1).split(" ", -1)[column]);
  }

  /** What an interface counted: of IPv6 and its neighbours, too. */
  static long device(String namespace, String file) throws IOException, InterruptedException {
    return Long.parseLong(
        run("ip", "netns", "exec", namespace, "cat", "/sys/class/net/veth0/statistics/" + file));
  }

  private static void must(String command) throws IOException, InterruptedException {
    assertThat(run(command.trim().split(" +", -1))).as(command).isEmpty();
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
