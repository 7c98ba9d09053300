package dev.nodecast.web.read;

import java.util.List;

/**
 * One line of the list of services: a workload that answers requests, or a program where there is
 * none; or one that only makes requests, whose figures are seen from its own side.
 *
 * @param key unique, and what its address is made of
 * @param name of the workload, or the executable's
 * @param namespace empty outside of Kubernetes
 * @param server whether it answers; else it only asks
 * @param protocols that it speaks, in order
 * @param endpoints kinds of requests: operation and target
 * @param pods, containers or units that it runs in
 * @param saturation of these
 */
public record ServiceRow(
    String key,
    String name,
    String namespace,
    Health health,
    boolean server,
    List<String> protocols,
    Signals signals,
    int endpoints,
    int pods,
    Saturation saturation,
    ServiceSparks sparks) {
  /** Whose history it is. */
  public Subject subject() {
    return new Subject(Subject.Kind.SERVICE, key);
  }
}
