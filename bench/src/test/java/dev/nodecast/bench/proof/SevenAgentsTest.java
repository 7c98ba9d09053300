package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a user of {@code make agents} sees over HTTP and SQL. */
@ExtendWith(LogsOnFailure.class)
class SevenAgentsTest {
  @RegisterExtension static final SevenNodes SEVEN = new SevenNodes();

  private static final String HOSTILE = "<img src=x onerror=alert(1)>'; DROP TABLE node; --\"&";
  private static final Duration FRESH = Duration.ofSeconds(60);

  private final LocalCluster cluster = SEVEN.cluster();

  @Test
  void listsSevenLiveNodes() throws Exception {
    assertThat(cluster.live()).contains(SevenNodes.NAMES);
    JsonNode nodes = cluster.json("/api/v1/nodes").get("nodes");
    for (JsonNode node : nodes) {
      assertThat(node.get("cpuCount").asInt()).isPositive();
      assertThat(node.get("memoryTotalBytes").asLong()).isPositive();
    }
  }

  @Test
  void answersTheQueryOfTheReadme() {
    Eventually.within(
        LocalCluster.SOON,
        "every node has fresh rows in ClickHouse",
        () -> {
          List<String[]> rows =
              cluster.sql("SELECT node, count(), max(ts) FROM node GROUP BY node ORDER BY node");
          List<String> fresh = new ArrayList<>();
          for (String[] row : rows) {
            Instant newest = Instant.parse(row[2].replace(' ', 'T') + "Z");
            if (Long.parseLong(row[1]) > 0 && newest.isAfter(Instant.now().minus(FRESH))) {
              fresh.add(row[0]);
            }
          }
          assertThat(fresh).contains(SevenNodes.NAMES);
          return true;
        });
  }

  @Test
  void answersAnUnchangedJdbcDriver() throws Exception {
    answersTheQueryOfTheReadme();
    String url = "jdbc:clickhouse://127.0.0.1:" + cluster.clickhousePort() + "/nodecast";
    List<String> names = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT node, count() AS windows, max(ts) AS newest FROM node WHERE node != ?"
                    + " GROUP BY node")) {
      statement.setString(1, "it's \\ none");
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          assertThat(rows.getLong("windows")).isPositive();
          assertThat(rows.getTimestamp("newest")).isNotNull();
          names.add(rows.getString("node"));
        }
      }
    }
    assertThat(names).contains(SevenNodes.NAMES);
  }

  /** The query that the design promises, word for word. */
  @Test
  void sumsCpuTimeByPod() {
    Eventually.within(
        LocalCluster.SOON,
        "pods used CPU time in the last minute",
        () -> {
          List<String[]> rows =
              cluster.sql(
                  "SELECT pod, sum(cpu_usage_ns) FROM container WHERE ts > now() - 60 GROUP BY pod");
          // A pod that did nothing sums to 0, one whose first interval is not over to null.
          long busy = rows.stream().filter(row -> row[1].matches("[1-9]\\d+")).count();
          return rows.size() >= SevenNodes.NAMES.length && busy > 0;
        });
  }

  @Test
  void showsHostileNamesEscaped() throws Exception {
    Program agent = cluster.startAgent("hostile", HOSTILE, new String[0]);
    try {
      cluster.awaitLive(HOSTILE);
      // A path of its own cannot hold the name unencoded, and neither can a query.
      String encoded = URLEncoder.encode(HOSTILE, StandardCharsets.UTF_8).replace("+", "%20");
      List<String> pages =
          List.of(
              "/",
              "/nodes",
              "/nodes?q=" + encoded,
              "/nodes/" + encoded,
              "/search?q=" + encoded,
              "/pods?q=" + encoded,
              "/processes?node=" + encoded,
              "/status",
              "/live/nodes",
              "/live/nodes/" + encoded);
      for (String page : pages) {
        String html = Web.get(cluster.url(page)).body();
        assertThat(html).as(page).doesNotContain("<img");
      }
      assertThat(Web.text(cluster.url("/nodes"))).contains("&lt;img src=x");
      assertThat(Web.text(cluster.url("/nodes/" + encoded))).contains("&lt;img src=x");
      String sql = HOSTILE.replace("\\", "\\\\").replace("'", "\\'");
      Eventually.within(
          LocalCluster.SOON,
          "rows of the hostile name are stored under it",
          () ->
              !cluster
                  .sql("SELECT count() FROM node WHERE node = '" + sql + "'")
                  .get(0)[0]
                  .equals("0"));
      assertThat(cluster.sql("SELECT uniqExact(node) FROM node").get(0)[0]).isNotEqualTo("1");
    } finally {
      agent.stop(Duration.ofSeconds(10));
    }
  }

  @Test
  void refusesASecondAgentOfANameAndNamesTheFirst() throws Exception {
    Program second = cluster.startAgent("node-01-again", "node-01", new String[0]);
    try {
      String refusal = "\"node-01\" is taken by the agent at 127.0.0.1:";
      Eventually.within(
          LocalCluster.SOON,
          "the second agent's log says who has its name",
          () -> second.log().contains(refusal));
      Eventually.within(
          LocalCluster.SOON,
          "the Status page says so too",
          () -> Web.text(cluster.url("/status")).contains("is taken by the agent at 127.0.0.1:"));
      assertThat(second.alive()).as("the second agent keeps trying").isTrue();
      assertThat(cluster.live()).contains("node-01");
    } finally {
      second.stop(Duration.ofSeconds(10));
    }
  }
}
