package dev.nodecast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.v1.AgentMessage;
import dev.nodecast.v1.Frame;
import dev.nodecast.v1.Hello;
import dev.nodecast.v1.Schema;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.Inflater;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded sessions keep their meaning, whatever the catalog of this build is. */
class SessionReplayTest {
  @ParameterizedTest
  @ValueSource(strings = {"current", "older", "newer"})
  void aRecordedSessionIsUnderstood(String name) throws Exception {
    Map<String, String> expected;
    try (InputStream in = getClass().getResourceAsStream("/sessions/" + name + ".tsv")) {
      expected =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .collect(
                  Collectors.toMap(
                      line -> line.substring(0, line.lastIndexOf('\t')),
                      line -> line.substring(line.lastIndexOf('\t') + 1)));
    }
    assertThat(expected).hasSizeGreaterThan(300);
    assertThat(replay(name)).containsExactlyInAnyOrderEntriesOf(expected);
  }

  private Map<String, String> replay(String name) throws Exception {
    Inflater inflater = new Inflater(true);
    try (InputStream in = getClass().getResourceAsStream("/sessions/" + name + ".session")) {
      Hello hello = AgentMessage.parseDelimitedFrom(in).getHello();
      TickReader reader = new TickReader(WireSchema.shape(hello.getSchema()), 100);
      Cells cells = new Cells(hello.getSchema());
      long seq = 0;
      for (AgentMessage message; (message = AgentMessage.parseDelimitedFrom(in)) != null; ) {
        Frame frame = message.getFrame();
        assertThat(frame.getSeq()).isEqualTo(++seq);
        int size = frame.getBody().size();
        byte[] piece = Arrays.copyOf(frame.getBody().toByteArray(), size + 4);
        piece[size + 2] = (byte) 0xFF;
        piece[size + 3] = (byte) 0xFF;
        inflater.setInput(piece);
        byte[] tick = new byte[frame.getLength()];
        int done = inflater.inflate(tick);
        assertThat(done).isEqualTo(tick.length);
        reader.read(tick, 0, tick.length, cells);
      }
      assertThat(seq).isEqualTo(SessionRecorder.TICKS);
      return cells.values;
    } finally {
      inflater.end();
    }
  }

  /** Keeps what a session adds up to. */
  private static final class Cells implements TickHandler {
    private final Schema schema;
    private final Map<String, List<String>> labels = new HashMap<>();
    final Map<String, String> values = new TreeMap<>();

    Cells(Schema schema) {
      this.schema = schema;
    }

    private String cell(int kind, int column, int slot) {
      return SessionRecorder.cell(schema, kind, column, labels.get(kind + "/" + slot));
    }

    private void add(String cell, long more) {
      values.merge(
          cell,
          Long.toString(more),
          (a, b) -> Long.toString(Long.parseLong(a) + Long.parseLong(b)));
    }

    @Override
    public void tick(long timeMs, boolean keyframe) {
      assertThat(timeMs).isGreaterThanOrEqualTo(SessionRecorder.START_MS);
    }

    @Override
    public void kind(int kind, int slots) {}

    @Override
    public void define(int kind, int slot, List<String> names) {
      labels.put(kind + "/" + slot, names);
    }

    @Override
    public void group(int kind, int group, int intervalMs) {}

    @Override
    public void base(int kind, int column, int slot, long value) {
      // A keyframe repeats a gauge as it was before its tick.
      if (schemaType(kind, column) == 2 && value != dev.nodecast.catalog.Column.NOT_MEASURED) {
        assertThat(values.get(cell(kind, column, slot))).isEqualTo(Long.toString(value));
      }
    }

    private int schemaType(int kind, int column) {
      int left = column;
      for (dev.nodecast.v1.Group group : schema.getKinds(kind).getGroupsList()) {
        if (left < group.getColumnsCount()) {
          return group.getColumns(left).getTypeValue();
        }
        left -= group.getColumnsCount();
      }
      throw new IllegalArgumentException("column: " + column);
    }

    @Override
    public void baseText(int kind, int column, int slot, String text) {
      assertThat(values.get(cell(kind, column, slot))).isEqualTo(text);
    }

    @Override
    public void counter(int kind, int column, int slot, long increase) {
      add(cell(kind, column, slot), increase);
    }

    @Override
    public void gauge(int kind, int column, int slot, long difference) {
      add(cell(kind, column, slot), difference);
    }

    @Override
    public void gaugeUnmeasured(int kind, int column, int slot) {
      values.remove(cell(kind, column, slot));
    }

    @Override
    public void text(int kind, int column, int slot, String text) {
      values.put(cell(kind, column, slot), text);
    }

    @Override
    public void bucket(int kind, int column, int slot, int bucket, long count) {
      add(cell(kind, column, slot), count);
    }

    @Override
    public void released(int kind, int slot) {}
  }
}
