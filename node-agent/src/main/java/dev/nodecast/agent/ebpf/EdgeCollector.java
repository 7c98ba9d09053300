package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.edge.Edge;
import dev.nodecast.agent.edge.Edges;
import dev.nodecast.agent.edge.Peer;
import dev.nodecast.agent.exchange.ExchangeReader;
import dev.nodecast.agent.exchange.Party;
import dev.nodecast.agent.exchange.Sums;
import dev.nodecast.catalog.EdgeKind;
import dev.nodecast.catalog.Group;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who asked whom, out of the exchanges that {@link ServiceCollector} reads, which comes before: a
 * row when both are known.
 */
public final class EdgeCollector implements Collector {
  private static final List<Group> GROUPS = EdgeKind.KIND.groups();

  /** Ticks after which a row without a request ends. */
  private static final int IDLE_TICKS = 600;

  /** An entity and how many rows add up in it: several cgroups may have the same names. */
  private static final class Named {
    final Entity entity;
    int rows;

    Named(Entity entity) {
      this.entity = entity;
    }
  }

  private final Programs programs;
  private final ExchangeReader reader;
  private final Edges edges;
  private final Map<Edge, List<String>> names = new HashMap<>();
  private final Map<List<String>, Named> byNames = new HashMap<>();

  /**
   * @param reader whose monitor guards the rows
   */
  public EdgeCollector(Programs programs, ExchangeReader reader, Edges edges) {
    this.programs = programs;
    this.reader = reader;
    this.edges = edges;
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return Support.SUPPORTED;
  }

  @Override
  public Outcome collect(Samples samples) {
    if (programs.exchange.running().isEmpty()) {
      return new Outcome.Empty(programs.exchange.reason());
    }
    synchronized (reader) {
      for (Edge edge : edges.all()) {
        tell(edge, samples);
      }
    }
    return Outcome.PRODUCED;
  }

  private void tell(Edge edge, Samples samples) {
    if (edge.party.owner == null) {
      return; // until it has a name, or is the host's
    }
    List<String> of = names.get(edge);
    Named named = of == null ? named(names(edge), samples) : byNames.get(of);
    if (named == null) {
      return;
    }
    if (of == null) {
      of = names(edge);
      names.put(edge, of);
      named.rows++;
    }
    Sums sums = edge.sums;
    samples.increase(named.entity, EdgeKind.REQUESTS, sums.requests);
    samples.increase(named.entity, EdgeKind.ERRORS, sums.errors);
    samples.increase(named.entity, EdgeKind.REQUEST_BYTES, sums.requestBytes);
    samples.increase(named.entity, EdgeKind.RESPONSE_BYTES, sums.responseBytes);
    for (int i = 0; i < sums.durationUs.size(); i++) {
      samples.observe(
          named.entity, EdgeKind.DURATION, sums.durationUs.bucket(i), sums.durationUs.count(i));
    }
    edge.clear();
    if (edge.idle >= IDLE_TICKS) {
      edges.remove(edge);
      names.remove(edge);
      if (--named.rows == 0) {
        byNames.remove(of);
        samples.end(named.entity);
      }
    }
  }

  /** Null at the limit of entities. */
  private Named named(List<String> of, Samples samples) {
    Named known = byNames.get(of);
    if (known == null) {
      Entity entity = samples.define(EdgeKind.KIND, of);
      if (entity == null) {
        return null;
      }
      known = new Named(entity);
      byNames.put(of, known);
    }
    return known;
  }

  private static List<String> names(Edge edge) {
    Party.Owner owner = edge.party.owner;
    Peer self = new Peer(Peer.WORKLOAD, owner.namespace(), owner.workload(), owner.service());
    boolean server = edge.party.key.server();
    Peer client = server ? edge.peer : self;
    Peer asked = server ? self : edge.peer;
    return List.of(
        client.kind(),
        client.namespace(),
        client.workload(),
        client.name(),
        asked.kind(),
        asked.namespace(),
        asked.workload(),
        asked.name(),
        edge.party.key.label(),
        server ? "server" : "client");
  }
}
