package dev.nodecast.aggregator.ingest;

import dev.nodecast.aggregator.live.SchemaMap;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.v1.Column;
import dev.nodecast.v1.Group;
import dev.nodecast.v1.Kind;
import dev.nodecast.v1.Schema;
import java.util.ArrayList;
import java.util.List;

/** Turns a Hello's schema into the live state's terms. */
final class PeerSchema {
  private PeerSchema() {}

  /** The schema must have passed {@code WireSchema.shape}. */
  static SchemaMap map(Schema schema) {
    List<SchemaMap.PeerKind> kinds = new ArrayList<>();
    for (Kind kind : schema.getKindsList()) {
      List<String> groups = new ArrayList<>();
      List<String> columns = new ArrayList<>();
      List<ColumnType> types = new ArrayList<>();
      List<Integer> groupOf = new ArrayList<>();
      for (Group group : kind.getGroupsList()) {
        for (Column column : group.getColumnsList()) {
          columns.add(column.getName());
          types.add(ColumnType.values()[column.getTypeValue() - 1]);
          groupOf.add(groups.size());
        }
        groups.add(group.getName());
      }
      kinds.add(
          new SchemaMap.PeerKind(
              kind.getName(),
              kind.getLabelsList(),
              groups,
              columns,
              types,
              groupOf.stream().mapToInt(Integer::intValue).toArray()));
    }
    return new SchemaMap(kinds);
  }
}
