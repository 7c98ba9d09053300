package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.Ago;
import dev.nodecast.web.format.Escape;
import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Part;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.live.View;
import dev.nodecast.web.read.Bounds;
import dev.nodecast.web.read.Owner;
import dev.nodecast.web.read.PodFacts;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The list of pods; also with 100,000 of them. */
public final class PodsPage implements Page {
  /** Id of the body of the table. */
  static final String ROWS = "pods-rows";

  /** The scheduler may have a lot to say; its words are whole on the pod's page. */
  private static final int LONGEST_STATE = 60;

  static final List<Sort> SORTS =
      List.of(
          Sort.HEALTH,
          Sort.NAME,
          Sort.NAMESPACE,
          Sort.NODE,
          Sort.CPU,
          Sort.MEMORY,
          Sort.THROTTLED,
          Sort.STALLED,
          Sort.RECEIVED,
          Sort.SENT,
          Sort.READ,
          Sort.WRITTEN,
          Sort.PROCESSES,
          Sort.RESTARTS);

  @Override
  public View view(PageContext context) {
    PageRequest request = context.request();
    RowQuery query = context.rows(SORTS, ROWS);
    Rows<PodRow> pods = context.reads().pods(query);
    Listing listing = listing(request, pods, query.sort().byValue(), true);
    Region states = Region.of("states", "span", "states", States.html(context.shell().pods()));
    Region pager = Pager.region(request, pods, query.pageSize());
    List<Part> parts = new ArrayList<>(List.of(states));
    parts.addAll(listing.parts());
    parts.add(pager);
    String title = title(request);
    return new View(
        200,
        title,
        "pods",
        new StaticTemplates()
            .pageList(
                Head.of(context, title, states),
                Filters.of(request, "Name, namespace or node", query).byNamespace(),
                listing,
                pager),
        parts);
  }

  private static String title(PageRequest request) {
    String workload = Owner.of(request.workload()).name();
    return "Pods"
        + (workload.isEmpty() ? "" : " of " + workload)
        + (request.node().isEmpty() ? "" : " on " + request.node());
  }

  /**
   * @param sortable whether the heads are links; inside of other pages they are not
   */
  static Listing listing(PageRequest request, Rows<PodRow> pods, boolean held, boolean sortable) {
    Heads heads = new Heads(request, SORTS, sortable);
    List<Column> columns =
        List.of(
            heads.column(Sort.NAME, "Pod", ""),
            heads.column(Sort.NODE, "Node", "lo2"),
            heads.column(Sort.HEALTH, "State", "lo2"),
            Column.hidden("CPU, last 5 minutes", "lo"),
            heads.column(Sort.CPU, "CPU", "n w"),
            heads.column(Sort.MEMORY, "Memory", "n w"),
            Column.plain("Request / limit", "n lo2"),
            heads.column(Sort.THROTTLED, "Throttled", "n lo"),
            heads.column(Sort.STALLED, "Stalled", "n lo2"),
            heads.column(Sort.RECEIVED, "Received", "n w lo"),
            heads.column(Sort.SENT, "Sent", "n w lo3"),
            heads.column(Sort.READ, "Read", "n w lo3"),
            heads.column(Sort.WRITTEN, "Written", "n w lo3"),
            heads.column(Sort.PROCESSES, "Processes", "n lo3"));
    Table table =
        new Table(
            ROWS, held, pods.wanted(), pods.rows().stream().map(pod -> row(request, pod)).toList());
    return Listing.of(
        "Pods",
        columns,
        table,
        Empty.list(
            "pods",
            request.search(),
            pods.total(),
            "No container and no unit was seen: the agents announce what runs in cgroups."));
  }

  private static Table.Row row(PageRequest request, PodRow pod) {
    Severity severity = pod.health().severity();
    double memory = pod.memoryBytes() / pod.memoryLimitBytes();
    return new Cells("p-", pod.uid(), severity == Severity.UNKNOWN ? "old" : "")
        .name(severity, pod.name(), Links.pod(request, pod.uid()), pod.namespace())
        .link("node", "lo2", pod.node(), Links.node(request, pod.node()))
        .html(
            "state", Cells.join("said lo2", Cells.tone(severity)), state(request, pod), Double.NaN)
        .spark("trend", "lo", "k-cpu", "CPU", pod.cpuSpark(), 0)
        .number("cpu", "", pod.cpuCores(), Quantity.CORES)
        .number("memory", "", pod.memoryBytes(), Quantity.BYTES, Cells.above(memory, 0.9, 0.97))
        .html("limits", "n lo2", Limits.both(bounds(pod)), Double.NaN)
        .number(
            "throttled",
            "lo",
            pod.throttledShare(),
            Quantity.SHARE,
            Cells.above(pod.throttledShare(), 0.1, 2))
        .number("stalled", "lo2", pod.stalledShare(), Quantity.SHARE)
        .number("rx", "lo", pod.rxBytesPerSecond(), Quantity.BYTES_PER_SECOND)
        .number("tx", "lo3", pod.txBytesPerSecond(), Quantity.BYTES_PER_SECOND)
        .number("read", "lo3", pod.readBytesPerSecond(), Quantity.BYTES_PER_SECOND)
        .number("written", "lo3", pod.writeBytesPerSecond(), Quantity.BYTES_PER_SECOND)
        .count("processes", "lo3", pod.processes())
        .row();
  }

  /** The state, and below it how often and why containers ended. */
  private static String state(PageRequest request, PodRow pod) {
    PodFacts facts = pod.facts();
    String text = pod.health().text();
    String shown = text.length() > LONGEST_STATE ? text.substring(0, LONGEST_STATE) + "…" : text;
    if (!(facts.restarts() > 0)) {
      return Escape.html(shown);
    }
    String ending = PodFactsPanel.ending(facts.last(), request);
    if (text.contains("restart")) {
      // It says how often, and how the last one ended.
      Instant ended = facts.last().time();
      return Escape.html(shown)
          + (ended.equals(Instant.EPOCH)
              ? ""
              : "<small>last end " + Ago.clock(ended, request.now(), request.zone()) + "</small>");
    }
    String restarts = Pager.count((long) facts.restarts());
    return Escape.html(shown)
        + "<small>"
        + Escape.html(
            restarts
                + (facts.restarts() == 1 ? " restart" : " restarts")
                + (ending.isEmpty() ? "" : "; " + ending))
        + "</small>";
  }

  /** Limits are what the kernel enforces, where an agent sees that. */
  static Bounds bounds(PodRow pod) {
    PodFacts facts = pod.facts();
    return new Bounds(
        facts.bounds().cpuRequestCores(),
        pod.cpuLimitCores(),
        facts.bounds().memoryRequestBytes(),
        pod.memoryLimitBytes());
  }
}
