package dev.nodecast.web;

import dev.nodecast.web.format.DurationText;
import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.ViewCache;
import dev.nodecast.web.read.Shell;
import gg.jte.Content;
import gg.jte.output.Utf8ByteOutput;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What stands around a view: the top bar, the rail, the poller. The model of the layout.
 *
 * @param outOfBand for a fragment: what it holds is swapped by id
 */
public record Frame(
    PageRequest request, Shell shell, ViewCache.Answer answer, Assets assets, boolean outOfBand) {

  private static final Set<String> UNCOUNTED =
      Set.of("cluster", "services", "map", "processes", "events");

  /**
   * An entry of the rail.
   *
   * @param count its region, or null when nothing is counted
   */
  public record Entry(String label, String href, boolean current, Region count) {}

  /** A choice of the time range. */
  public record RangeLink(String label, String href, boolean current) {}

  byte[] page() {
    Utf8ByteOutput output = new Utf8ByteOutput();
    new StaticTemplates().layout(this).render(output);
    return output.toByteArray();
  }

  byte[] fragment() {
    Utf8ByteOutput output = new Utf8ByteOutput();
    new StaticTemplates().fragment(this).render(output);
    return output.toByteArray();
  }

  public String title() {
    return answer.view().title() + " · " + shell.cluster() + " · Nodecast";
  }

  /** Where the poller asks: the address of the page. The tick comes from its field. */
  public String poll() {
    return Dashboard.LIVE + request.with(stay(request));
  }

  private static Map<String, String> stay(PageRequest request) {
    return Map.of("page", request.address().getOrDefault("page", ""));
  }

  public List<Entry> rail() {
    return List.of(
        entry("cluster", "Cluster", "/"),
        entry("nodes", "Nodes", "/nodes"),
        entry("workloads", "Workloads", "/workloads"),
        entry("services", "Services", "/services"),
        entry("map", "Map", "/map"),
        entry("pods", "Pods", "/pods"),
        entry("processes", "Processes", "/processes"),
        entry("events", "Events", "/events"),
        entry("status", "Status", "/status"));
  }

  private Entry entry(String key, String label, String path) {
    boolean counted = !UNCOUNTED.contains(key);
    return new Entry(
        label,
        request.link(path),
        answer.view().rail().equals(key),
        counted ? answer.view().region("nav-" + key) : null);
  }

  public List<RangeLink> ranges() {
    List<RangeLink> links = new ArrayList<>();
    for (RangeChoice choice : RangeChoice.ALL) {
      links.add(
          new RangeLink(
              choice.key(),
              request.with(Map.of("range", choice.key(), "from", "", "to", "")),
              request.rangeKey().equals(choice.key())));
    }
    return links;
  }

  /** Start of the range, as a field for local times holds it. */
  public String from() {
    return field(request.range().from());
  }

  public String to() {
    return field(request.range().to());
  }

  private String field(Instant at) {
    return LocalDateTime.ofInstant(at, request.zone()).truncatedTo(ChronoUnit.MINUTES).toString();
  }

  /** Parameters that a new range does not change. */
  public Map<String, String> kept() {
    TreeMap<String, String> kept = new TreeMap<>(request.address());
    kept.keySet().removeAll(Set.of("from", "to", "range", "page"));
    return kept;
  }

  /** The pill. Older than 5 s the server says so itself; younger, the style sheet counts. */
  public Content live() {
    long age = Math.max(0, Duration.between(shell.tick().time(), request.now()).toSeconds());
    String css =
        age > 5
            ? "live warn"
            : ((answer.tick() & 1) == 0 ? "live t0" : "live t1")
                + (age == 0 ? "" : " a" + Math.min(4, age));
    String text =
        age > 5
            ? "No new data for " + DurationText.whole(age)
            : "Updated <span class=\"age\"></span>";
    return new Region(
        "live",
        "span",
        css,
        " role=\"timer\" aria-label=\"Age of the data\""
            + (outOfBand ? " hx-swap-oob=\"true\"" : ""),
        text,
        Double.NaN);
  }
}
