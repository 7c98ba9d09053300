package dev.nodecast.aggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.ProcessKind;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One process with every column measured: what the page and the API make of each. */
class ProcessPageTest {
  private static final Pattern FIELD =
      Pattern.compile("<dt title=\"[^\"]*\">(.*?)</dt><dd>(.*?)</dd>");
  private static final String ID = "n1~77~1699999990000";

  private TestingServer server;
  private TestingAgent agent;

  /** Name on the page, column, unit. */
  private static final String FIELDS =
      """
      User time: cpu_user_ms cores
      System time: cpu_system_ms cores
      Ended children, user: children_user_ms cores
      Ended children, system: children_system_ms cores
      Threads: threads
      Priority: priority
      Nice: nice
      Last CPU: processor
      Voluntary switches: voluntary_switches /s
      Forced switches: involuntary_switches /s
      CPUs allowed: cpus_allowed
      Resident: rss B
      Resident, peak: rss_peak B
      Virtual: virtual B
      Virtual, peak: virtual_peak B
      Locked: locked B
      Pinned: pinned B
      Swapped: swapped B
      Minor faults: minor_faults /s
      Major faults: major_faults /s
      Read: read_bytes kB/s
      Written: write_bytes kB/s
      Cancelled writes: cancelled_write_bytes kB/s
      read chars: read_chars kB/s
      write chars: write_chars kB/s
      read calls: read_calls /s
      write calls: write_calls /s
      Received: net_rx_bytes kB/s
      Sent: net_tx_bytes kB/s
      Packets received: net_rx_packets /s
      Packets sent: net_tx_packets /s
      Errors, received: net_rx_errors /s
      Errors, sent: net_tx_errors /s
      Drops, received: net_rx_drops /s
      Drops, sent: net_tx_drops /s
      Open files: open_fds
      Limit of open files: max_fds
      Parent: parent_pid
      Speculative store bypass: speculation_store_bypass
      Memory nodes allowed: mems_allowed
      cgroup: cgroup
      uid: uid
      """;

  @BeforeEach
  void start() throws Exception {
    server = new TestingServer();
    agent = new TestingAgent(server.live, "n1");
    TestingAgent.Values values =
        agent.of(ProcessKind.KIND, "", "", "", "", "", "", "77", "1699999990000");
    for (Column column : ProcessKind.KIND.columns()) {
      switch (column.type()) {
        case COUNTER -> values.counter(column, value(column));
        case GAUGE -> values.gauge(column, column == ProcessKind.SECCOMP ? 2 : value(column));
        case TEXT -> values.text(column, column == ProcessKind.STATE ? "D" : column.name());
        case HISTOGRAM -> throw new AssertionError(column.name());
      }
    }
    agent.tick(server.clock.millis());
  }

  /** Each column has its own, so that a mix-up shows. */
  private static long value(Column column) {
    return 100 + 10L * ProcessKind.KIND.columns().indexOf(column);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void thePageShowsEveryFieldWithItsUnit() throws Exception {
    String html = server.get("/processes/" + ID).body();
    assertThat(html).contains("<pre class=\"pad\">command_line</pre>");
    Map<String, String> fields = new LinkedHashMap<>();
    for (Matcher match = FIELD.matcher(html); match.find(); ) {
      fields.put(match.group(1), match.group(2).replaceAll("<[^>]*>", " ").strip());
    }
    Map<String, String> expected = new LinkedHashMap<>();
    FIELDS.lines().forEach(line -> expect(expected, line));
    expected.put("Counted for", "its namespace");
    expected.put("PID", "77");
    expected.put("Started", "2023-11-14 22:13:10 UTC");
    expected.put("Seccomp", "filter");
    assertThat(fields).containsExactlyInAnyOrderEntriesOf(expected);
  }

  private static void expect(Map<String, String> to, String line) {
    String name = line.substring(0, line.indexOf(": "));
    String[] source = line.substring(name.length() + 2).split(" ", 2);
    String unit = source.length > 1 ? " " + source[1] : "";
    for (Column column : ProcessKind.KIND.columns()) {
      if (column.name().equals(source[0])) {
        boolean thousand = unit.equals(" cores") || unit.equals(" kB/s");
        String number =
            thousand
                ? String.format(Locale.ROOT, "%.2f", value(column) / 1e3)
                : String.valueOf(value(column));
        to.put(name, column.type() == ColumnType.TEXT ? column.name() : number + unit);
      }
    }
  }

  @Test
  void theApiAnswersEveryColumnOfOneProcess() throws Exception {
    JsonNode process = server.json("/api/v1/processes/" + ID);
    assertThat(process.get("pid").intValue()).isEqualTo(77);
    JsonNode entities = process.get("kinds").get("process").get("entities");
    assertThat(entities).hasSize(1);
    JsonNode values = entities.get(0).get("values");
    for (Column column : ProcessKind.KIND.columns()) {
      assertThat(values.get(column.name()).isNull()).as(column.name()).isFalse();
    }
    assertThat(server.get("/api/v1/processes/n1~77~1").statusCode()).isEqualTo(404);
  }
}
