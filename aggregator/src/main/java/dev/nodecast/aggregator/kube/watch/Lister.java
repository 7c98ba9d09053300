package dev.nodecast.aggregator.kube.watch;

import dev.nodecast.aggregator.kube.WatchStats;
import dev.nodecast.aggregator.kube.http.HttpBody;
import dev.nodecast.aggregator.kube.http.HttpFailure;
import java.io.IOException;

/** Reads lists in pages. One thread. */
final class Lister {
  /** Then the list is read whole: its pages expire faster than they are read. */
  private static final int MAX_EXPIRED = 2;

  private final ApiServer server;
  private final Wanted wanted;
  private final Reflection into;
  private final WatchStats stats;

  Lister(ApiServer server, Wanted wanted, Reflection into, WatchStats stats) {
    this.server = server;
    this.wanted = wanted;
    this.into = into;
    this.stats = stats;
  }

  /** Reads a list to its end and returns its version. */
  String list(ResourcePath of) throws IOException {
    for (int expired = 0; ; expired++) {
      try {
        return list(of, expired < MAX_EXPIRED);
      } catch (HttpFailure e) {
        if (!e.gone() || expired >= MAX_EXPIRED) {
          throw e;
        }
        stats.error("expired");
      }
    }
  }

  private String list(ResourcePath of, boolean paged) throws IOException {
    into.begin();
    ListPage page = page(paged ? wanted.page(of, "") : wanted.whole(of));
    while (!page.next().isEmpty()) {
      page = page(wanted.page(of, page.next()));
    }
    into.end();
    stats.listed();
    return page.version();
  }

  private ListPage page(String path) throws IOException {
    try (HttpBody body = server.open(path)) {
      ListPage page = ListPage.read(body, into::listed);
      stats.heard(System.currentTimeMillis());
      return page;
    } finally {
      into.page();
    }
  }
}
