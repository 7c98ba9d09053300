package dev.nodecast.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;

/** Writes every page and asset into a folder, to look at them in a browser: {@code <folder>}. */
final class PreviewMain {
  private static final Map<String, String> PAGES =
      Map.ofEntries(
          Map.entry("cluster", "/"),
          Map.entry("nodes", "/nodes"),
          Map.entry("node", "/nodes/worker-03"),
          Map.entry("pods", "/pods?sort=-cpu"),
          Map.entry("pod", "/pods/uid-2-0"),
          Map.entry("processes", "/processes"),
          Map.entry("process", "/processes/node-01:18:123456"),
          Map.entry("search", "/search?q=postgres"),
          Map.entry("status", "/status"),
          Map.entry("gone", "/pods/nothing?range=bad"),
          Map.entry("none", "/nodes?q=chekout"));

  private PreviewMain() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    TestingReads reads = TestingReads.seven();
    Dashboard dashboard = new Dashboard(reads, Clock.fixed(reads.now(), ZoneOffset.UTC));
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
