package dev.nodecast.agent.identity;

import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks the node's own kubelet for its pods, all of them each time. */
final class KubeletPods implements PodDiscovery {
  private final ServiceAccount account;
  private final URI pods;
  private final Duration interval;
  private final PodNames names;

  KubeletPods(ServiceAccount account, URI kubelet, Duration interval, PodNames names) {
    this.account = account;
    this.pods = kubelet.resolve("/pods");
    this.interval = interval;
    this.names = names;
  }

  @Override
  public void discover() throws IOException, InterruptedException {
    List<PodIdentity> all = new ArrayList<>();
    try (Reader text = new InputStreamReader(account.get(pods), StandardCharsets.UTF_8);
        JsonReader in = new JsonReader(text)) {
      PodJson.each(
          in,
          key -> {
            if (key.equals("items")) {
              PodJson.items(in, () -> add(all, PodJson.read(in).pod()));
            } else {
              in.skipValue();
            }
          });
    } catch (IllegalStateException e) {
      throw new IOException(pods + ": " + e.getMessage(), e);
    }
    names.replace(all);
  }

  static void add(List<PodIdentity> all, PodIdentity pod) {
    if (pod != null && all.size() < PodNames.MAX_PODS) {
      all.add(pod);
    }
  }

  @Override
  public long pauseMs() {
    return interval.toMillis();
  }

  @Override
  public void close() {}
}
