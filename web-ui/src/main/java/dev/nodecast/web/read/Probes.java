package dev.nodecast.web.read;

import java.util.List;

/**
 * The kernel programs of all live agents.
 *
 * @param programs refused ones first, then by subject and program; at most 200
 * @param maps by subject and name; at most 200
 * @param tls programs that speak TLS, those that are not read first; at most 200
 * @param loaded programs that run, in sum over the nodes
 * @param total programs that agents told of, in sum over the nodes
 */
public record Probes(
    List<ProbeRow> programs, List<MapRow> maps, List<TlsRow> tls, int loaded, int total) {
  /** No agent has told of any. */
  public static final Probes NONE = new Probes(List.of(), List.of(), List.of(), 0, 0);

  public Probes {
    programs = List.copyOf(programs);
    maps = List.copyOf(maps);
    tls = List.copyOf(tls);
  }
}
