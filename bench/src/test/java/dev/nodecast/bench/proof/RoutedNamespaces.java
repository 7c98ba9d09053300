package dev.nodecast.bench.proof;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Two networks with a router between them that rewrites addresses: what is asked of {@link
 * #TRANSLATED} is answered by {@link #SERVER} (DNAT, as a Service of Kubernetes does it), and what
 * is asked of that itself comes from the router's address (masquerade).
 */
final class RoutedNamespaces implements AutoCloseable {
  static final String SERVER = "10.77.2.2:8080";
  static final String TRANSLATED = "203.0.113.10:80";

  private static final int SECONDS = 20;

  private final String client = "nodecast-c" + ProcessHandle.current().pid();
  private final String router = "nodecast-r" + ProcessHandle.current().pid();
  private final String server = "nodecast-s" + ProcessHandle.current().pid();

  /** Empty when all is there; else what this machine refused. */
  String open() throws Exception {
    String of =
        String.join(
            "; ",
            "set -e",
            "ip netns add " + client,
            "ip netns add " + router,
            "ip netns add " + server,
            "ip link add c0 netns " + client + " type veth peer name r0 netns " + router,
            "ip link add s0 netns " + server + " type veth peer name r1 netns " + router,
            up(client, "c0", "10.77.1.2/24"),
            up(router, "r0", "10.77.1.1/24"),
            up(router, "r1", "10.77.2.1/24"),
            up(server, "s0", "10.77.2.2/24"),
            "ip -n " + client + " route add default via 10.77.1.1",
            "ip -n " + server + " route add default via 10.77.2.1",
            in(router) + "sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'",
            in(router)
                + nat("PREROUTING -d 203.0.113.10 -p tcp --dport 80")
                + " -j DNAT --to-destination "
                + SERVER,
            in(router)
                + nat("POSTROUTING -d 10.77.2.2 -m conntrack ! --ctstate DNAT")
                + " -j MASQUERADE");
    return run(List.of("sh", "-c", of));
  }

  private static String up(String namespace, String link, String address) {
    String in = "ip -n " + namespace;
    return in + " addr add " + address + " dev " + link + "; " + in + " link set " + link + " up";
  }

  private static String in(String namespace) {
    return "ip netns exec " + namespace + ' ';
  }

  private static String nat(String rule) {
    return "iptables -t nat -A " + rule;
  }

  /** The words before a program that is to run at the client's. */
  List<String> atClient() {
    return List.of("ip", "netns", "exec", client);
  }

  /** The words before a program that is to run at the server's. */
  List<String> atServer() {
    return List.of("ip", "netns", "exec", server);
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    return ended && process.exitValue() == 0 ? "" : command.get(0) + ": " + said.strip();
  }

  @Override
  public void close() throws Exception {
    for (String each : new ArrayList<>(List.of(client, router, server))) {
      run(List.of("ip", "netns", "del", each));
    }
  }
}
