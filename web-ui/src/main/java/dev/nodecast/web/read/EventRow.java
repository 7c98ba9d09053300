package dev.nodecast.web.read;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened.
 *
 * @param type what, as people filter by it
 * @param severity {@code OK} for what is only to be known
 * @param source who tells of it
 * @param podUid what the pod's address is made of; empty when it happened on the node itself
 * @param message one sentence
 * @param attributes further facts by name
 * @param kind of the object that {@code workload} names, as in the API; empty of pods and nodes
 */
public record EventRow(
    Instant time,
    String type,
    Severity severity,
    String source,
    String node,
    String namespace,
    String workload,
    String pod,
    String container,
    String podUid,
    String message,
    Map<String, String> attributes,
    String kind) {

  /** Of a pod or a node. */
  public EventRow(
      Instant time,
      String type,
      Severity severity,
      String source,
      String node,
      String namespace,
      String workload,
      String pod,
      String container,
      String podUid,
      String message,
      Map<String, String> attributes) {
    this(
        time,
        type,
        severity,
        source,
        node,
        namespace,
        workload,
        pod,
        container,
        podUid,
        message,
        attributes,
        "");
  }
}
