package dev.nodecast.web;

import dev.nodecast.web.live.Hold;
import dev.nodecast.web.live.View;
import dev.nodecast.web.live.ViewCache;
import dev.nodecast.web.page.ClusterPage;
import dev.nodecast.web.page.EventsPage;
import dev.nodecast.web.page.MapPage;
import dev.nodecast.web.page.MessagePage;
import dev.nodecast.web.page.NodePage;
import dev.nodecast.web.page.NodesPage;
import dev.nodecast.web.page.Page;
import dev.nodecast.web.page.PageContext;
import dev.nodecast.web.page.PodPage;
import dev.nodecast.web.page.PodsPage;
import dev.nodecast.web.page.ProcessPage;
import dev.nodecast.web.page.ProcessesPage;
import dev.nodecast.web.page.SearchPage;
import dev.nodecast.web.page.ServicePage;
import dev.nodecast.web.page.ServicesPage;
import dev.nodecast.web.page.StatusPage;
import dev.nodecast.web.page.WorkloadPage;
import dev.nodecast.web.page.WorkloadsPage;
import dev.nodecast.web.read.Shell;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * All pages, their fragments and their assets, as one function from request to answer. Safe for
 * several threads; a page that shows history may block.
 *
 * <p>A page is at its path, the changes of the same page at {@link #LIVE} + path: 204 when there
 * are none, else out-of-band regions for htmx.
 */
public final class Dashboard {
  /** Prefix of the addresses that pollers ask. */
  public static final String LIVE = "/live";

  /** Bound on remembered views: some 300 of the largest. */
  private static final long CACHE_BYTES = 48L << 20;

  /** A page by its path; {@code *} stands for one segment, the page's subject. */
  public record Route(String pattern, Page page) {}

  private static final List<Route> ROUTES =
      List.of(
          new Route("/", new ClusterPage()),
          new Route("/nodes", new NodesPage()),
          new Route("/nodes/*", new NodePage()),
          new Route("/workloads", new WorkloadsPage()),
          new Route("/workloads/*", new WorkloadPage()),
          new Route("/services", new ServicesPage()),
          new Route("/services/*", new ServicePage()),
          new Route("/map", new MapPage()),
          new Route("/pods", new PodsPage()),
          new Route("/pods/*", new PodPage()),
          new Route("/processes", new ProcessesPage()),
          new Route("/processes/*", new ProcessPage()),
          new Route("/events", new EventsPage()),
          new Route("/search", new SearchPage()),
          new Route("/status", new StatusPage()));

  private static final Page NOT_FOUND = MessagePage.notFound();

  private final DashboardReads reads;
  private final Clock clock;
  private final Assets assets = Assets.load();
  private final ViewCache cache;

  /**
   * @param clock gives the time and the zone that times of day are printed in
   */
  public Dashboard(DashboardReads reads, Clock clock) {
    this.reads = reads;
    this.clock = clock;
    this.cache = new ViewCache(CACHE_BYTES, clock::millis);
  }

  /** For who mounts the dashboard beside other things; {@link Assets#PREFIX} belongs to it too. */
  public static List<Route> routes() {
    return ROUTES;
  }

  public WebAnswer answer(WebRequest request) {
    if (request.path().startsWith(Assets.PREFIX)) {
      return assets.answer(request.path(), request.ifNoneMatch());
    }
    boolean live = request.path().equals(LIVE) || request.path().startsWith(LIVE + "/");
    String path = live ? request.path().substring(LIVE.length()) : request.path();
    PageRequest parsed =
        PageRequest.of(
            Address.normal(path),
            Address.query(request.query()),
            Address.cookie(request.cookie(), "nodecast-theme"),
            clock.instant(),
            clock.getZone());
    return live ? fragment(parsed) : page(parsed);
  }

  private WebAnswer page(PageRequest request) {
    Shell shell = reads.shell();
    ViewCache.Answer answer =
        cache.view(request.viewKey(), shell.tick().number(), render(request, shell));
    Frame frame = new Frame(request, shell, answer, assets, false);
    return new WebAnswer(answer.view().status(), Security.page(), frame.page());
  }

  private WebAnswer fragment(PageRequest request) {
    Shell shell = reads.shell();
    ViewCache.Answer answer =
        cache.changes(
            request.viewKey(), shell.tick().number(), request.shown(), render(request, shell));
    if (answer.unchanged()) {
      return new WebAnswer(204, Security.page(), new byte[0]);
    }
    return new WebAnswer(
        200, Security.page(), new Frame(request, shell, answer, assets, true).fragment());
  }

  private Function<Hold, View> render(PageRequest request, Shell shell) {
    return hold -> {
      for (Route route : ROUTES) {
        String subject = Address.match(route.pattern(), request.path());
        if (subject != null) {
          return view(route.page(), new PageContext(request, reads, shell, subject, hold))
              .with(Rail.regions(shell));
        }
      }
      return NOT_FOUND
          .view(new PageContext(request, reads, shell, request.path(), hold))
          .with(Rail.regions(shell));
    };
  }

  /** A page that fails is a page that says so: the rest of the dashboard keeps working. */
  private static View view(Page page, PageContext context) {
    try {
      return page.view(context);
    } catch (RuntimeException e) {
      System.getLogger(Dashboard.class.getName())
          .log(System.Logger.Level.ERROR, "page " + context.request().path() + " failed", e);
      return MessagePage.failed(e).view(context);
    }
  }

  /** For the aggregator's own metrics: views kept and views forgotten for room. */
  public Map<String, Long> cacheCounts() {
    return Map.of("views", (long) cache.size(), "evictions", cache.evictions());
  }
}
