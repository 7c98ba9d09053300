package dev.nodecast.aggregator.kube.strip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.model.Amounts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/** Kubernetes' quantities: {@code 100m}, {@code 1.5Gi}, {@code 12e6}. */
final class Quantity {
  private static final Map<String, BigDecimal> SUFFIXES =
      Map.ofEntries(
          Map.entry("n", BigDecimal.ONE.movePointLeft(9)),
          Map.entry("u", BigDecimal.ONE.movePointLeft(6)),
          Map.entry("m", BigDecimal.ONE.movePointLeft(3)),
          Map.entry("", BigDecimal.ONE),
          Map.entry("k", BigDecimal.ONE.movePointRight(3)),
          Map.entry("M", BigDecimal.ONE.movePointRight(6)),
          Map.entry("G", BigDecimal.ONE.movePointRight(9)),
          Map.entry("T", BigDecimal.ONE.movePointRight(12)),
          Map.entry("P", BigDecimal.ONE.movePointRight(15)),
          Map.entry("E", BigDecimal.ONE.movePointRight(18)),
          Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
          Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
          Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
          Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
          Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
          Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

  /** Longer ones are no quantities; and 1e999999999 would make a number of a gigabyte. */
  private static final int MAX_LENGTH = 40;

  private static final int MAX_EXPONENT = 30;

  private Quantity() {}

  /** Whole units, rounded up as Kubernetes does; {@link Amounts#NONE} of what is none. */
  static long whole(JsonNode quantity) {
    return scaled(quantity, 0);
  }

  /** Thousandths of a unit. */
  static long millis(JsonNode quantity) {
    return scaled(quantity, 3);
  }

  private static long scaled(JsonNode quantity, int digits) {
    String text = quantity.isTextual() || quantity.isNumber() ? quantity.asText() : "";
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return Amounts.NONE;
    }
    int end = text.length();
    while (end > 0 && !Character.isDigit(text.charAt(end - 1)) && text.charAt(end - 1) != '.') {
      end--;
    }
    BigDecimal factor = SUFFIXES.get(text.substring(end));
    if (factor == null) {
      return Amounts.NONE;
    }
    try {
      BigDecimal number = new BigDecimal(text.substring(0, end));
      if (Math.abs((long) number.precision() - number.scale()) > MAX_EXPONENT) {
        return number.signum() == 0 ? 0 : Amounts.NONE;
      }
      return number
          .multiply(factor)
          .movePointRight(digits)
          .setScale(0, RoundingMode.CEILING)
          .longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      return Amounts.NONE;
    }
  }
}
