package dev.nodecast.web.page;

import dev.nodecast.web.PageRequest;
import dev.nodecast.web.format.DurationText;
import dev.nodecast.web.jte.StaticTemplates;
import dev.nodecast.web.live.Part;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.live.Table;
import dev.nodecast.web.live.View;
import dev.nodecast.web.read.ProcessRow;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.RowQuery;
import dev.nodecast.web.read.Rows;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.Sort;
import java.util.ArrayList;
import java.util.List;

/** The list of processes of all nodes, one node or one pod. */
public final class ProcessesPage implements Page {
  /** Id of the body of the table. */
  static final String ROWS = "processes-rows";

  static final List<Sort> SORTS =
      List.of(
          Sort.CPU,
          Sort.NAME,
          Sort.PID,
          Sort.NODE,
          Sort.MEMORY,
          Sort.THREADS,
          Sort.FILES,
          Sort.READ,
          Sort.WRITTEN,
          Sort.AGE);

  @Override
  public View view(PageContext context) {
    PageRequest request = context.request();
    RowQuery query = context.rows(SORTS, ROWS);
    Rows<ProcessRow> processes = context.reads().processes(query);
    Listing listing = listing(request, processes, query.sort().byValue(), true);
    Region states = Region.of("states", "span", "states", "");
    Region pager = Pager.region(request, processes, query.pageSize());
    List<Part> parts = new ArrayList<>(List.of(states));
    parts.addAll(listing.parts());
    parts.add(pager);
    String title = request.node().isEmpty() ? "Processes" : "Processes on " + request.node();
    return new View(
        200,
        title,
        "processes",
        new StaticTemplates()
            .pageList(
                Head.of(context, title, states),
                Filters.of(request, "Command, pod or PID", query, false),
                listing,
                pager),
        parts);
  }

  static Listing listing(
      PageRequest request, Rows<ProcessRow> processes, boolean held, boolean sortable) {
    Heads heads = new Heads(request, SORTS, sortable);
    List<Column> columns =
        List.of(
            heads.column(Sort.NAME, "Process", ""),
            Column.plain("Command", "lo2"),
            heads.column(Sort.NODE, "Node", "lo2"),
            Column.plain("Pod", "lo"),
            Column.plain("State", "lo2 w"),
            heads.column(Sort.CPU, "CPU", "n w"),
            heads.column(Sort.MEMORY, "Memory", "n w"),
            heads.column(Sort.THREADS, "Threads", "n lo"),
            heads.column(Sort.FILES, "Files", "n lo2"),
            heads.column(Sort.READ, "Read", "n w lo2"),
            heads.column(Sort.WRITTEN, "Written", "n w lo"),
            heads.column(Sort.AGE, "Age", "n w lo2"));
    Table table =
        new Table(
            ROWS,
            held,
            processes.wanted(),
            processes.rows().stream().map(process -> row(request, process)).toList());
    return Listing.of(
        "Processes",
        columns,
        table,
        Empty.list(
            "processes",
            request.search(),
            processes.total(),
            "Agents send the processes of containers and the largest of the rest."));
  }

  private static Table.Row row(PageRequest request, ProcessRow process) {
    return new Cells("pr-", process.id(), "")
        .name(
            Severity.OK,
            process.command(),
            Links.process(request, process.id()),
            "PID " + process.pid())
        .text("command", "lo2 cut", process.commandLine())
        .link("node", "lo2", process.node(), Links.node(request, process.node()))
        .link("pod", "lo", process.podName(), Links.pod(request, process.podUid()))
        .text("state", "lo2", ProcessState.word(process.state()))
        .number("cpu", "", process.cpuCores(), Quantity.CORES)
        .number("memory", "", process.memoryBytes(), Quantity.BYTES)
        .count("threads", "lo", process.threads())
        .count("files", "lo2", process.openFiles())
        .number("read", "lo2", process.readBytesPerSecond(), Quantity.BYTES_PER_SECOND)
        .number("written", "lo", process.writeBytesPerSecond(), Quantity.BYTES_PER_SECOND)
        .html("age", "n lo2", age(process.ageSeconds()), Double.NaN)
        .row();
  }

  /** Ages change every second; whole minutes are enough in a list. */
  private static String age(double seconds) {
    return DurationText.of(seconds < 60 ? Math.floor(seconds) : Math.floor(seconds / 60) * 60);
  }
}
