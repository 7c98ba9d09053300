package dev.nodecast.bench.sim;

import dev.nodecast.aggregator.live.SchemaMap;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.Kind;
import java.util.ArrayList;
import java.util.List;

/** The schema map of an agent that has the aggregator's own catalog. */
public final class CatalogMap {
  private CatalogMap() {}

  public static SchemaMap map() {
    List<SchemaMap.PeerKind> kinds = new ArrayList<>();
    for (Kind kind : Catalog.KINDS) {
      List<String> names = kind.columns().stream().map(Column::name).toList();
      List<ColumnType> types = kind.columns().stream().map(Column::type).toList();
      int[] groupOf = kind.columns().stream().mapToInt(Column::group).toArray();
      List<String> groups = kind.groups().stream().map(Group::name).toList();
      kinds.add(new SchemaMap.PeerKind(kind.name(), kind.labels(), groups, names, types, groupOf));
    }
    return new SchemaMap(kinds);
  }
}
