package dev.nodecast.aggregator.live;

import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where an agent's kinds, groups, labels and columns are in this aggregator's catalog; -1 for what
 * it does not know, which is skipped. Connected by name, so that older and newer agents fit.
 */
public final class SchemaMap {
  /**
   * An agent's kind as it declares it.
   *
   * @param groups names of the groups
   * @param columns names of all columns, group by group
   * @param types their types
   * @param groupOf the group of each column
   */
  public record PeerKind(
      String name,
      List<String> labels,
      List<String> groups,
      List<String> columns,
      List<ColumnType> types,
      int[] groupOf) {}

  final int[] kind;
  final int[][] label;

  /** The local columns that an agent's group fills, of the kind it maps to. */
  final int[][][] groupColumns;

  final int[][] column;
  private final String unknown;

  public SchemaMap(List<PeerKind> peer) {
    kind = new int[peer.size()];
    label = new int[peer.size()][];
    groupColumns = new int[peer.size()][][];
    column = new int[peer.size()][];
    List<String> skipped = new ArrayList<>();
    for (int k = 0; k < peer.size(); k++) {
      PeerKind from = peer.get(k);
      kind[k] = Catalog.indexOf(from.name());
      column[k] = new int[from.columns().size()];
      groupColumns[k] = new int[from.groups().size()][0];
      label[k] = new int[from.labels().size()];
      Arrays.fill(column[k], -1);
      Arrays.fill(label[k], -1);
      if (kind[k] < 0) {
        skipped.add(from.name());
        continue;
      }
      map(k, from, Catalog.KINDS.get(kind[k]), skipped);
    }
    unknown =
        skipped.isEmpty() ? "" : String.join(", ", skipped.subList(0, Math.min(8, skipped.size())));
  }

  private void map(int k, PeerKind from, Kind to, List<String> skipped) {
    for (int l = 0; l < label[k].length; l++) {
      label[k][l] = to.labels().indexOf(from.labels().get(l));
    }
    for (int c = 0; c < column[k].length; c++) {
      String name = from.columns().get(c);
      for (Column mine : to.columns()) {
        if (mine.name().equals(name) && mine.type() == from.types().get(c)) {
          column[k][c] = mine.index();
          // Columns may have moved between groups: the interval goes to each of them.
          int g = from.groupOf()[c];
          int[] with = Arrays.copyOf(groupColumns[k][g], groupColumns[k][g].length + 1);
          with[with.length - 1] = mine.index();
          groupColumns[k][g] = with;
        }
      }
      if (column[k][c] < 0) {
        skipped.add(from.name() + "." + name);
      }
    }
  }

  /** The first few kinds and columns that are skipped, for people; empty when all are known. */
  public String unknown() {
    return unknown;
  }
}
