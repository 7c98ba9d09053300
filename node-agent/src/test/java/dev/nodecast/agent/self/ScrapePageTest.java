package dev.nodecast.agent.self;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Over HTTP: each scraper gets the text that it asked for, of the tick that it waited for. */
class ScrapePageTest {
  private static HttpResponse<String> get(TelemetryServer server, ScrapePage page, String accept)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/metrics"));
    if (!accept.isEmpty()) {
      request.header("Accept", accept);
    }
    CompletableFuture<HttpResponse<String>> answer =
        HttpClient.newHttpClient().sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    while (!answer.isDone()) {
      page.ticked();
    }
    return answer.get();
  }

  @Test
  void theTextFollowsTheAcceptHeader() throws Exception {
    ScrapePage page = new ScrapePage(out -> out.family("up", "gauge", "Help.").sample("up", 1));
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (TelemetryServer server =
        new TelemetryServer("KEY", any, Map.of("/metrics", page::answer))) {
      HttpResponse<String> plain = get(server, page, "");
      assertThat(plain.body()).isEqualTo("# HELP up Help.\n# TYPE up gauge\nup 1\n");
      assertThat(plain.headers().firstValue("Content-Type"))
          .hasValue("text/plain; version=0.0.4; charset=utf-8");
      HttpResponse<String> open =
          get(server, page, "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
      assertThat(open.body()).isEqualTo(plain.body() + "# EOF\n");
      assertThat(open.headers().firstValue("Content-Type"))
          .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
      assertThat(get(server, page, "text/html").body()).isEqualTo(plain.body());
    }
  }
}
