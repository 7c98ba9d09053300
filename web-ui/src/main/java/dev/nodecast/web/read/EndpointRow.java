package dev.nodecast.web.read;

import java.util.List;

/**
 * One kind of request that a service answers, or makes.
 *
 * @param key unique in its list
 * @param operation method, verb or command; {@code ~other}: beyond the agent's limit
 * @param target route, table or topic; empty where the protocol has no such thing
 * @param failures what its errors were, most first
 */
public record EndpointRow(
    String key,
    String protocol,
    String operation,
    String target,
    Signals signals,
    List<Failure> failures) {
  /**
   * Errors of one status.
   *
   * @param status as the protocol spells it; empty: no answer came
   * @param perSecond in the last second
   */
  public record Failure(String status, double perSecond) {}
}
