package dev.nodecast.web.page;

import dev.nodecast.web.format.Figure;
import dev.nodecast.web.format.Rate;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Services;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Signals;
import java.util.List;

/** Rate, errors and durations of all servers together. */
final class ServiceTiles {
  private ServiceTiles() {}

  static List<Region> of(Services services) {
    Signals all = services.all();
    return List.of(
        Tile.of(
            "tile-requests",
            "Requests",
            "",
            Rate.of(all.requestsPerSecond()).html(),
            Svg.spark("k-net", "requests", services.sparks().requests(), 0),
            "seen by the servers",
            Severity.OK),
        Tile.of(
            "tile-errors",
            "Errors",
            "",
            Figure.of(all.errorShare(), Quantity.SHARE).html(),
            Svg.spark("k-crit", "errors", services.sparks().errors(), 0),
            Rate.of(all.errorsPerSecond()).text(),
            Cells.above(all.errorShare(), 0.01, 0.05)),
        duration("p50", all.p50Seconds(), ""),
        duration("p95", all.p95Seconds(), ""),
        duration(
            "p99",
            all.p99Seconds(),
            Svg.spark("k-text", "p99 of the slowest node", services.sparks().p99(), 0)));
  }

  private static Region duration(String quantile, double seconds, String spark) {
    return Tile.of(
        "tile-" + quantile,
        "Latency " + quantile,
        "",
        Figure.of(seconds, Quantity.SECONDS).html(),
        spark,
        "of all requests, last 5 to 10 s",
        Severity.OK);
  }
}
