package dev.nodecast.web.read;

import java.util.List;

/**
 * Values that belong together: CPU, Memory, Network, Disk, System, or one device.
 *
 * @param name unique on its page; heads the panel
 * @param empty why there are none, when {@code readings} is empty
 */
public record ReadingGroup(String name, List<Reading> readings, String empty) {
  public ReadingGroup {
    readings = List.copyOf(readings);
  }

  public ReadingGroup(String name, List<Reading> readings) {
    this(name, readings, "");
  }
}
