package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.agent.tls.TlsSelectors;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.catalog.AgentTlsKind;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ServiceKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An agent that reads the TLS of some, a certificate, and what peers of tests need. */
final class TlsPeers implements AutoCloseable {
  private static final int SLOTS = 2048;

  /** What paths begin with, that others' requests on this machine do not. */
  static final String ROUTE =
      "/tls" + Long.toString(ProcessHandle.current().pid(), 36).replaceAll("[0-9]", "x");

  final Path directory;
  final Path certificate;
  final Path key;
  final Programs programs;
  final CapturedHost agent;
  private final List<Process> started = new ArrayList<>();

  TlsPeers(Path directory, String... selectors) throws Exception {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    assumeTrue(installed("openssl"), "openssl is not installed");
    this.directory = directory;
    certificate = directory.resolve("certificate.pem");
    key = directory.resolve("key.pem");
    run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-keyout",
        key.toString(),
        "-out",
        certificate.toString());
    programs = new Programs(kernel, SLOTS);
    programs.leaveOut(Programs.but(List.of("exchange", "tcp", "life")));
    agent =
        new CapturedHost(
            CapturedHost.machine(), programs, SLOTS, new TlsSelectors(List.of(selectors)));
    agent.tick();
    agent.tick();
  }

  static boolean installed(String program) throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v " + program)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  /** Runs a program to its good end. */
  void run(String... command) throws Exception {
    Path out = Files.createTempFile(directory, "run", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    assertThat(ended).as(List.of(command) + Files.readString(out)).isTrue();
    assertThat(process.exitValue()).as(List.of(command) + Files.readString(out)).isZero();
  }

  /** Starts a program that is ended with the test, and waits for its port. */
  Process serve(int port, String... command) throws Exception {
    return serve(port, new ProcessBuilder(command));
  }

  Process serve(int port, ProcessBuilder command) throws Exception {
    Path out = Files.createTempFile(directory, "serve", ".log");
    Process process = command.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    started.add(process);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        break;
      } catch (IOException e) {
        boolean waits = process.isAlive() && System.nanoTime() < deadline;
        assertThat(waits).as(Files.readString(out)).isTrue();
        LockSupport.parkNanos(50_000_000);
      }
    }
    for (int i = 0; i < 3; i++) {
      agent.tick(); // the process is found, its library is hooked
    }
    return process;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Waits for a count, and that it stays.
   *
   * @param names program, role, protocol, operation, target, status
   */
  void expect(long requests, String... names) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (value(ServiceKind.REQUESTS, names) < requests && System.nanoTime() < deadline) {
      agent.tick();
      LockSupport.parkNanos(50_000_000);
    }
    assertThat(value(ServiceKind.REQUESTS, names))
        .as(List.of(names) + " of " + all() + ", not joined: " + unjoined())
        .isEqualTo(requests);
  }

  /** Waits until Status would say so of a program. */
  void expectTls(String program, String library, String state) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (!tls(program, library).contains(state) && System.nanoTime() < deadline) {
      agent.tick();
      LockSupport.parkNanos(50_000_000);
    }
    assertThat(tls(program, library)).as(program).contains(state);
  }

  private List<String> tls(String program, String library) {
    return agent.picture.entities(AgentTlsKind.KIND).stream()
        .filter(labels -> labels.subList(6, 8).equals(List.of(program, library)))
        .map(labels -> agent.picture.text(AgentTlsKind.KIND, labels, AgentTlsKind.STATE))
        .toList();
  }

  long unjoined() {
    return programs.tls.running().map(tls -> tls.unjoined()).orElse(-1L);
  }

  long value(Column column, String... names) {
    return agent.picture.entities(ServiceKind.KIND).stream()
        .filter(labels -> labels.subList(6, 12).equals(List.of(names)))
        .mapToLong(labels -> agent.picture.number(ServiceKind.KIND, labels, column))
        .sum();
  }

  /** Everything that was told. */
  List<String> all() {
    List<String> all = new ArrayList<>();
    for (List<String> labels : agent.picture.entities(ServiceKind.KIND)) {
      long count = agent.picture.number(ServiceKind.KIND, labels, ServiceKind.REQUESTS);
      all.add(String.join(" ", labels.subList(6, 12)) + "=" + count);
    }
    return all;
  }

  @Override
  public void close() throws Exception {
    for (Process process : started) {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
    agent.close();
    programs.close();
  }
}
