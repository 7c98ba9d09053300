package dev.nodecast.web.read;

import java.util.List;

/**
 * All calls from one box of the map to another.
 *
 * @param from position in {@link ServiceMap#boxes}
 * @param to likewise
 */
public record MapLine(
    int from, int to, List<String> protocols, Severity severity, Signals signals) {
  public MapLine {
    protocols = List.copyOf(protocols);
  }
}
