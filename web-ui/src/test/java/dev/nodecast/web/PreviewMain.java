package dev.nodecast.web;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * Shows the pages with made-up data in a browser: {@code <folder>} writes every page and asset
 * there; a second argument {@code kubernetes} adds a cluster; a number serves the live pages on
 * that port of the loopback until it is stopped.
 */
final class PreviewMain {
  private static final Map<String, String> PAGES =
      Map.ofEntries(
          Map.entry("cluster", "/"),
          Map.entry("nodes", "/nodes"),
          Map.entry("node", "/nodes/worker-03"),
          Map.entry("pods", "/pods?sort=-cpu"),
          Map.entry("pod", "/pods/uid-2-0"),
          Map.entry("pod-pending", "/pods/uid-pending"),
          Map.entry("workloads", "/workloads"),
          Map.entry("workload", "/workloads/shop:Deployment:checkout"),
          Map.entry("services", "/services"),
          Map.entry("service", "/services/server:shop:checkout"),
          Map.entry("map", "/map"),
          Map.entry("map-focus", "/map?focus=workload:shop:checkout:"),
          Map.entry("events", "/events"),
          Map.entry("processes", "/processes"),
          Map.entry("process", "/processes/node-01:18:123456"),
          Map.entry("search", "/search?q=postgres"),
          Map.entry("status", "/status"),
          Map.entry("gone", "/pods/nothing?range=bad"),
          Map.entry("none", "/nodes?q=chekout"));

  private PreviewMain() {}

  public static void main(String[] arguments) throws IOException {
    TestingReads reads =
        arguments.length > 1 && arguments[1].equals("kubernetes")
            ? new KubernetesReads()
            : TestingReads.seven();
    if (arguments[0].matches("\\d+")) {
      serve(reads, Integer.parseInt(arguments[0]));
      return;
    }
    Dashboard dashboard = new Dashboard(reads, Clock.fixed(reads.now(), ZoneOffset.UTC));
    Path folder = Path.of(arguments[0]);
    for (String asset : Assets.load().paths()) {
      Path file = folder.resolve(asset.substring(1));
      Files.createDirectories(file.getParent());
      Files.write(file, get(dashboard, asset, "").body());
    }
    for (Map.Entry<String, String> page : PAGES.entrySet()) {
      for (String theme : new String[] {"dark", "light"}) {
        Files.write(
            folder.resolve(page.getKey() + "-" + theme + ".html"),
            get(dashboard, page.getValue(), theme).body());
      }
    }
  }

  private static void serve(TestingReads reads, int port) throws IOException {
    // Time is made up too: the data is always as old as it says.
    Clock clock = Clock.fixed(reads.now().plusSeconds(1), ZoneOffset.UTC);
    Dashboard dashboard = new Dashboard(reads, clock);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/",
        exchange -> {
          if (exchange.getRequestURI().getPath().startsWith(Dashboard.LIVE)) {
            reads.advance();
          }
          String query = exchange.getRequestURI().getRawQuery();
          WebAnswer answer =
              dashboard.answer(
                  new WebRequest(
                      exchange.getRequestURI().getRawPath(), query == null ? "" : query, "", ""));
          answer.headers().forEach(exchange.getResponseHeaders()::set);
          exchange.sendResponseHeaders(
              answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
          exchange.getResponseBody().write(answer.body());
          exchange.close();
        });
    server.start();
  }

  private static WebAnswer get(Dashboard dashboard, String address, String theme) {
    int question = address.indexOf('?');
    return dashboard.answer(
        new WebRequest(
            question < 0 ? address : address.substring(0, question),
            question < 0 ? "" : address.substring(question + 1),
            "nodecast-theme=" + theme,
            ""));
  }
}
