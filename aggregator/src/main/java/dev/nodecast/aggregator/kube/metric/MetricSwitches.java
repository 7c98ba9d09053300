package dev.nodecast.aggregator.kube.metric;

import dev.nodecast.config.Setting;
import dev.nodecast.config.Settings;
import dev.nodecast.config.Spelling;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Switches metrics on ({@code +name}) and off ({@code -name}). */
public final class MetricSwitches {
  private static final int NEAR = 3;

  private MetricSwitches() {}

  /**
   * Reads a setting and applies it.
   *
   * @param known names that there are
   * @param on names that are on; changed
   */
  public static void read(
      Settings settings, Setting setting, Collection<String> known, Set<String> on) {
    for (String item : settings.list(setting)) {
      char sign = item.charAt(0);
      String name = sign == '+' || sign == '-' ? item.substring(1).strip() : item;
      if (!known.contains(name)) {
        settings.refuse(setting, item, expected(name, known));
      } else if (sign == '+') {
        on.add(name);
      } else if (sign == '-') {
        on.remove(name);
      } else {
        settings.refuse(setting, item, "+" + name + " or -" + name);
      }
    }
  }

  private static String expected(String name, Collection<String> known) {
    List<String> near = Spelling.near(name, known, Math.max(2, name.length() / 3), NEAR);
    return near.isEmpty()
        ? "+ or - and a metric of docs/kubernetes-metrics.md"
        : String.join(", ", near);
  }
}
