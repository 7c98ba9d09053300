package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.exchange.Capture;
import dev.nodecast.bpf.syscall.SyscallTable;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ServiceKind;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server and real resolvers in containers, seen at both ends: as many as were asked. */
class DnsServiceTest {
  private static final int SLOTS = 2048;

  /** Addresses of the loopback interface that nobody else has taken. */
  private static final String SERVER =
      "127.53." + ProcessHandle.current().pid() % 250 + "." + (1 + System.nanoTime() % 200);

  private static final String SILENT = SERVER.replaceFirst("127\\.53", "127.54");

  @TempDir Path directory;

  private Programs programs;
  private CapturedHost agent;
  private KernelContainer container;
  private KernelContainer client;
  private Process dnsmasq;

  Capture capture() {
    return Capture.NEWEST;
  }

  @BeforeEach
  void start() throws Exception {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    assumeTrue(installed("dnsmasq"), "needs dnsmasq (Debian: dnsmasq-base)");
    assumeTrue(installed("dig"), "needs dig (Debian: bind9-dnsutils)");
    programs = new Programs(kernel, SLOTS, SyscallTable.DEFAULT, capture());
    programs.leaveOut(Programs.but(List.of("exchange", "tcp", "life")));
    agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS);
    container = new KernelContainer();
    client = new KernelContainer();
    dnsmasq =
        container
            .shell(
                "exec dnsmasq -k --conf-file=/dev/null --no-resolv --no-hosts --user=root"
                    + " --pid-file= --log-facility=/dev/null --bind-interfaces --listen-address="
                    + SERVER
                    + " --address=/example.com/192.0.2.1 --address=/example.com/2001:db8::1"
                    + " --local=/example.com/ --local=/missing.test/")
            .start();
    agent.tick();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (client.run(dig("ready.test A")) != 0) {
      assertThat(System.nanoTime()).as("dnsmasq").isLessThan(deadline);
      LockSupport.parkNanos(50_000_000);
    }
  }

  private static boolean installed(String program) throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
  }

  @AfterEach
  void stop() throws Exception {
    if (dnsmasq != null) {
      dnsmasq.destroy();
      dnsmasq.waitFor();
      client.close();
      container.close();
    }
    if (agent != null) {
      agent.close();
      programs.close();
    }
  }

  private static String dig(String question) {
    return "dig +time=3 +tries=1 @" + SERVER + " " + question;
  }

  /** Of so many names, in a file for one process. */
  private Path batch(int queries, String domain, String type) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < queries; i++) {
      lines.append("host").append(i).append('.').append(domain).append(' ').append(type);
      lines.append('\n');
    }
    return Files.writeString(directory.resolve(domain + type), lines);
  }

  @Test
  void countsEachQuestionOfDigOnce() throws Exception {
    assertThat(client.run(dig("-f " + batch(300, "example.com", "A")))).isZero();
    assertThat(client.run(dig("-f " + batch(40, "missing.test", "MX")))).isZero();
    assertThat(client.run(dig("-f " + batch(20, "refused.example", "SRV")))).isZero();
    assertThat(client.run(dig("+tcp -f " + batch(50, "example.com", "TXT")))).isZero();
    expect("A", "example.com", "NOERROR", 300, 0, 0);
    expect("MX", "missing.test", "NXDOMAIN", 40, 0, 0);
    expect("SRV", "refused.example", "REFUSED", 20, 20, 0);
    expect("TXT", "example.com", "NOERROR", 50, 0, 0);
  }

  /** Both queries go out by one call. */
  @Test
  void countsBothQuestionsOfGlibc() throws Exception {
    Path resolv = Files.writeString(directory.resolve("resolv"), "nameserver " + SERVER + "\n");
    assertThat(
            client.run(
                "unshare -m sh -c 'mount --bind "
                    + resolv
                    + " /etc/resolv.conf && for i in $(seq 50);"
                    + " do getent ahosts host$i.example.com; done'"))
        .isZero();
    expect(client, "getent", "client", "A", "example.com", "NOERROR", 50, 0);
    expect(client, "getent", "client", "AAAA", "example.com", "NOERROR", 50, 0);
    expect(container, "dnsmasq", "server", "AAAA", "example.com", "NOERROR", 50, 0);
  }

  @Test
  void tellsWhatNobodyAnswers() throws Exception {
    InetAddress silent = InetAddress.getByName(SILENT);
    try (DatagramSocket nobody = new DatagramSocket(null)) {
      nobody.bind(new InetSocketAddress(silent, 53));
      assertThat(client.run("dig +time=1 +tries=2 @" + SILENT + " a.example.com A")).isEqualTo(9);
      expect(client, "dig", "client", "A", "example.com", "TIMEOUT", 1, 1);
    }
  }

  private void expect(String type, String name, String status, int queries, int errors, int faults)
      throws Exception {
    expect(client, "dig", "client", type, name, status, queries, errors);
    expect(container, "dnsmasq", "server", type, name, status, queries, faults);
  }

  private void expect(
      KernelContainer of,
      String program,
      String role,
      String type,
      String name,
      String status,
      long requests,
      long errors)
      throws Exception {
    List<String> row = List.of(of.id, program, role, "dns", type, name, status);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    long seen = -1;
    while (seen < requests && System.nanoTime() < deadline) {
      agent.tick();
      seen = value(row, ServiceKind.REQUESTS);
      LockSupport.parkNanos(50_000_000);
    }
    assertThat(seen).as(row.toString()).isEqualTo(requests);
    assertThat(value(row, ServiceKind.ERRORS)).as("errors of " + row).isEqualTo(errors);
  }

  private long value(List<String> row, Column column) {
    return agent.picture.entities(ServiceKind.KIND).stream()
        .filter(labels -> labels.subList(5, 12).equals(row))
        .mapToLong(labels -> agent.picture.number(ServiceKind.KIND, labels, column))
        .sum();
  }
}
