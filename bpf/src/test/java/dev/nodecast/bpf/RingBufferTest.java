package dev.nodecast.bpf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.bpf.exchange.Capture;
import dev.nodecast.bpf.exchange.ExchangeEvent;
import dev.nodecast.bpf.exchange.ExchangeProtocol;
import dev.nodecast.bpf.exchange.ExchangeScope;
import dev.nodecast.bpf.exchange.Exchanges;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingBufferTest {
  /** Some eighty records. */
  private static final int BYTES = 16384;

  private static final int REQUESTS = 1000;
  private static final byte[] ANSWER = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(ISO_8859_1);

  private final byte[] room = new byte[ExchangeEvent.SEGMENT];
  private final List<String> told = new ArrayList<>();
  private int port;

  private static String request(int i) {
    return "GET /" + i + "/" + "x".repeat(i % 61) + " HTTP/1.1\r\n\r\n";
  }

  /** What the server was asked: other programs of this machine talk too. */
  private void see(ExchangeEvent event) {
    if (event.localPort() == port && event.server()) {
      told.add(new String(room, 0, event.request(room), ISO_8859_1));
    }
  }

  /** The ring's end is at another place in a record each time: in its bytes, or between two. */
  @Test
  void recordsAreWholeAcrossTheEndOfTheRing() throws IOException {
    KernelSupport kernel = Kernel.capable();
    ExchangeScope http = ExchangeScope.of(EnumSet.of(ExchangeProtocol.HTTP1));
    List<String> asked = new ArrayList<>();
    try (Slots slots = Slots.open(64);
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Exchanges exchanges =
            Exchanges.start(
                kernel,
                slots,
                http,
                Capture.NEWEST,
                object -> object.map("exchange_events").resize(BYTES))) {
      port = listener.getLocalPort();
      try (Socket client = new Socket(listener.getInetAddress(), port);
          Socket server = listener.accept()) {
        for (int i = 0; i < REQUESTS; i++) {
          byte[] bytes = request(i).getBytes(ISO_8859_1);
          client.getOutputStream().write(bytes);
          assertThat(server.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
          server.getOutputStream().write(ANSWER);
          assertThat(client.getInputStream().readNBytes(ANSWER.length)).isEqualTo(ANSWER);
          exchanges.events(this::see); // the one before, which this one ended
          asked.add(request(i));
        }
      }
      exchanges.events(this::see);
      assertThat(exchanges.lostEvents()).isZero();
    }
    assertThat(told).isEqualTo(asked);
  }
}
