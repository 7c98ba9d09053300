package dev.nodecast.web.read;

/**
 * How much there is of one resource, how much of it is promised, and how much is used; NaN is not
 * known.
 *
 * @param allocatable what pods can have of the capacity
 * @param requests sum of what pods ask for: the scheduler keeps it within what is allocatable
 * @param limits sum of what they may take at most, of those that have a limit
 */
public record Room(
    double capacity, double allocatable, double requests, double limits, double used) {
  public static final Room UNKNOWN =
      new Room(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  public Room withUsed(double now) {
    return new Room(capacity, allocatable, requests, limits, now);
  }
}
