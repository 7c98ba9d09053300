package dev.nodecast.bpf.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.nodecast.bpf.Kernel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpExchangesTest {
  @Test
  void tellsRequestsOfBothEnds() throws Exception {
    Kernel.capable();
    try (dev.nodecast.bpf.Slots slots = dev.nodecast.bpf.Slots.open(2048);
        Exchanges exchanges =
            Exchanges.start(
                Kernel.support(), slots, java.util.EnumSet.allOf(ExchangeProtocol.class))) {
      exchanges
          .programs()
          .support()
          .forEach(s -> System.out.println(s.program() + " " + s.reason() + " " + s));
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
      server.createContext(
          "/",
          e -> {
            byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
            e.sendResponseHeaders(200, body.length);
            e.getResponseBody().write(body);
            e.close();
          });
      server.start();
      HttpClient client = HttpClient.newHttpClient();
      for (int i = 0; i < 10; i++) {
        client.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/a/" + i))
                .version(HttpClient.Version.HTTP_1_1)
                .build(),
            BodyHandlers.ofString());
      }
      server.stop(0);
      Thread.sleep(500);
      exchanges.visit();
      List<String> seen = new ArrayList<>();
      byte[] bytes = new byte[ExchangeEvent.SEGMENT];
      exchanges.events(
          e -> {
            int n = e.request(bytes);
            seen.add(
                e.server()
                    + " "
                    + e.status()
                    + " "
                    + (e.endNs() - e.requestNs()) / 1000
                    + " "
                    + e.requestBytes()
                    + " "
                    + e.responseBytes()
                    + " "
                    + e.bare()
                    + " "
                    + new String(bytes, 0, Math.min(40, n), StandardCharsets.UTF_8)
                        .replace("\r\n", "|"));
          });
      seen.forEach(System.out::println);
      exchanges.counts().forEach(System.out::println);
      assertThat(seen).hasSize(20);
    }
  }
}
