package dev.nodecast.web.read;

import java.util.List;

/**
 * What answers requests, as one page of a list, and all of it together.
 *
 * @param all of servers only, so that a request inside of the cluster counts once
 * @param counts of all services by severity
 * @param protocols that any service speaks, in order
 * @param off nodes that do not see requests, with the reason; at most {@link #MOST_OFF}
 * @param offNodes how many of those there are
 */
public record Services(
    Rows<ServiceRow> rows,
    Signals all,
    ServiceSparks sparks,
    Counts counts,
    List<String> protocols,
    List<Missing> off,
    int offNodes) {
  /** Nodes that are listed with their reason. */
  public static final int MOST_OFF = 5;
}
