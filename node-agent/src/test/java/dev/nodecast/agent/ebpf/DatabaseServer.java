package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A real server with a directory and a port of its own; skips the test where none is installed. */
final class DatabaseServer implements AutoCloseable {
  final int port;
  private final Path directory;
  private final Process process;
  private final String end;

  private DatabaseServer(String user, String end, List<String> make, List<String> serve)
      throws Exception {
    this.end = end;
    assumeTrue(new ProcessBuilder("id", user).start().waitFor() == 0, "no user " + user);
    port = freePort();
    directory = Files.createTempDirectory("nodecast-" + user);
    run(List.of("chown", user, directory.toString()));
    run(as(user, make));
    process =
        new ProcessBuilder(as(user, serve))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("server.log").toFile())
            .start();
    awaitPort();
  }

  /**
   * With further arguments.
   *
   * @param more of the server
   */
  static DatabaseServer postgresql(String... more) throws Exception {
    Path programs = Path.of("/usr/lib/postgresql");
    assumeTrue(Files.isDirectory(programs), "no PostgreSQL in " + programs);
    try (Stream<Path> versions = Files.list(programs)) {
      String bin = versions.max(Comparator.naturalOrder()).orElseThrow().resolve("bin").toString();
      return new DatabaseServer(
          "postgres",
          "INT", // "fast": it does not wait for its clients and gives its shared memory back
          List.of(bin + "/initdb", "-D", "DIR/data", "-A", "trust", "-U", "root", "-N"),
          with(
              more,
              bin + "/postgres",
              "-D",
              "DIR/data",
              "-p",
              "PORT",
              "-c",
              "listen_addresses=127.0.0.1",
              "-c",
              "unix_socket_directories=",
              "-c",
              "autovacuum=off",
              "-c",
              "fsync=off"));
    }
  }

  static DatabaseServer mariadb(String... more) throws Exception {
    Path program = Path.of("/usr/sbin/mariadbd");
    assumeTrue(Files.isExecutable(program), "no " + program);
    return new DatabaseServer(
        "mysql",
        "KILL", // what it would still write is deleted
        List.of("mariadb-install-db", "--no-defaults", "--datadir=DIR/data", "--skip-test-db"),
        with(
            more,
            program.toString(),
            "--no-defaults",
            "--datadir=DIR/data",
            "--socket=DIR/socket",
            "--port=PORT",
            "--bind-address=127.0.0.1",
            "--skip-grant-tables",
            "--local-infile=1",
            "--innodb-flush-log-at-trx-commit=0"));
  }

  private static List<String> with(String[] more, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(more));
    return all;
  }

  private List<String> as(String user, List<String> command) {
    List<String> all =
        new ArrayList<>(
            List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--init-groups", "--"));
    for (String word : command) {
      all.add(word.replace("DIR", directory.toString()).replace("PORT", Integer.toString(port)));
    }
    return all;
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    assertThat(status).as(String.join(" ", command)).isZero();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitPort() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        boolean waits = process.isAlive() && System.nanoTime() < deadline;
        assertThat(waits).as(Files.readString(directory.resolve("server.log"))).isTrue();
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  @Override
  public void close() throws Exception {
    run(List.of("kill", "-" + end, Long.toString(process.pid())));
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
