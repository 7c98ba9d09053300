package dev.nodecast.web.read;

import java.util.List;

/**
 * All calls from one box of the map to another, or among what goes by the name of one: members of a
 * cluster that replicate, programs of one name on a plain machine.
 *
 * @param from position in {@link ServiceMap#boxes}
 * @param to likewise; may be the same
 */
public record MapLine(
    int from, int to, List<String> protocols, Severity severity, Signals signals) {
  public MapLine {
    protocols = List.copyOf(protocols);
  }
}
