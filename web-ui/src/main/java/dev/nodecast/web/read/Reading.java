package dev.nodecast.web.read;

/**
 * One measured value of an entity, for the page that shows all of them. Counters come as rates.
 *
 * @param name readable, from the catalog: "memory slab reclaimable"
 * @param help the catalog's sentence
 * @param value NaN when not measured
 * @param quantity how to print it
 * @param text a textual value instead of a number; empty for numbers
 */
public record Reading(String name, String help, double value, Quantity quantity, String text) {
  public static Reading of(String name, String help, double value, Quantity quantity) {
    return new Reading(name, help, value, quantity, "");
  }

  public static Reading text(String name, String help, String text) {
    return new Reading(name, help, Double.NaN, Quantity.PLAIN, text);
  }
}
