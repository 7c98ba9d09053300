package dev.nodecast.aggregator.kube.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.KindStore;
import dev.nodecast.aggregator.kube.WatchStats;
import dev.nodecast.aggregator.kube.watch.WatchedKind.Api;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the store of one kind equal to the API server: a list in pages, then a watch from the
 * list's version on. A watch that ends goes on from the last version seen, so nothing is missed and
 * nothing told twice; when the server no longer has that version (410), the list is read again and
 * only what differs is told. One thread for each.
 */
final class Reflector<T> implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Reflector.class);

  private static final int PAGE = 500;

  /** Then the list is read whole: its pages expire faster than they are read. */
  private static final int MAX_EXPIRED_LISTS = 2;

  /** Faults in a row after which a version is not tried any more, whatever the server says. */
  private static final int MAX_RESUMES = 8;

  /** Faults in a row before people are told: a connection that is cut now and then is normal. */
  private static final int QUIET_FAULTS = 3;

  private static final String SERVER = "server";

  private final ApiServer server;
  private final WatchedKind<T> kind;
  private final KindStore<T> store;
  private final String namespace;
  private final Cluster cluster;
  private final WatchStats stats;
  private final Pace pace;
  private final String id;
  private Api<T> api;
  private String version = "";
  private String doing = "list";
  private int faults;
  private int refusedResumes;
  private boolean absent;

  /**
   * @param namespace to watch; empty for all
   */
  Reflector(ApiServer server, WatchedKind<T> kind, String namespace, Cluster cluster, Pace pace) {
    this.server = server;
    this.kind = kind;
    store = kind.store();
    this.namespace = namespace;
    this.cluster = cluster;
    this.pace = pace;
    stats = cluster.stats(kind.kind(), store);
    id = namespace.isEmpty() ? kind.kind() : kind.kind() + " " + namespace;
    cluster.expect(id);
  }

  String id() {
    return id;
  }

  /** Until the thread is interrupted. */
  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      long pause = step();
      if (pause > 0) {
        try {
          Thread.sleep(pause);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /** One list and one watch, or what of it is due; says for how many milliseconds to pause. */
  private long step() {
    try {
      if (api == null && !discover()) {
        return pace.absent().toMillis();
      }
      if (version.isEmpty()) {
        doing = "list";
        list();
      } else {
        stats.restarted();
      }
      doing = "watch";
      return watch() ? 0 : fault("short", "watches end at once");
    } catch (ApiException e) {
      return refused(e);
    } catch (SocketTimeoutException e) {
      return fault("silent", e.getMessage());
    } catch (InterruptedIOException e) {
      return 0;
    } catch (JsonProcessingException e) {
      return garbage(e.getOriginalMessage());
    } catch (IOException e) {
      return fault("connection", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("kubernetes: watching {} failed", id, e);
      version = "";
      return fault("defect", e.toString());
    }
  }

  private boolean discover() throws IOException {
    Optional<Api<T>> found = Discovery.choose(server, kind);
    if (found.isEmpty()) {
      cluster.settled(id);
      if (!absent) {
        LOG.info("kubernetes: the server has no {}: left out", kind.kind());
      }
    }
    absent = found.isEmpty();
    api = found.orElse(null);
    return !absent;
  }

  private void list() throws IOException {
    for (int expired = 0; ; expired++) {
      try {
        list(expired < MAX_EXPIRED_LISTS);
        return;
      } catch (ApiException e) {
        if (!e.gone() || expired >= MAX_EXPIRED_LISTS) {
          throw e;
        }
        stats.error("expired");
      }
    }
  }

  private void list(boolean paged) throws IOException {
    String path = api.path(namespace);
    String query = paged ? "?limit=" + PAGE : "";
    Set<String> seen = new HashSet<>();
    ListPage page;
    do {
      try (Reply reply = server.open(path + query)) {
        page = ListPage.read(reply, object -> put(object, seen));
      }
      query =
          "?limit=" + PAGE + "&continue=" + URLEncoder.encode(page.next(), StandardCharsets.UTF_8);
      stats.heard(System.currentTimeMillis());
    } while (!page.next().isEmpty());
    store.retain(namespace, seen);
    version = page.version();
    stats.listed();
    wellAgain();
  }

  /** Whether it went as a watch should. */
  private boolean watch() throws IOException {
    long seconds = pace.watchSeconds();
    String path =
        api.path(namespace)
            + "?watch=true&allowWatchBookmarks=true&resourceVersion="
            + URLEncoder.encode(version, StandardCharsets.UTF_8)
            + "&timeoutSeconds="
            + seconds;
    Duration silence = Duration.ofSeconds(seconds).plus(pace.grace());
    long began = System.nanoTime();
    boolean heard = false;
    try (Reply reply = server.open(path, silence)) {
      wellAgain();
      Lines lines = new Lines(reply);
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        if (line.length > 0) {
          event(ApiServer.JSON.readTree(line));
          heard = true;
          faults = 0;
          refusedResumes = 0;
        }
      }
    }
    boolean well = heard || System.nanoTime() - began >= Pace.SHORT_WATCH.toNanos();
    faults = well ? 0 : faults;
    return well;
  }

  private void event(JsonNode event) throws IOException {
    JsonNode object = event.path("object");
    String type = event.path("type").asText("");
    switch (type) {
      case "ADDED", "MODIFIED" -> put(object, null);
      case "DELETED" -> remove(object);
      case "BOOKMARK" -> {}
      case "ERROR" ->
          throw new ApiException(
              object.path("code").asInt(0),
              ApiServer.bounded(object.path("reason").asText("")),
              ApiServer.bounded(object.path("message").asText("")));
      default -> stats.error("event");
    }
    stats.heard(System.currentTimeMillis());
    String seen = object.path("metadata").path("resourceVersion").asText("");
    version = seen.isEmpty() ? version : seen;
  }

  private void put(JsonNode object, Set<String> seen) {
    T record = stripped(object);
    if (record == null) {
      return;
    }
    if (seen != null) {
      seen.add(store.key(record));
    }
    if (!store.put(record)) {
      stats.error("limit");
      cluster.problem(
          id + " limit",
          kind.kind()
              + ": more than "
              + store.size()
              + " objects (expected: fewer; the rest is left out)");
    }
  }

  private void remove(JsonNode object) {
    T record = stripped(object);
    if (record != null) {
      store.remove(store.key(record));
    }
  }

  /** The record; null, and counted, of what cannot be one. */
  private T stripped(JsonNode object) {
    try {
      T record = api.strip().apply(object);
      if (store.named(record)) {
        return record;
      }
    } catch (RuntimeException e) {
      LOG.debug("kubernetes: a {} cannot be read", kind.kind(), e);
    }
    stats.error("object");
    return null;
  }

  private long refused(ApiException e) {
    if (e.denied()) {
      stats.error("denied");
      cluster.problem(
          id,
          e.code() == 401 || api != null
              ? Refusals.text(e, doing, about(), namespace)
              : id + ": " + e.getMessage());
      cluster.settled(id);
      return pace.denied().toMillis();
    }
    if (e.gone()) {
      version = "";
      return fault("gone", e.getMessage());
    }
    if (e.code() == 404) {
      // The server was upgraded, or a definition removed.
      api = null;
      version = "";
      return fault("absent", e.getMessage());
    }
    refusedResumes++;
    if (refusedResumes >= MAX_RESUMES) {
      // Such as a version of the future, after etcd was restored from a copy.
      version = "";
      refusedResumes = 0;
    }
    return fault("status", e.getMessage());
  }

  private Api<T> about() {
    return api == null ? kind.apis().get(0) : api;
  }

  /** A line that cannot be read may have been any event: look at all again. */
  private long garbage(String why) {
    version = "";
    return fault("garbage", why);
  }

  private long fault(String reason, String why) {
    stats.error(reason);
    faults++;
    LOG.debug("kubernetes: {}: {} ({})", id, reason, why);
    if (faults >= QUIET_FAULTS && !reason.equals("short")) {
      boolean all = reason.equals("connection") || reason.equals("silent");
      cluster.problem(
          all ? SERVER : id,
          "API server "
              + server.url()
              + (all ? "" : ", " + id)
              + ": "
              + ApiServer.bounded(String.valueOf(why))
              + " (expected: answers; the last known state stays)");
    }
    return pace.pauseMs(faults);
  }

  private void wellAgain() {
    cluster.settled(id);
    cluster.solved(id);
    cluster.solved(SERVER);
  }
}
