package dev.nodecast.aggregator.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.live.KindState;
import dev.nodecast.aggregator.live.LiveState;
import dev.nodecast.aggregator.live.NodeState;
import dev.nodecast.aggregator.store.KindRows;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Kind;
import dev.nodecast.v1.AgentMessage;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Agents of this version, an older and a newer one, as recorded in {@code proto}: what each sent is
 * what this aggregator shows and stores, as far as its catalog knows it.
 */
class RecordedSessionsTest {
  private static final Path SESSIONS = Path.of("../proto/src/test/resources/sessions");

  @Test
  void understandsAnAgentOfThisVersion() throws Exception {
    replay("current");
  }

  @Test
  void understandsAnOlderAgent() throws Exception {
    replay("older");
  }

  @Test
  void understandsANewerAgent() throws Exception {
    assertThat(replay("newer").agent().unknown()).contains("future_kind");
  }

  private static NodeState replay(String name) throws Exception {
    LiveState live = new LiveState(1, 10_000);
    TestingStore store = new TestingStore();
    Sessions sessions = new Sessions();
    store.listener(sessions);
    TestingCall call = new TestingCall();
    AgentSession session =
        new AgentSession(
            call,
            "recorded:1",
            "0",
            live,
            store,
            sessions,
            new IngestLimits(5000, 1 << 20, 1 << 20, 1000, ""),
            new IngestCounters());
    int messages = 0;
    try (InputStream in = Files.newInputStream(SESSIONS.resolve(name + ".session"))) {
      for (AgentMessage message = AgentMessage.parseDelimitedFrom(in);
          message != null;
          message = AgentMessage.parseDelimitedFrom(in)) {
        session.onNext(message);
        assertThat(call.over()).as("message %s: %s", messages, call.status()).isFalse();
        messages++;
      }
    }
    session.tick(Long.MAX_VALUE);
    store.commitAll();
    assertThat(call.said.get(call.said.size() - 1).getAck().getSeq()).isEqualTo(messages - 1);
    NodeState node = live.node("recorded-" + name);
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    Map<String, Long> sums = sums(store);
    for (String line : Files.readAllLines(SESSIONS.resolve(name + ".tsv"))) {
      String[] cell = line.split("\t", -1);
      int kind = Catalog.indexOf(cell[0]);
      Column column = kind < 0 ? null : column(Catalog.KINDS.get(kind), cell[2]);
      if (column != null) {
        compared++;
        String got = got(node, sums, Catalog.KINDS.get(kind), cell[1], column);
        if (!got.equals(cell[3])) {
          wrong.add(line + ": got " + got);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(compared).isGreaterThan(300);
    return node;
  }

  private static String got(
      NodeState node, Map<String, Long> sums, Kind kind, String labels, Column column) {
    return switch (column.type()) {
      case COUNTER, HISTOGRAM ->
          String.valueOf(sums.get(kind.name() + "\t" + labels + "\t" + column.name()));
      case GAUGE -> {
        KindState state = node.kind(kind);
        yield String.valueOf(state.value(column, slot(state, labels)));
      }
      case TEXT -> {
        KindState state = node.kind(kind);
        yield String.valueOf(state.text(column, slot(state, labels)));
      }
    };
  }

  private static int slot(KindState state, String labels) {
    return state.living().stream()
        .filter(slot -> String.join("/", state.labels(slot)).equals(labels))
        .findFirst()
        .orElseThrow(() -> new AssertionError(state.kind().name() + ": no entity " + labels));
  }

  private static Column column(Kind kind, String name) {
    return kind.columns().stream().filter(c -> c.name().equals(name)).findFirst().orElse(null);
  }

  private static Map<String, Long> sums(TestingStore store) {
    Map<String, Long> sums = new TreeMap<>();
    for (TestingStore.Committed part : store.committed) {
      KindRows rows = part.rows();
      for (int row = 0; row < rows.size(); row++) {
        List<String> labels = new ArrayList<>();
        for (String[] label : rows.labels()) {
          labels.add(label[row]);
        }
        String entity = rows.kind().name() + "\t" + String.join("/", labels) + "\t";
        for (Column column : rows.kind().columns()) {
          long value = stored(rows, row, column);
          if (value != Column.NOT_MEASURED) {
            sums.merge(entity + column.name(), value, Long::sum);
          }
        }
      }
    }
    return sums;
  }

  private static long stored(KindRows rows, int row, Column column) {
    int c = column.index();
    return switch (column.type()) {
      case COUNTER -> rows.values()[c][row];
      case HISTOGRAM -> {
        long count = 0;
        long[] counts = rows.bucketCounts()[c][row];
        for (int i = 0; counts != null && i < counts.length; i++) {
          count += counts[i];
        }
        yield counts == null ? Column.NOT_MEASURED : count;
      }
      default -> Column.NOT_MEASURED;
    };
  }
}
