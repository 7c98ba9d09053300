package dev.nodecast.agent.identity;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Lists this node's pods at the API server, page by page, and watches them from there on. A watch
 * that ends is taken up where it was; one that the server has forgotten (410) begins with a list.
 */
final class WatchedPods implements PodDiscovery {
  private static final int PAGE = 250;
  private static final int GONE = 410;

  /** The server ends a watch after this; one that says nothing for longer is cut off. */
  private static final int WATCH_SECONDS = 240;

  private static final int GRACE_SECONDS = 30;
  private static final long QUICK_NANOS = 1_000_000_000;

  private final ServiceAccount account;
  private final URI server;
  private final String selector;
  private final PodNames names;
  private final ScheduledExecutorService timer;
  private volatile InputStream open;
  private long begunNanos;

  /** Empty: a list is due. */
  private String version = "";

  WatchedPods(ServiceAccount account, URI server, String node, PodNames names) {
    this.account = account;
    this.server = server;
    this.selector =
        "fieldSelector=" + URLEncoder.encode("spec.nodeName=" + node, StandardCharsets.UTF_8);
    this.names = names;
    timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "discovery-timer");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** One list if it is due, and one watch. */
  @Override
  public void discover() throws IOException, InterruptedException {
    begunNanos = System.nanoTime();
    try {
      if (version.isEmpty()) {
        list();
      }
      watch();
    } catch (ServiceAccount.StatusException e) {
      if (e.status != GONE) {
        throw e;
      }
      version = "";
    } catch (IllegalStateException e) {
      version = "";
      throw new IOException(server.getAuthority() + ": " + e.getMessage(), e);
    }
  }

  private void list() throws IOException, InterruptedException {
    List<PodIdentity> all = new ArrayList<>();
    String[] page = {"", ""}; // resourceVersion, continue
    do {
      String more =
          page[1].isEmpty()
              ? ""
              : "&continue=" + URLEncoder.encode(page[1], StandardCharsets.UTF_8);
      page[1] = "";
      URI uri = server.resolve("/api/v1/pods?" + selector + "&limit=" + PAGE + more);
      try (JsonReader in = reader(account.get(uri))) {
        PodJson.each(
            in,
            key -> {
              switch (key) {
                case "metadata" -> metadata(in, page);
                case "items" ->
                    PodJson.items(in, () -> KubeletPods.add(all, PodJson.read(in).pod()));
                default -> in.skipValue();
              }
            });
      }
    } while (!page[1].isEmpty());
    names.replace(all);
    version = page[0];
  }

  private static void metadata(JsonReader in, String[] page) throws IOException {
    PodJson.each(
        in,
        key -> {
          switch (key) {
            case "resourceVersion" -> page[0] = PodJson.text(in);
            case "continue" -> page[1] = PodJson.text(in);
            default -> in.skipValue();
          }
        });
  }

  private void watch() throws IOException, InterruptedException {
    URI uri =
        server.resolve(
            "/api/v1/pods?"
                + selector
                + "&watch=1&allowWatchBookmarks=true&timeoutSeconds="
                + WATCH_SECONDS
                + "&resourceVersion="
                + URLEncoder.encode(version, StandardCharsets.UTF_8));
    open = account.get(uri);
    // A connection that the network forgot ends nowhere: no byte comes, and no end.
    ScheduledFuture<?> cut =
        timer.schedule(this::cut, WATCH_SECONDS + GRACE_SECONDS, TimeUnit.SECONDS);
    try (JsonReader in = reader(open)) {
      while (in.peek() != JsonToken.END_DOCUMENT) {
        if (!event(in)) {
          return;
        }
      }
    } catch (EOFException e) {
      // Ended within an event, or before the first: the next watch brings it.
    } finally {
      cut.cancel(false);
      open = null;
    }
  }

  /** Takes one event in; whether the watch goes on. */
  private boolean event(JsonReader in) throws IOException {
    String[] type = {""};
    PodJson[] pod = {new PodJson()};
    PodJson.each(
        in,
        key -> {
          switch (key) {
            case "type" -> type[0] = PodJson.text(in);
            case "object" -> pod[0] = PodJson.read(in);
            default -> in.skipValue();
          }
        });
    PodIdentity of = pod[0].pod();
    switch (type[0]) {
      case "ADDED", "MODIFIED" -> {
        if (of != null) {
          names.change(List.of(of), List.of());
        }
      }
      case "DELETED" -> {
        if (of != null) {
          // Its last word may have the containers of its last second.
          names.change(List.of(of), List.of());
          names.change(List.of(), List.of(of.uid()));
        }
      }
      case "ERROR" -> {
        version = ""; // 410 comes as an event too
        return false;
      }
      default -> {} // BOOKMARK: only its version counts
    }
    if (!pod[0].resourceVersion.isEmpty()) {
      version = pod[0].resourceVersion;
    }
    return true;
  }

  private static JsonReader reader(InputStream in) {
    JsonReader reader = new JsonReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    reader.setStrictness(Strictness.LENIENT); // a watch is one document after another
    return reader;
  }

  private void cut() {
    InputStream watched = open;
    if (watched != null) {
      try {
        watched.close();
      } catch (IOException e) {
        // It is over in any case.
      }
    }
  }

  /** At once, unless the server has nothing better to do than to end watches. */
  @Override
  public long pauseMs() {
    return System.nanoTime() - begunNanos < QUICK_NANOS ? QUICK_NANOS / 1_000_000 : 0;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    cut();
  }
}
