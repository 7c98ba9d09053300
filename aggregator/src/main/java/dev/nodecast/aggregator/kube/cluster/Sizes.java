package dev.nodecast.aggregator.kube.cluster;

import java.util.Locale;

/** Amounts as Kubernetes writes them. */
final class Sizes {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private Sizes() {}

  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    String number =
        value == Math.rint(value)
            ? String.valueOf((long) value)
            : String.format(Locale.ROOT, "%.1f", value);
    return number + ' ' + UNITS[unit];
  }

  /** Of a resource by its name in a quota, where cpu is in thousandths of a core. */
  static String resource(String name, long amount) {
    if (name.equals("cpu") || name.endsWith(".cpu")) {
      double cores = amount / 1000.0;
      return (cores == Math.rint(cores) ? String.valueOf((long) cores) : String.valueOf(cores))
          + " CPU";
    }
    boolean bytes =
        name.endsWith("memory") || name.endsWith("storage") || name.contains("hugepages-");
    return bytes ? bytes(amount) : String.valueOf(amount);
  }
}
