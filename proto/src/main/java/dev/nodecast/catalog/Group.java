package dev.nodecast.catalog;

import java.time.Duration;
import java.util.List;

/**
 * The columns of a kind that one collector fills at one cadence; they are contiguous in {@link
 * Kind#columns()}.
 *
 * @param kind name of the kind that it belongs to
 * @param name unique in the catalog; also the collector's name in configuration, self-metrics and
 *     docs
 * @param index position among the kind's groups
 * @param cadence how often it is collected; never faster than the kernel refreshes the source
 * @param columns the columns, in order
 */
public record Group(String kind, String name, int index, Duration cadence, List<Column> columns) {
  public Group {
    columns = List.copyOf(columns);
  }

  /** Index in the kind of this group's first column. */
  public int first() {
    return columns.get(0).index();
  }
}
