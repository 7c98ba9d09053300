package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.ServiceName;
import dev.nodecast.web.read.Counts;
import dev.nodecast.web.read.Missing;
import dev.nodecast.web.read.ServiceRow;
import dev.nodecast.web.read.ServiceSparks;
import dev.nodecast.web.read.Signals;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All services of one picture of the live state.
 *
 * @param all of servers only
 * @param off nodes that see no requests
 */
record ServicePicture(
    List<ServiceLine> lines,
    Map<String, ServiceLine> byKey,
    Signals all,
    ServiceSparks sparks,
    Counts counts,
    List<String> protocols,
    List<Missing> off,
    int offNodes) {
  /**
   * One service.
   *
   * @param workload that all of it runs in; empty: in none, or in several
   * @param pods uids of what it runs in; those outside of everything have none
   * @param search lower-case text that searches look in
   */
  record ServiceLine(
      ServiceName name, ServiceRow row, String workload, Set<String> pods, String search) {}
}
