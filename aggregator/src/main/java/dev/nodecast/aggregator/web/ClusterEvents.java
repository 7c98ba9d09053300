package dev.nodecast.aggregator.web;

import dev.nodecast.web.read.EventRow;
import dev.nodecast.web.read.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where Kubernetes' own events come from. Quick, and from any thread. */
@FunctionalInterface
public interface ClusterEvents {
  /** Who tells of them, as pages filter by it. */
  String SOURCE = "kubernetes";

  /** Most that a page takes from memory; older ones are in the store. */
  int MOST = 800;

  ClusterEvents NONE = List::of;

  /**
   * An event as pages show it.
   *
   * @param uid of the event, not of what it is about
   */
  record Told(String uid, EventRow row) {}

  /** Newest first. */
  List<Told> newest();

  /**
   * One event, as pages show it.
   *
   * @param warning whether its type is Warning
   * @param kind of the object that it is about, as its namespace, name and uid
   * @param field of the object: {@code spec.containers{app}}; may be empty
   * @param host where it was seen; may be empty
   * @param count how often it happened
   * @param reporter which part of Kubernetes tells it; may be empty
   */
  static EventRow row(
      long timeMs,
      boolean warning,
      String reason,
      String message,
      String kind,
      String namespace,
      String name,
      String uid,
      String field,
      String host,
      long count,
      String reporter) {
    boolean pod = kind.equals("Pod");
    boolean node = kind.equals("Node");
    Map<String, String> more = new TreeMap<>();
    if (count > 1) {
      more.put("count", Long.toString(count));
    }
    if (!reporter.isEmpty()) {
      more.put("from", reporter);
    }
    int brace = field.indexOf('{');
    return new EventRow(
        Instant.ofEpochMilli(timeMs),
        reason,
        warning ? Severity.WARNING : Severity.OK,
        SOURCE,
        node ? name : host,
        // The API files events of nodes under a namespace that is not theirs.
        node ? "" : namespace,
        pod || node ? "" : name,
        pod ? name : "",
        brace >= 0 && field.endsWith("}") ? field.substring(brace + 1, field.length() - 1) : "",
        pod ? uid : "",
        message,
        more,
        pod || node ? "" : kind);
  }
}
