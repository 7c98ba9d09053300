package dev.nodecast.aggregator.kube.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodecast.aggregator.kube.http.ScriptedServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ApiServerTest {
  private static final Duration SOON = Duration.ofMillis(300);

  /** Otherwise each failed attempt of a server that hangs for hours would leave a connection. */
  @Test
  void hangsUpOnAServerThatNeverBeginsToAnswer() throws Exception {
    CountDownLatch hungUp = new CountDownLatch(1);
    try (ScriptedServer server =
            new ScriptedServer(
                (request, wire) -> {
                  wire.hang();
                  hungUp.countDown();
                });
        KubernetesClient client = server.client()) {
      ApiServer api = new ApiServer(client, InstantSource.system(), SOON);
      assertThatThrownBy(() -> api.open("/api/v1/pods", SOON))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no answer within 300 ms");
      assertThat(hungUp.await(10, TimeUnit.SECONDS)).as("the connection is closed").isTrue();
    }
  }
}
