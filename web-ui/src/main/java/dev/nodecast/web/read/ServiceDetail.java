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
 * @param cpu whose history of CPU is its own; empty where nothing is
 * @param pods that it runs in and that have a page
 * @param callers who asks it, most requests first, at most {@link #MOST_CALLS}
 * @param callees whom it asks, likewise
 * @param callersAll how many ask it
 * @param calleesAll how many it asks
 */
public record ServiceDetail(
    ServiceRow row,
    Owner owner,
    List<EndpointRow> served,
    List<EndpointRow> made,
    int servedAll,
    int madeAll,
    Optional<Subject> cpu,
    List<PodRow> pods,
    List<CallRow> callers,
    List<CallRow> callees,
    int callersAll,
    int calleesAll) {
  /** Endpoints that are listed; an agent tells of at most 500 rows a program and protocol. */
  public static final int MOST_ENDPOINTS = 200;

  /** Callers, and callees, that are listed. */
  public static final int MOST_CALLS = 50;

  /** The same with who asks it and whom it asks. */
  public ServiceDetail withCalls(List<CallRow> from, List<CallRow> to, int fromAll, int toAll) {
    return new ServiceDetail(
        row, owner, served, made, servedAll, madeAll, cpu, pods, from, to, fromAll, toAll);
  }
}
