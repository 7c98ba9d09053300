package dev.nodecast.aggregator.store;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.EntityState.Relation;
import dev.nodecast.aggregator.kube.metric.MetricPoint;
import dev.nodecast.aggregator.kube.metric.ObjectState;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.catalog.Kind;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The tables of what is known of the Kubernetes cluster. */
final class ClusterTables {
  /** A point of a collection. */
  record MetricRow(long timeMs, String receiver, MetricPoint point) {
    Subject subject() {
      return point.subject();
    }
  }

  /** An entity's state and when it was told. */
  record EntityRow(long timeMs, EntityState state) {}

  /**
   * Paths of objects that lie as columns of their own; the rest shares one. Objects of a cluster
   * have thousands of paths (labels, annotations), of which people ask for few.
   */
  private static final String JSON = "JSON(max_dynamic_paths=128)";

  /** What cannot be read as JSON must not stop what can: it has its text, and an empty object. */
  private static final String PARSED =
      "ifNull(accurateCastOrNull(text, '" + JSON + "'), CAST('{}', '" + JSON + "'))";

  /** Texts stay texts, whatever they look like; {@code {"a":{"b":1},"a.b":2}} has its first one. */
  private static final Map<String, String> AS_WRITTEN =
      Map.of(
          "input_format_try_infer_dates", "0",
          "input_format_try_infer_datetimes", "0",
          "type_json_skip_duplicated_paths", "1");

  private static final String HELP_UID = "Its uid; of a container its id, if known.";

  static final RowTable<MetricRow> METRIC =
      RowTable.of(
          kind("k8s_metric", "Metrics of the Kubernetes cluster.", "pod", "uid"),
          Layout.daily(
              "ts",
              "(toStartOfHour(ts), metric, namespace, workload, pod, name, uid, ts)",
              "uid",
              "One row per value."),
          List.of(
              RowColumn.seconds("ts", "When it was collected.", MetricRow::timeMs),
              RowColumn.name("receiver", "k8s_cluster or kubelet_stats.", MetricRow::receiver),
              RowColumn.name("metric", "OpenTelemetry's name.", row -> row.point().metric().name()),
              RowColumn.name("unit", "As UCUM writes it.", row -> row.point().metric().unit()),
              about("kind", "What it is about, as in the API, in lower case.", Subject::kind),
              about("namespace", "Empty of what has none.", Subject::namespace),
              about("name", "Of what it is about.", Subject::name),
              about("uid", HELP_UID, Subject::uid),
              about("node", "Where it runs.", Subject::node),
              about("workload_kind", "Kind of its topmost owner.", Subject::workloadKind),
              about("workload", "Name of its topmost owner.", Subject::workload),
              about("pod", "Name of its pod.", Subject::pod),
              about("container", "Name of its container.", Subject::container),
              RowColumn.map(
                  "attributes",
                  "What tells values of one thing apart.",
                  r -> r.point().attributes()),
              RowColumn.number("value", "In the unit.", row -> row.point().value()),
              RowColumn.batch()),
          MetricRow::timeMs,
          Map.of());

  static final RowTable<ObjectState> OBJECT =
      RowTable.of(
          kind("k8s_object", "Objects of the Kubernetes cluster.", "uid"),
          Layout.daily(
              "ts",
              "(resource, namespace, name, ts)",
              "uid",
              "One row each time that an object was seen."),
          List.of(
              RowColumn.millis("ts", "When the aggregator got it.", ObjectState::seenMs),
              RowColumn.name(
                  "event", "ADDED, MODIFIED, DELETED; empty: pulled.", ObjectState::event),
              RowColumn.name("group", "API group; empty: core.", ObjectState::group),
              RowColumn.name("version", "API version.", ObjectState::version),
              RowColumn.name("resource", "Plural name: events.", ObjectState::resource),
              RowColumn.name("namespace", "Empty of what has none.", ObjectState::namespace),
              RowColumn.text("name", "Its name.", ObjectState::name),
              RowColumn.text("uid", "Its uid.", ObjectState::uid),
              RowColumn.text(
                  "resource_version", "Its version by the server.", ObjectState::resourceVersion),
              RowColumn.text("text", "The object exactly as it came.", ObjectState::json),
              RowColumn.computed("object", JSON, "The object, to be asked by path.", PARSED),
              RowColumn.batch()),
          ObjectState::seenMs,
          AS_WRITTEN);

  static final RowTable<EntityRow> ENTITY =
      RowTable.of(
          kind("k8s_entity", "States of entities of the Kubernetes cluster.", "uid"),
          Layout.daily(
              "ts", "(type, namespace, name, uid, ts)", "uid", "One row per state that was told."),
          List.of(
              RowColumn.millis("ts", "When.", EntityRow::timeMs),
              RowColumn.name("type", "OpenTelemetry's name: k8s.pod.", row -> row.state().type()),
              RowColumn.text("uid", HELP_UID, row -> row.state().uid()),
              RowColumn.name("namespace", "Empty of none.", row -> row.state().namespace()),
              RowColumn.text("name", "Its name.", row -> row.state().name()),
              RowColumn.map("attributes", "What describes it.", row -> row.state().attributes()),
              RowColumn.other(
                  "relations",
                  "Array(Tuple(how String, type String, uid String))",
                  "part_of, managed_by, scheduled_on or child_of what.",
                  ClusterTables::relations),
              RowColumn.other(
                  "deleted",
                  "Bool",
                  "Whether it is its last state.",
                  (to, rows) -> rows.forEach(r -> to.out().u8(r.state().deleted() ? 1 : 0))),
              RowColumn.batch()),
          EntityRow::timeMs,
          Map.of());

  static final List<RowTable<?>> ALL = List.of(METRIC, OBJECT, ENTITY);

  private ClusterTables() {}

  static List<Table> tables() {
    return ALL.stream().<Table>map(RowTable::table).toList();
  }

  /**
   * @param labels those by which people ask without what stands before them in the order
   */
  private static Kind kind(String name, String help, String... labels) {
    return new Kind(name, help, List.of(labels), List.of(), List.of());
  }

  private static RowColumn<MetricRow> about(
      String name, String help, Function<Subject, String> text) {
    return RowColumn.name(name, help, row -> text.apply(row.subject()));
  }

  /** Where each row's relations end, then the tuple's parts one by one. */
  private static void relations(RowColumn.Target to, List<EntityRow> rows) {
    long end = 0;
    for (EntityRow row : rows) {
      end += row.state().relations().size();
      to.out().u64(end);
    }
    List<Function<Relation, String>> parts = List.of(Relation::how, Relation::type, Relation::uid);
    for (Function<Relation, String> part : parts) {
      for (EntityRow row : rows) {
        for (Relation relation : row.state().relations()) {
          RowColumn.string(to.out(), part.apply(relation));
        }
      }
    }
  }
}
