package dev.nodecast.aggregator.kube.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class BoundedHttpTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void readsABodyOfManyPieces() throws Exception {
    String piece = "x".repeat(100_000);
    assertThat(
            get(
                (request, wire) -> {
                  wire.begin();
                  for (int i = 0; i < 20; i++) {
                    wire.send(piece);
                  }
                  wire.end();
                },
                4 << 20,
                LONG))
        .hasSize(2_000_000);
  }

  @Test
  void stopsReadingWhatIsTooLarge() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    String piece = "x".repeat(1 << 20);
    assertThatThrownBy(
            () ->
                get(
                    (request, wire) -> {
                      wire.begin();
                      while (sent.get() < 200) {
                        wire.send(piece);
                        sent.incrementAndGet();
                      }
                      wire.end();
                    },
                    2 << 20,
                    LONG))
        .hasMessage("answer of more than 2 MiB");
    // What the sockets between the two hold is a few MiB.
    assertThat(sent.get()).isLessThan(50);
  }

  @Test
  void saysWhatTheServerSaidAndAsksOnce() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    assertThatThrownBy(
            () ->
                get(
                    (request, wire) -> {
                      asked.incrementAndGet();
                      wire.status(503, "{\"kind\":\"Status\",\"message\":\"down\\nfor lunch\"}");
                    },
                    1 << 20,
                    LONG))
        .isInstanceOf(HttpFailure.class)
        .hasMessage("status 503: down for lunch");
    assertThat(asked.get()).isEqualTo(1);
  }

  @Test
  void doesNotWaitForAServerThatSaysNothing() {
    assertThatThrownBy(() -> get((request, wire) -> wire.hang(), 1 << 20, Duration.ofMillis(200)))
        .isInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void doesNotWaitForAServerThatStopsInTheMiddle() {
    assertThatThrownBy(
            () ->
                get(
                    (request, wire) -> wire.begin().send("{").hang(),
                    1 << 20,
                    Duration.ofMillis(500)))
        .isInstanceOf(HttpTimeoutException.class);
  }

  /** The timeout is for the beginning: a watch goes on for minutes. */
  @Test
  void readsABodyForLongerThanItWaitedForTheBeginning() throws Exception {
    ScriptedServer.Script script =
        (request, wire) -> {
          long end = System.nanoTime() + 3_000_000_000L;
          wire.begin();
          while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
          }
          wire.send("late").end();
        };
    try (ScriptedServer server = new ScriptedServer(script);
        KubernetesClient client = server.client()) {
      BoundedHttp http = new BoundedHttp(client);
      try (HttpBody body = http.open(http.api("/x"), Map.of(), Duration.ofSeconds(1), LONG)) {
        assertThat(body.readAllBytes()).asString().isEqualTo("late");
        assertThat(body.read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void isNotContentWithHalfABody() {
    assertThatThrownBy(() -> get((request, wire) -> wire.begin().send("{\"a\":"), 1 << 20, LONG))
        .isInstanceOf(IOException.class);
  }

  private static byte[] get(ScriptedServer.Script script, int max, Duration timeout)
      throws Exception {
    try (ScriptedServer server = new ScriptedServer(script);
        KubernetesClient client = server.client()) {
      BoundedHttp http = new BoundedHttp(client);
      return http.get(http.api("/x"), Map.of(), max, timeout);
    }
  }
}
