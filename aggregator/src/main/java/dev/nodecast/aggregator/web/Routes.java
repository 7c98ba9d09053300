package dev.nodecast.aggregator.web;

import dev.nodecast.web.Dashboard;
import dev.nodecast.web.Security;
import dev.nodecast.web.WebAnswer;
import dev.nodecast.web.WebRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From request to answer. What may ask the database runs on threads of its own, so that a slow
 * database never delays the live pages; both pools are bounded in threads and in waiting requests.
 */
final class Routes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
  private static final int LIVE_THREADS = 4;
  private static final int HISTORY_THREADS = 4;
  private static final int WAITING = 128;

  /** A page of one thing has charts; events are in the store. */
  private static final List<String> HISTORY =
      List.of(
          "/nodes/",
          "/workloads/",
          "/services/",
          "/pods/",
          "/processes/",
          "/events",
          Api.PREFIX + "series",
          Api.PREFIX + "events",
          Api.PREFIX + "k8s/");

  private static final Pattern SPANS =
      Pattern.compile(Api.PREFIX + "services/[^/]*/" + SpansApi.LAST);

  private final ThreadPoolExecutor livePool = pool("web", LIVE_THREADS);
  private final ThreadPoolExecutor historyPool = pool("web-history", HISTORY_THREADS);
  private final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
  private final HttpServer.Parts parts;
  private final Dashboard dashboard;
  private final Api api;
  private final MetricsText metrics;

  Routes(HttpServer.Parts parts) {
    this.parts = parts;
    dashboard = new Dashboard(parts.data(), parts.clock());
    api =
        new Api(
            parts.data(),
            new SeriesApi(parts.storage(), parts.windowSeconds(), parts.clock()),
            new EventsApi(parts.data(), parts.clock()),
            new SpansApi(parts.live(), parts.storage(), parts.clock()),
            new K8sApi(parts.storage(), parts.clock()),
            new StatusJson(
                parts.data().agents,
                parts.storage(),
                parts.live(),
                parts.counters(),
                parts.self()));
    metrics =
        new MetricsText(
            parts.self(),
            parts.counters(),
            parts.live(),
            parts.storage(),
            parts.data().pictures,
            new ClusterMetrics(parts.cluster(), parts.clock()));
  }

  /** Where to answer a path. */
  Executor executor(String path) {
    String page = path.startsWith(Dashboard.LIVE + "/") ? path.substring(5) : path;
    boolean history = HISTORY.stream().anyMatch(page::startsWith) || SPANS.matcher(page).matches();
    return history ? historyPool : livePool;
  }

  /** Blocks; never throws. */
  WebAnswer answer(WebRequest request) {
    try {
      return switch (request.path()) {
        case "/health" -> health();
        case "/ready" -> ready();
        case "/metrics" -> metrics();
        default -> request.path().startsWith("/api/") ? api(request) : dashboard.answer(request);
      };
    } catch (ApiError e) {
      return error(e.status(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("{} failed", request.path(), e);
      return error(500, "internal error, see the aggregator's log");
    }
  }

  private WebAnswer api(WebRequest request) {
    ApiRequest asked = asked(request.path(), request.query());
    return ProfileApi.takes(asked.segments())
        ? json(200, parts.profiles().get(asked.segments().get(1)))
        : json(200, api.answer(asked));
  }

  private static ApiRequest asked(String path, String query) {
    String rest = path.startsWith(Api.PREFIX) ? path.substring(Api.PREFIX.length()) : "";
    return ApiRequest.of(rest, query);
  }

  /** Whether a request is one of the few that change something. */
  static boolean changes(String method, String path) {
    return (method.equals("PUT") || method.equals("DELETE"))
        && path != null
        && path.startsWith(Api.PREFIX)
        && path.endsWith("/profile");
  }

  /** Answers a request that changes something; blocks, never throws. */
  WebAnswer change(String method, String path, String authorization, byte[] body) {
    try {
      List<String> segments = asked(path, "").segments();
      if (!ProfileApi.takes(segments)) {
        throw ApiError.absent("path", path, Api.PREFIX + "nodes/{node}/profile");
      }
      String node = segments.get(1);
      return json(
          200,
          method.equals("PUT")
              ? parts.profiles().put(node, authorization, body)
              : parts.profiles().delete(node, authorization));
    } catch (ApiError e) {
      return error(e.status(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", method, path, e);
      return error(500, "internal error, see the aggregator's log");
    }
  }

  private WebAnswer health() {
    List<String> late = parts.health().late();
    return json(
        late.isEmpty() ? 200 : 503,
        Json.object(json -> json.truth("healthy", late.isEmpty()).texts("reasons", late)));
  }

  private WebAnswer ready() {
    List<String> reasons = parts.ready().get();
    return json(
        reasons.isEmpty() ? 200 : 503,
        Json.object(json -> json.truth("ready", reasons.isEmpty()).texts("reasons", reasons)));
  }

  private WebAnswer metrics() {
    Map<String, Long> http = new TreeMap<>();
    statuses.forEach((status, count) -> http.put(String.valueOf(status), count.sum()));
    String text = metrics.text(http, dashboard.cacheCounts());
    return answer(200, Exposition.CONTENT_TYPE, text.getBytes(StandardCharsets.UTF_8));
  }

  void count(int status) {
    statuses.computeIfAbsent(status, s -> new LongAdder()).increment();
  }

  static WebAnswer error(int status, String message) {
    return json(status, Json.error(message));
  }

  private static WebAnswer json(int status, byte[] body) {
    return answer(status, "application/json; charset=utf-8", body);
  }

  /** An API answer is opened by people too, and must be as harmless as a page. */
  private static WebAnswer answer(int status, String type, byte[] body) {
    Map<String, String> headers = new HashMap<>(Security.page());
    headers.put("Content-Type", type);
    return new WebAnswer(status, headers, body);
  }

  private static ThreadPoolExecutor pool(String name, int threads) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public void close() {
    livePool.shutdownNow();
    historyPool.shutdownNow();
  }
}
