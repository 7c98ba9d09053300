package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.bpf.exchange.ExchangeProtocol;
import dev.nodecast.bpf.exchange.MadeEvents;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExchangeReaderTest {
  private static final String[] GET = {":method=GET", ":path=/items"};
  private static final String[] CALL = {
    ":method=POST", ":path=/shop.v1.Cart/Add", "content-type=application/grpc"
  };

  @TempDir Path proc;
  private final MadeEvents events = new MadeEvents();

  @Test
  void oneEventMayTellOfSeveralParties() {
    ExchangeReader reader = new ExchangeReader(proc);
    TestingFrames asked = new TestingFrames();
    TestingFrames answered = new TestingFrames();
    for (int id = 1; id <= 15; id += 2) {
      boolean plain = id == 5 || id == 9;
      asked.headers(id, true, plain ? GET : CALL);
      answered.headers(id, true, ":status=200");
    }
    for (long socket = 1; socket <= 3; socket++) {
      byte[] question = asked.bytes();
      byte[] answer = answered.bytes();
      reader.event(events.segment(ExchangeProtocol.HTTP2, 1, socket, question, true));
      reader.event(events.segment(ExchangeProtocol.HTTP2, 1, socket, answer, false));
    }
    Map<String, Long> requests = new TreeMap<>();
    for (Party party : reader.parties()) {
      for (Row row : party.rows()) {
        requests.merge(party.key.label() + " " + row.operation, row.requests, Long::sum);
      }
    }
    assertThat(requests).isEqualTo(Map.of("grpc shop.v1.Cart/Add", 18L, "http2 GET", 6L));
    assertThat(reader.unreadByReason()).isEmpty();
  }

  /** A turn and a segment are read into the same place. */
  @Test
  void nothingOfATurnIsLeftForTheNextSegment() {
    ExchangeReader reader = new ExchangeReader(proc);
    byte[] ping = "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);
    reader.event(events.headless(ExchangeProtocol.REDIS, 1, 7, ping));
    reader.event(events.segment(ExchangeProtocol.DNS, 2, 8, new byte[] {1, 2, 3}, true));
    assertThat(reader.unreadByReason()).containsEntry("malformed", 1L).doesNotContainKey("cut");
  }
}
