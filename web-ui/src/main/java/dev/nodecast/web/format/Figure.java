package dev.nodecast.web.format;

import dev.nodecast.web.read.Quantity;

/**
 * A printed number and its unit.
 *
 * @param unit empty where there is none
 */
public record Figure(String number, String unit) {
  /** What stands for "not measured". */
  public static final Figure NOT_MEASURED = new Figure("–", "");

  /** Prints {@code value}; NaN and infinities are not measured. */
  public static Figure of(double value, Quantity quantity) {
    if (!Double.isFinite(value)) {
      return NOT_MEASURED;
    }
    return switch (quantity) {
      case BYTES -> Bytes.of(value);
      case BYTES_PER_SECOND -> Rate.bytes(value);
      case PER_SECOND -> Rate.of(value);
      case CORES -> Cores.of(value);
      case SHARE -> Percent.of(value);
      case SECONDS -> DurationText.figure(value);
      case BYTES_EACH -> new Figure(Digits.three(value), "B");
      case COUNT -> new Figure(Digits.count(value), "");
      case PLAIN -> new Figure(Digits.three(value), "");
    };
  }

  /** For sentences: number and unit with a no-break space between them. */
  public String text() {
    return unit.isEmpty() ? number : number + '\u00a0' + unit;
  }

  /** For cells: the unit is muted. Both parts are ours, so nothing needs escaping. */
  public String html() {
    return unit.isEmpty() ? number : number + "<span class=\"u\">" + unit + "</span>";
  }
}
