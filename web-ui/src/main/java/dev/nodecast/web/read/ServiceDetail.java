package dev.nodecast.web.read;

import java.util.List;
import java.util.Optional;

/**
 * One service.
 *
 * @param owner its workload where it is one; {@link Owner#NONE} else
 * @param served what it answers, most requests first, at most {@link #MOST_ENDPOINTS}
 * @param made what it asks of others, likewise
 * @param servedAll how many it answers
 * @param madeAll how many it asks
 * @param cpuCores that its pods use together; NaN where none of them is measured
 * @param cpuLimitCores sum of their limits; NaN where one has none
 * @param cpu whose history of CPU is its own; empty where nothing is
 * @param pods that it runs in and that have a page
 */
public record ServiceDetail(
    ServiceRow row,
    Owner owner,
    List<EndpointRow> served,
    List<EndpointRow> made,
    int servedAll,
    int madeAll,
    double cpuCores,
    double cpuLimitCores,
    Optional<Subject> cpu,
    List<PodRow> pods) {
  /** Endpoints that are listed; an agent tells of at most 500 rows a program and protocol. */
  public static final int MOST_ENDPOINTS = 200;
}
