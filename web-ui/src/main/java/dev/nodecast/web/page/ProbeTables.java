package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.read.MapRow;
import dev.nodecast.web.read.ProbeRow;
import dev.nodecast.web.read.Probes;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Severity;
import java.util.ArrayList;
import java.util.List;

/** Kernel programs and their maps on Status: one row for all nodes where it is the same. */
final class ProbeTables {
  /** A map this full refuses soon; when it is full, updates are lost and counted. */
  private static final double NEARLY_FULL = 0.9;

  private ProbeTables() {}

  /** How many run, beside the title. */
  static Region note(Probes probes) {
    String text =
        probes.total() == 0
            ? ""
            : Pager.count(probes.loaded()) + " of " + Pager.count(probes.total()) + " loaded";
    return Region.of("probes-note", "span", "mute", text);
  }

  static Listing programs(PageRequest request, List<ProbeRow> probes) {
    return Listing.of(
        "Kernel programs, refused ones first",
        List.of(
            Column.plain("Probe", ""),
            Column.plain("Hook", "lo2"),
            Column.plain("Feeds", "lo"),
            Column.plain("Nodes", ""),
            Column.plain("Runs per node", "n lo2"),
            Column.plain("Takes", "n lo"),
            Column.plain("Of a CPU, worst", "n"),
            Column.plain("On", "lo2"),
            Column.plain("If not, why", "lo")),
        Table.of("probes", probes.stream().map(probe -> row(request, probe)).toList()),
        Empty.html(
            "No kernel programs", "No agent has told of kernel programs that it loads or misses."));
  }

  private static Table.Row row(PageRequest request, ProbeRow probe) {
    // A reason may be long: its hash tells rows of one program apart.
    String refused = probe.loaded() ? "" : '-' + Integer.toHexString(probe.reason().hashCode());
    String key = probe.subject() + '-' + probe.program() + refused;
    boolean loaded = probe.loaded();
    return new Cells("pb-", key, "")
        .state(
            loaded ? Severity.OK : Severity.WARNING,
            probe.program().equals("*") ? probe.subject() : probe.program(),
            probe.subject())
        .text("hook", "lo2", probe.hook())
        .text("feeds", "lo", probe.feeds())
        .html("nodes", loaded ? "" : "warn-t", nodes(request, probe), Double.NaN)
        .number("runs", "lo2", probe.runsPerSecond(), Quantity.PER_SECOND)
        .number("each", "lo", probe.secondsPerRun(), Quantity.SECONDS)
        .number("cpu", "", probe.cpuShare(), Quantity.SHARE)
        .link("on", "lo2", probe.worst(), Links.node(request, probe.worst()))
        .text("why", "lo", why(probe))
        .row();
  }

  private static String why(ProbeRow probe) {
    if (!probe.loaded()) {
      return probe.reason();
    }
    return probe.uncounted().isEmpty() ? "" : "runs not counted everywhere: " + probe.uncounted();
  }

  /** "998 of 1,000 nodes", and of those that refused the first names. */
  private static String nodes(PageRequest request, ProbeRow probe) {
    String of = Pager.count(probe.nodes()) + " of " + Pager.count(probe.known());
    if (probe.loaded()) {
      return of;
    }
    StringBuilder html = new StringBuilder("refused on ").append(of).append(": ");
    List<String> links = new ArrayList<>();
    for (String node : probe.on()) {
      links.add(
          "<a href=\""
              + Escape.html(Links.node(request, node))
              + "\">"
              + Escape.html(node)
              + "</a>");
    }
    html.append(String.join(", ", links));
    int more = probe.nodes() - probe.on().size();
    return more > 0
        ? html.append(" and ").append(Pager.count(more)).append(" more").toString()
        : html.toString();
  }

  static Listing maps(PageRequest request, List<MapRow> maps) {
    return Listing.of(
        "Kernel maps",
        List.of(
            Column.plain("Map", ""),
            Column.plain("Nodes", "n lo2"),
            Column.plain("Fill, worst", ""),
            Column.plain("Entries", "n"),
            Column.plain("Capacity", "n lo"),
            Column.plain("On", "lo"),
            Column.plain("Memory, largest", "n"),
            Column.plain("Lost", "n")),
        Table.of("probe-maps", maps.stream().map(map -> row(request, map)).toList()),
        Empty.html("No kernel maps", "They come with the first kernel program that loads."));
  }

  private static Table.Row row(PageRequest request, MapRow map) {
    double fill = map.entries() / map.capacity();
    boolean lost = map.lost() > 0;
    Severity severity = lost || fill >= NEARLY_FULL ? Severity.WARNING : Severity.OK;
    Cells cells =
        new Cells("pm-", map.subject() + '-' + map.map(), "")
            .state(severity, map.map(), map.subject())
            .count("nodes", "lo2", map.nodes());
    if (Double.isNaN(fill)) {
      cells.text("fill", "", "");
    } else {
      cells.bar("fill", "", "k-mem", "fill", fill);
    }
    return cells
        .count("entries", "", map.entries())
        .count("capacity", "lo", map.capacity())
        .link("on", "lo", map.fullest(), Links.node(request, map.fullest()))
        .number("memory", "", map.memoryBytes(), Quantity.BYTES)
        .count("lost", lost ? "warn-t" : "", map.lost())
        .row();
  }
}
