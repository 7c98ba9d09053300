package dev.nodecast.web.read;

import java.util.List;

/**
 * One kernel program on all nodes where the same became of it: loaded, or refused for one reason.
 *
 * @param hook where in the kernel it belongs
 * @param feeds panels and columns that are empty without it
 * @param reason why it does not run; empty when it does
 * @param uncounted why its runs are not counted somewhere; empty when they are
 * @param on the first nodes of this row, by name; at most five
 * @param nodes how many nodes this row is about
 * @param known how many nodes have told of the program
 * @param runsPerSecond mean of the nodes that count
 * @param secondsPerRun over all runs
 * @param cpuShare of one CPU, on the node where it is largest
 * @param worst that node; empty when none counts
 */
public record ProbeRow(
    String subject,
    String program,
    String hook,
    String feeds,
    String reason,
    String uncounted,
    List<String> on,
    int nodes,
    int known,
    double runsPerSecond,
    double secondsPerRun,
    double cpuShare,
    String worst) {
  public ProbeRow {
    on = List.copyOf(on);
  }

  public boolean loaded() {
    return reason.isEmpty();
  }
}
