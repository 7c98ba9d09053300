package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.agent.exchange.ExchangeReader;
import dev.nodecast.agent.exchange.Row;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.exchange.ExchangeProtocol;
import dev.nodecast.bpf.exchange.Exchanges;
import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ServiceKind;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** Real databases and their clients: each statement is counted once at either end. */
class DatabaseExchangesTest {
  private static final int SLOTS = 2048;
  private static final int STATEMENTS = 2000;

  @TempDir Path files;
  private Programs programs;
  private CapturedHost agent;

  @BeforeEach
  void start() throws Exception {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    programs = new Programs(kernel, SLOTS);
    programs.leaveOut(Programs.but(List.of("exchange", "tcp", "life")));
    agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS);
  }

  @AfterEach
  void stop() throws Exception {
    if (agent != null) {
      agent.close();
      programs.close();
    }
  }

  @Test
  void countsWhatPsqlAsks() throws Exception {
    try (DatabaseServer server = DatabaseServer.postgresql()) {
      agent.tick();
      StringBuilder script = new StringBuilder("CREATE TABLE t (a int, b text);\n");
      for (int i = 0; i < STATEMENTS; i++) {
        script.append("INSERT INTO t VALUES (").append(i).append(", 'from secret');\n");
      }
      script.append("SELECT * FROM missing;\nSELECT * FROM t;\n");
      // Fails behind 30 kB of rows.
      String late = "SELECT 1 / (500 - g), repeat('x', 50) FROM generate_series(1, 1000) g;\n";
      script.append(late.repeat(5));
      script.append("COPY t FROM STDIN;\n1\tx\n\\.\nCOPY t TO STDOUT;\n");
      script.append("BEGIN\\; UPDATE t SET b = ''\\; DELETE FROM t\\; COMMIT;\n");
      String psql = "psql -q -h 127.0.0.1 -U root -d postgres -p " + server.port;
      Path file = Files.writeString(files.resolve("script.sql"), script);
      run(List.of("sh", "-c", psql + " -f " + file));
      for (String end : List.of("psql client", "postgres server")) {
        expect(end + " postgresql INSERT t ", STATEMENTS);
        expect(end + " postgresql SELECT missing 42P01", 1);
        expect(end + " postgresql SELECT  22012", 5);
        for (String one : List.of("CREATE t", "SELECT t", "UPDATE t", "DELETE t", "BEGIN ")) {
          expect(end + " postgresql " + one + " ", 1);
        }
        expect(end + " postgresql COPY t ", 2);
        assertThat(value(end + " postgresql SELECT missing 42P01", ServiceKind.ERRORS)).isOne();
        assertThat(value(end + " postgresql INSERT t ", ServiceKind.ERRORS)).isZero();
      }
    }
  }

  @Test
  void tellsWhatIsCancelledAndPassesOverNotices() throws Exception {
    try (DatabaseServer server = DatabaseServer.postgresql()) {
      agent.tick();
      String psql = "psql -q -h 127.0.0.1 -U root -d postgres -p " + server.port;
      run(
          List.of(
              "sh", "-c", psql + " -c \"DO 'BEGIN RAISE NOTICE ''secret''; END'\" 2>/dev/null"));
      run(List.of("sh", "-c", "timeout -s INT 1 " + psql + " -c 'SELECT pg_sleep(30)' || true"));
      for (String end : List.of("psql client", "postgres server")) {
        expect(end + " postgresql DO  ", 1);
        expect(end + " postgresql SELECT  57014", 1);
        assertThat(value(end + " postgresql SELECT  57014", ServiceKind.ERRORS)).isOne();
      }
    }
  }

  @Test
  void whatIsCompressedIsCountedAsUnread() throws Exception {
    try (DatabaseServer server = DatabaseServer.mariadb()) {
      agent.tick();
      String client = "mariadb --no-defaults -h 127.0.0.1 -P " + server.port;
      run(List.of("sh", "-c", client + " -C -e 'SELECT 1 FROM compressed.t' || true"));
      run(List.of("sh", "-c", client + " -e 'CREATE DATABASE d'"));
      for (String end : List.of("mariadb client", "mariadbd server")) {
        expect(end + " mysql CREATE  ", 1);
      }
      assertThat(all())
          .filteredOn(row -> !row.startsWith("dropped "))
          .noneMatch(row -> row.contains("compressed"));
      assertThat(programs.counts().get("exchange"))
          .anyMatch(count -> count.reason().equals("compressed") && count.value() == 2);
    }
  }

  @Test
  void countsWhatPgjdbcPipelines() throws Exception {
    try (DatabaseServer server = DatabaseServer.postgresql()) {
      agent.tick();
      String url = "jdbc:postgresql://127.0.0.1:" + server.port + "/postgres?user=root";
      try (Connection connection = DriverManager.getConnection(url)) {
        database(connection);
        byte[] rows = "1\tx\n".repeat(20_000).getBytes(StandardCharsets.UTF_8);
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY t FROM STDIN", new ByteArrayInputStream(rows));
      }
      for (String end : List.of("java client", "postgres server")) {
        asked(end + " postgresql ", "42P01");
        expect(end + " postgresql COPY t ", 1);
      }
    }
  }

  @Test
  void countsWhatPgbenchRuns() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/pgbench")), "no pgbench");
    try (DatabaseServer server = DatabaseServer.postgresql()) {
      agent.tick();
      String to = " -h 127.0.0.1 -U root -p " + server.port + " postgres";
      run(List.of("sh", "-c", "pgbench -i -q" + to));
      run(List.of("sh", "-c", "pgbench -n -c 4 -t 250 -M prepared" + to));
      for (String end : List.of("pgbench client", "postgres server")) {
        for (String one : List.of("UPDATE pgbench_accounts", "SELECT pgbench_accounts")) {
          expect(end + " postgresql " + one + " ", 1000);
        }
        expect(end + " postgresql INSERT pgbench_history ", 1000);
      }
    }
  }

  @Test
  void countsWhatMariadbsClientsAsk() throws Exception {
    try (DatabaseServer server = DatabaseServer.mariadb()) {
      agent.tick();
      StringBuilder script = new StringBuilder("CREATE DATABASE d; USE d;\n");
      script.append("CREATE TABLE t (a int, b varchar(20));\n");
      for (int i = 0; i < STATEMENTS; i++) {
        script.append("INSERT INTO t VALUES (").append(i).append(", 'from secret');\n");
      }
      Path data = Files.writeString(files.resolve("rows"), "1\tx\n".repeat(10_000));
      script.append("SELECT * FROM missing;\nSELECT * FROM t;\n");
      // Fails behind 30 kB of rows: a row of the inner one too many.
      script.append(
          "SELECT repeat('x', 60), (SELECT i.seq FROM seq_1_to_1000 i"
              + " WHERE i.seq = o.seq OR o.seq = 900) FROM seq_1_to_1000 o;\n");
      script.append("LOAD DATA LOCAL INFILE '").append(data).append("' INTO TABLE t;\n");
      Path file = Files.writeString(files.resolve("script.sql"), script);
      String client = "mariadb --no-defaults --local-infile -f -h 127.0.0.1 -P " + server.port;
      run(List.of("sh", "-c", client + " <" + file + " || true"));
      for (String end : List.of("mariadb client", "mariadbd server")) {
        expect(end + " mysql INSERT t ", STATEMENTS);
        expect(end + " mysql SELECT missing 42S02", 1);
        expect(end + " mysql SELECT seq_1_to_1000 21000", 1);
        for (String one : List.of("CREATE t", "SELECT t", "LOAD t", "USE ")) {
          expect(end + " mysql " + one + " ", 1);
        }
        assertThat(value(end + " mysql SELECT missing 42S02", ServiceKind.ERRORS)).isOne();
      }
    }
  }

  @Test
  void countsWhatMariadbsDriverPipelines() throws Exception {
    try (DatabaseServer server = DatabaseServer.mariadb()) {
      agent.tick();
      String url =
          "jdbc:mariadb://127.0.0.1:"
              + server.port
              + "/?user=root&createDatabaseIfNotExist=true&useServerPrepStmts=true"
              + "&useBulkStmts=false";
      try (Connection connection = DriverManager.getConnection(url)) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("CREATE DATABASE d");
        }
        connection.setCatalog("d");
        database(connection);
      }
      for (String end : List.of("java client", "mariadbd server")) {
        asked(end + " mysql ", "42S02");
      }
    }
  }

  /** Nobody answers it; what is asked much later takes no longer for it. */
  @Test
  void timesNothingFromTheCloseOfAStatement() throws Exception {
    ExchangeReader reader = new ExchangeReader(Path.of("/proc"));
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    try (Slots slots = Slots.open(SLOTS);
        Exchanges exchanges = Exchanges.start(kernel, slots, EnumSet.of(ExchangeProtocol.MYSQL));
        DatabaseServer server = DatabaseServer.mariadb();
        Connection connection =
            DriverManager.getConnection(
                "jdbc:mariadb://127.0.0.1:"
                    + server.port
                    + "/mysql?user=root&useServerPrepStmts=true&cachePrepStmts=false")) {
      try (PreparedStatement select = connection.prepareStatement("SELECT * FROM user")) {
        select.executeQuery().close();
      }
      LockSupport.parkNanos(1_000_000_000); // the time that must not be told
      try (Statement statement = connection.createStatement()) {
        statement.executeQuery("SELECT * FROM db").close();
      }
      BucketCounts second = new BucketCounts();
      second.add(900_000);
      List<Row> rows = List.of();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
      while (rows.size() < 2 && System.nanoTime() < deadline) {
        reader.settle(exchanges);
        rows =
            reader.parties().stream()
                .flatMap(party -> party.rows().stream())
                .filter(row -> row.target.equals("db"))
                .toList();
        LockSupport.parkNanos(50_000_000);
      }
      assertThat(rows).hasSize(2);
      for (Row row : rows) {
        assertThat(row.requests).isOne();
        assertThat(row.durationUs.bucket(0)).isLessThan(second.bucket(0));
      }
    }
  }

  /** Connections that were there before: each is known by the first statement that is seen. */
  @Test
  void countsOnConnectionsFromBefore() throws Exception {
    stop();
    try (DatabaseServer postgresql = DatabaseServer.postgresql();
        DatabaseServer mariadb = DatabaseServer.mariadb();
        Connection one =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgresql.port + "/postgres?user=root");
        Connection other =
            DriverManager.getConnection(
                "jdbc:mariadb://127.0.0.1:" + mariadb.port + "/mysql?user=root");
        Statement first = one.createStatement();
        Statement second = other.createStatement()) {
      start();
      agent.tick();
      for (int i = 0; i < 50; i++) {
        first.executeQuery("SELECT * FROM pg_class LIMIT 1").close();
        second.executeQuery("SELECT * FROM user LIMIT 1").close();
      }
      expect("java client postgresql SELECT pg_class ", 50);
      expect("postgres server postgresql SELECT pg_class ", 50);
      expect("java client mysql SELECT user ", 50);
      expect("mariadbd server mysql SELECT user ", 50);
    }
  }

  /** The same of either. */
  private static void database(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (a int, b varchar(20))");
      for (int i = 0; i < STATEMENTS; i++) {
        statement.executeUpdate("UPDATE t SET b = 'x' WHERE a = " + i);
      }
      for (int i = 0; i < 10; i++) {
        assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM missing"))
            .isInstanceOf(SQLException.class);
      }
    }
    try (PreparedStatement select = connection.prepareStatement("SELECT * FROM t WHERE a = ?")) {
      for (int i = 0; i < STATEMENTS; i++) {
        select.setInt(1, i);
        select.executeQuery().close();
      }
    }
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, 'y')")) {
      for (int batch = 0; batch < 100; batch++) {
        for (int i = 0; i < 8; i++) {
          insert.setInt(1, i);
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
  }

  private void asked(String end, String missing) throws Exception {
    expect(end + "CREATE t ", 1);
    expect(end + "UPDATE t ", STATEMENTS);
    expect(end + "SELECT missing " + missing, 10);
    expect(end + "SELECT t ", STATEMENTS);
    expect(end + "INSERT t ", 800);
    assertThat(value(end + "SELECT missing " + missing, ServiceKind.ERRORS)).isEqualTo(10);
    assertThat(value(end + "SELECT t ", ServiceKind.ERRORS)).isZero();
  }

  private static void run(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }

  /**
   * Waits for a count, and that it stays.
   *
   * @param names program, role, protocol, operation, target and status
   */
  private void expect(String names, long requests) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (value(names, ServiceKind.REQUESTS) < requests && System.nanoTime() < deadline) {
      agent.tick();
      LockSupport.parkNanos(50_000_000);
    }
    assertThat(value(names, ServiceKind.REQUESTS)).as(names + " of " + all()).isEqualTo(requests);
  }

  private long value(String names, Column column) {
    List<String> wanted = Arrays.asList(names.split(" ", -1));
    return agent.picture.entities(ServiceKind.KIND).stream()
        .filter(labels -> labels.subList(6, 12).equals(wanted))
        .mapToLong(labels -> agent.picture.number(ServiceKind.KIND, labels, column))
        .sum();
  }

  /** Everything that was told of databases. */
  private List<String> all() {
    List<String> all = new ArrayList<>();
    for (List<String> labels : agent.picture.entities(ServiceKind.KIND)) {
      if (List.of("postgresql", "mysql").contains(labels.get(8))) {
        long count = agent.picture.number(ServiceKind.KIND, labels, ServiceKind.REQUESTS);
        all.add(String.join(" ", labels.subList(6, 12)) + "=" + count);
      }
    }
    for (SubjectCount count : programs.counts().getOrDefault("exchange", List.of())) {
      if (count.what() == SubjectCount.What.DROPPED && count.value() > 0) {
        all.add("dropped " + count.map() + " " + count.reason() + "=" + count.value());
      }
    }
    return all;
  }
}
