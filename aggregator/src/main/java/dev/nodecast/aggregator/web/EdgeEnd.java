package dev.nodecast.aggregator.web;

import dev.nodecast.aggregator.live.ServiceName;
import dev.nodecast.aggregator.map.CallGraph.Side;
import dev.nodecast.catalog.EdgeKind;
import dev.nodecast.catalog.ServiceKind;
import dev.nodecast.web.read.CallEnd;
import java.util.Locale;

/**
 * One end of a row of kind {@code edge}.
 *
 * @param caller which end it is: outside a name may be both, and stands at both borders then
 */
record EdgeEnd(CallEnd.Kind kind, String namespace, String name, boolean caller) {
  static final int PROTOCOL = EdgeKind.KIND.labels().indexOf("protocol");
  static final int SEEN_BY = EdgeKind.KIND.labels().indexOf("seen_by");
  private static final int CLIENT = EdgeKind.KIND.labels().indexOf("client_kind");
  private static final int SERVER = EdgeKind.KIND.labels().indexOf("server_kind");

  static EdgeEnd client(String[] labels) {
    return of(labels, CLIENT, true);
  }

  static EdgeEnd server(String[] labels) {
    return of(labels, SERVER, false);
  }

  /**
   * Kind, namespace, workload and name follow each other; of a pod of no agent there is no name.
   */
  private static EdgeEnd of(String[] labels, int first, boolean caller) {
    String name = labels[first + 3].isEmpty() ? labels[first + 2] : labels[first + 3];
    EdgeEnd end = new EdgeEnd(kind(labels[first]), labels[first + 1], name, caller);
    // What is inside is one thing, whatever it does.
    return end.side() == Side.INSIDE ? new EdgeEnd(end.kind, end.namespace, name, false) : end;
  }

  /** A word that a newer agent may have counts as unknown. */
  private static CallEnd.Kind kind(String label) {
    return switch (label) {
      case "workload" -> CallEnd.Kind.WORKLOAD;
      case "service" -> CallEnd.Kind.SERVICE;
      case "node" -> CallEnd.Kind.NODE;
      case "outside" -> CallEnd.Kind.OUTSIDE;
      default -> CallEnd.Kind.UNKNOWN;
    };
  }

  Side side() {
    return switch (kind) {
      case OUTSIDE, UNKNOWN -> caller ? Side.CALLER : Side.CALLEE;
      default -> Side.INSIDE;
    };
  }

  /** What its address is made of; no label but the last has a colon. */
  String key() {
    String prefix =
        switch (side()) {
          case CALLER -> "from-";
          case CALLEE -> "to-";
          case INSIDE -> "";
        };
    return prefix + kind.name().toLowerCase(Locale.ROOT) + ':' + namespace + ':' + name;
  }

  /** For people. */
  String shown() {
    return switch (name) {
      case "" -> "unknown";
      case "~internet" -> "internet";
      case "~private" -> "private network";
      case ServiceKind.OTHER -> "all others";
      default -> name;
    };
  }

  /** What kind {@code service} knows it as, in that role; null for what it cannot know. */
  ServiceName service(String role) {
    return kind == CallEnd.Kind.WORKLOAD ? new ServiceName(role, namespace, name) : null;
  }
}
