package dev.nodecast.catalog;

/** The unit of a column's values, with its UCUM code as OpenTelemetry writes it. */
public enum Unit {
  BYTES("By"),
  NANOSECONDS("ns"),
  MICROSECONDS("us"),
  MILLISECONDS("ms"),
  SECONDS("s"),
  /** CPU cores, fractional. */
  CORES("{cpu}"),
  PAGES("{page}"),
  PACKETS("{packet}"),
  OPERATIONS("{operation}"),
  /** A plain number of things that the column's name says. */
  COUNT("1"),
  MEGABITS_PER_SECOND("Mbit/s"),
  /** Text columns have no unit. */
  NONE("");

  private final String ucum;

  Unit(String ucum) {
    this.ucum = ucum;
  }

  public String ucum() {
    return ucum;
  }
}
