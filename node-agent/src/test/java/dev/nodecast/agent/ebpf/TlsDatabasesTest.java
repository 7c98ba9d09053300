package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases, which go over to TLS in the middle of a connection, or begin with it. */
class TlsDatabasesTest {
  private static final String TABLE =
      "t" + Long.toString(ProcessHandle.current().pid(), 36).replaceAll("[0-9]", "x");

  @TempDir Path directory;

  /** The server runs as another user. */
  private void share(TlsPeers peers, String user) throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    peers.run("chgrp", user, peers.key.toString(), peers.certificate.toString());
    peers.run("chmod", "640", peers.key.toString(), peers.certificate.toString());
  }

  private Path script(int inserts) throws Exception {
    StringBuilder script = new StringBuilder("CREATE TABLE " + TABLE + " (n int);\n");
    for (int i = 0; i < inserts; i++) {
      script.append("INSERT INTO ").append(TABLE).append(" VALUES (").append(i).append(");\n");
      script.append("SELECT n FROM ").append(TABLE).append(" WHERE n = ").append(i).append(";\n");
    }
    return Files.writeString(directory.resolve("script.sql"), script);
  }

  @Test
  void countsStatementsOfPostgresqlAtBothEnds() throws Exception {
    Path programs = Path.of("/usr/lib/postgresql");
    assumeTrue(Files.isDirectory(programs), "no PostgreSQL in " + programs);
    Path bin;
    try (Stream<Path> versions = Files.list(programs)) {
      bin = versions.max(Comparator.naturalOrder()).orElseThrow().resolve("bin");
    }
    try (TlsPeers peers =
        new TlsPeers(directory, "exe:" + bin + "/postgres", "exe:" + bin + "/psql")) {
      share(peers, "postgres");
      try (DatabaseServer server =
          DatabaseServer.postgresql(
              "-c",
              "ssl=on",
              "-c",
              "ssl_cert_file=" + peers.certificate,
              "-c",
              "ssl_key_file=" + peers.key)) {
        peers.agent.tick();
        String at = "host=127.0.0.1 user=root dbname=postgres sslmode=require port=" + server.port;
        peers.run(bin + "/psql", "-q", "-f", script(200).toString(), at);
        for (List<String> end : List.of(List.of("psql", "client"), List.of("postgres", "server"))) {
          String program = end.get(0);
          String role = end.get(1);
          peers.expect(200, program, role, "postgresql", "INSERT", TABLE, "");
          peers.expect(200, program, role, "postgresql", "SELECT", TABLE, "");
        }
        assertThat(peers.unjoined()).isZero();
      }
    }
  }

  @Test
  void countsStatementsOfMariadbAtBothEnds() throws Exception {
    assumeTrue(TlsPeers.installed("mariadb"), "mariadb is not installed");
    try (TlsPeers peers =
        new TlsPeers(directory, "exe:/usr/sbin/mariadbd", "exe:/usr/bin/mariadb")) {
      share(peers, "mysql");
      try (DatabaseServer server =
          DatabaseServer.mariadb("--ssl-cert=" + peers.certificate, "--ssl-key=" + peers.key)) {
        peers.agent.tick();
        Path script = script(200);
        Files.writeString(
            script, "CREATE DATABASE " + TABLE + "; USE " + TABLE + ";" + Files.readString(script));
        String mariadb = "mariadb --no-defaults --ssl -h 127.0.0.1 -P " + server.port;
        peers.run("sh", "-c", mariadb + " <" + script);
        for (List<String> end :
            List.of(List.of("mariadb", "client"), List.of("mariadbd", "server"))) {
          String program = end.get(0);
          String role = end.get(1);
          peers.expect(200, program, role, "mysql", "INSERT", TABLE, "");
          peers.expect(200, program, role, "mysql", "SELECT", TABLE, "");
        }
        assertThat(peers.unjoined()).isZero();
      }
    }
  }

  @Test
  void countsCommandsOfRedisAtBothEnds() throws Exception {
    assumeTrue(TlsPeers.installed("redis-server"), "redis-server is not installed");
    String server = Path.of("/usr/bin/redis-server").toRealPath().toString();
    int port = TlsPeers.freePort();
    try (TlsPeers peers =
        new TlsPeers(
            directory, "exe:" + server, "exe:/usr/bin/redis-benchmark", "exe:/usr/bin/redis-cli")) {
      peers.serve(
          port,
          "redis-server",
          "--port",
          "0",
          "--tls-port",
          "" + port,
          "--tls-cert-file",
          peers.certificate.toString(),
          "--tls-key-file",
          peers.key.toString(),
          "--tls-auth-clients",
          "no",
          "--save",
          "");
      peers.run(
          "redis-benchmark",
          "--tls",
          "--insecure",
          "-p",
          "" + port,
          "-n",
          "2000",
          "-c",
          "10",
          "-q",
          "-t",
          "lpop");
      for (List<String> end :
          List.of(List.of("redis-benchmark", "client"), List.of("redis-server", "server"))) {
        peers.expect(2000, end.get(0), end.get(1), "redis", "LPOP", "", "OK");
      }
      assertThat(peers.unjoined()).isZero();
    }
  }
}
