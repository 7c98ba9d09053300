package dev.nodecast.catalog;

/**
 * One measured thing of an entity kind.
 *
 * @param name SQL column name; ends in its unit where that is not bytes or a count
 * @param index position among all columns of the kind
 * @param group index of the group that fills it
 * @param type how its values behave
 * @param unit what one of its values is worth
 * @param divisor values travel as whole numbers; stored and shown is value / divisor (1 for most)
 * @param max whether a window also keeps the largest value (gauges only; SQL column {@code
 *     <name>_max})
 * @param help one sentence
 * @param otel OpenTelemetry metric name, or empty
 * @param profile the smallest profile that measures it
 * @param alias a further SQL name computed from this column ({@code name = expression}), or empty
 */
public record Column(
    String name,
    int index,
    int group,
    ColumnType type,
    Unit unit,
    int divisor,
    boolean max,
    String help,
    String otel,
    Profile profile,
    String alias) {

  /**
   * The value of a cell that has no value: no limit is set, the kernel does not have the file,
   * nothing was read yet. Never a measured number, and never shown as 0.
   */
  public static final long NOT_MEASURED = Long.MIN_VALUE;
}
