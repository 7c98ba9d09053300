package dev.nodecast.bench.truth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodecast.bench.Skip;
import dev.nodecast.bench.run.Await;
import dev.nodecast.bench.run.Ports;
import dev.nodecast.bench.run.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A database of Debian's with its JDBC driver, as the user that its package made. The driver's own
 * sockets have the times.
 */
public final class DatabasePeer implements Peer {
  private static final Duration START = Duration.ofSeconds(60);
  private static final String CLOCKED = "socketFactory=" + ClockedSockets.class.getName();

  private final String protocol;
  private final String url;
  private final Path directory;
  private final Program server;

  private DatabasePeer(String protocol, String url, Path directory, Program server) {
    this.protocol = protocol;
    this.url = url;
    this.directory = directory;
    this.server = server;
  }

  public static DatabasePeer postgresql() throws Exception {
    Path programs = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(programs)) {
      throw new Skip(programs + ": not there (expected: the Debian package postgresql)");
    }
    String bin;
    try (Stream<Path> versions = Files.list(programs)) {
      bin = versions.max(Comparator.naturalOrder()).orElseThrow().resolve("bin").toString();
    }
    int port = Ports.free();
    return start(
        "postgresql",
        "postgres",
        // Its simple protocol: a prepared statement of the driver is several exchanges' worth.
        "jdbc:postgresql://127.0.0.1:"
            + port
            + "/postgres?user=root&preferQueryMode=simple&"
            + CLOCKED,
        List.of(bin + "/initdb", "-D", "DIR/data", "-A", "trust", "-U", "root", "-N"),
        List.of(
            bin + "/postgres",
            "-D",
            "DIR/data",
            "-p",
            "" + port,
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "max_connections=300")); // its processes end a while after their connections
  }

  public static DatabasePeer mysql() throws Exception {
    Path program = Path.of("/usr/sbin/mariadbd");
    if (!Files.isExecutable(program)) {
      throw new Skip(program + ": not there (expected: the Debian package mariadb-server)");
    }
    int port = Ports.free();
    return start(
        "mysql",
        "mysql",
        "jdbc:mariadb://127.0.0.1:" + port + "/mysql?user=root&" + CLOCKED,
        List.of("mariadb-install-db", "--no-defaults", "--datadir=DIR/data", "--skip-test-db"),
        List.of(
            program.toString(),
            "--no-defaults",
            "--datadir=DIR/data",
            "--socket=DIR/socket",
            "--port=" + port,
            "--bind-address=127.0.0.1",
            "--skip-grant-tables"));
  }

  private static DatabasePeer start(
      String protocol, String user, String url, List<String> make, List<String> serve)
      throws Exception {
    Path directory = Files.createTempDirectory("nodecast-truth");
    run(List.of("chown", user, directory.toString()));
    run(as(user, directory, make));
    Program server = Program.start(protocol, directory, Map.of(), as(user, directory, serve));
    DatabasePeer peer = new DatabasePeer(protocol, url, directory, server);
    try {
      Await.until(protocol, START, peer::answers);
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE truth AS SELECT 1 AS a");
      }
      return peer;
    } catch (IOException | InterruptedException | SQLException e) {
      peer.close();
      throw e;
    }
  }

  private boolean answers() throws IOException {
    server.requireAlive();
    try (Connection connection = DriverManager.getConnection(url)) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }

  private static List<String> as(String user, Path directory, List<String> command) {
    List<String> all = new ArrayList<>(List.of("runuser", "-u", user, "--"));
    command.forEach(word -> all.add(word.replace("DIR", directory.toString())));
    return all;
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + printed);
    }
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public String where() {
    return "operation = 'SELECT' AND target IN ('truth', 'missing')";
  }

  @Override
  public Talk connect() throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    Statement statement = connection.createStatement();
    return new Talk() {
      @Override
      public void ask(boolean wrong) throws SQLException {
        try (ResultSet rows =
            statement.executeQuery("SELECT a FROM " + (wrong ? "missing" : "truth"))) {
          if (wrong || !rows.next()) {
            throw new SQLException("an answer (expected: " + (wrong ? "an error" : "a row") + ")");
          }
        } catch (SQLException e) {
          if (!wrong || e.getSQLState() == null || !e.getSQLState().startsWith("42")) {
            throw e;
          }
        }
      }

      @Override
      public double time(boolean wrong) throws Exception {
        return ClockedSockets.time(this, wrong);
      }

      @Override
      public void close() throws SQLException {
        connection.close();
      }
    };
  }

  @Override
  public void close() throws IOException {
    server.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
