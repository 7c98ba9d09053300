package dev.nodecast.bench.run;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an agent's own metrics say of the memory of its kernel maps. */
public final class MapMetrics {
  private static final Pattern MEMORY =
      Pattern.compile(
          "(?m)^nodecast_ebpf_map_memory_bytes\\{subject=\"([^\"]*)\",map=\"([^\"]*)\"\\} (\\S+)$");

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI url;
  private Map<String, Double> bytes = Map.of();

  /**
   * @param port of NODECAST_TELEMETRY_ADDRESS
   */
  public MapMetrics(int port) {
    url = URI.create("http://127.0.0.1:" + port + "/metrics");
  }

  /** Reads them; returns the sum, 0 before the agent has looked at its maps. */
  public double read() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(10)).build();
    String text = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    Map<String, Double> found = new TreeMap<>();
    Matcher line = MEMORY.matcher(text);
    while (line.find()) {
      found.put(line.group(1) + "/" + line.group(2), Double.parseDouble(line.group(3)));
    }
    bytes = found;
    return found.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Bytes by {@code subject/map}, as last read. */
  public Map<String, Double> bytes() {
    return Map.copyOf(bytes);
  }
}
