package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.edge.Links;
import dev.nodecast.agent.exchange.ExchangeReader;
import dev.nodecast.agent.exchange.Party;
import dev.nodecast.agent.exchange.Row;
import dev.nodecast.agent.identity.PodIdentity;
import dev.nodecast.agent.identity.PodNames;
import dev.nodecast.agent.identity.PodService;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.SubjectCount.What;
import dev.nodecast.bpf.exchange.Exchanges;
import dev.nodecast.bpf.exchange.TlsExchanges;
import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.ServiceKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Requests and their answers, at the tracepoints of sockets' sends and receives (exchange.bpf.c):
 *
 * <pre>
 * include/trace/events/sock.h
 * TRACE_EVENT(sock_send_length, TP_PROTO(struct sock *sk, int ret, int flags), …
 * </pre>
 *
 * A thread of its own empties the ring many times a tick; rows are told once a tick, under the
 * names that their cgroups have by then.
 */
public final class ServiceCollector implements Collector, AutoCloseable {
  private static final List<Group> GROUPS = ServiceKind.KIND.groups();

  /** The ring holds twice as much at the rate that must lose nothing; it wakes us when it fills. */
  private static final int DRAIN_MILLIS = 50;

  /** When the kernel has begun to count something: what else came with it follows. */
  private static final int RUSH_MILLIS = 2;

  /** Ticks for which a cgroup's name is awaited; then its rows are the host's. */
  private static final int NAMELESS_TICKS = 10;

  /** Ticks after which a row without a request ends. */
  private static final int IDLE_TICKS = 600;

  private static final int NAMESPACE = ServiceKind.KIND.labels().indexOf("namespace");
  private static final int WORKLOAD = ServiceKind.KIND.labels().indexOf("workload");
  private static final int POD_UID = ServiceKind.KIND.labels().indexOf("pod_uid");
  private static final int CONTAINER_ID = ServiceKind.KIND.labels().indexOf("container_id");

  /** An entity and how many rows add up in it: several cgroups may have the same names. */
  private static final class Named {
    final Called called;
    final Entity entity;
    int rows;

    Named(Called called, Entity entity) {
      this.called = called;
      this.entity = entity;
    }
  }

  /**
   * What an entity goes by.
   *
   * @param labels of kind {@code service}
   * @param declared whether the service's name is its process's own word
   */
  private record Called(List<String> labels, boolean declared) {}

  private final Programs programs;
  private final Workloads workloads;
  private final CgroupLabels labels;
  private final LongConsumer requests;
  private final PodNames pods;
  private final ExchangeReader reader;
  private final SpanTeller spans;
  private final Links links;
  private final Map<Row, Named> entities = new HashMap<>();
  private final Map<Called, Named> byNames = new HashMap<>();
  private final Map<Party, Integer> nameless = new HashMap<>();
  private final Thread drain;
  private volatile boolean closed;

  /**
   * @param reader its monitor guards all that is reached by it
   */
  public ServiceCollector(
      Programs programs,
      Workloads workloads,
      CgroupLabels labels,
      ExchangeReader reader,
      ServiceInputs inputs) {
    this.programs = programs;
    this.workloads = workloads;
    this.labels = labels;
    this.requests = inputs.requests();
    this.pods = inputs.pods();
    this.reader = reader;
    this.links = inputs.acquainting().links();
    this.spans = new SpanTeller(reader);
    this.drain = new Thread(this::drain, "exchanges");
    drain.setDaemon(true);
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return Support.SUPPORTED;
  }

  private void drain() {
    while (!closed) {
      Optional<Exchanges> running = programs.exchange.running();
      if (running.isEmpty()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS));
        continue;
      }
      boolean more = drain(running.get());
      running.get().await(more ? RUSH_MILLIS : DRAIN_MILLIS);
    }
  }

  /** Whether the kernel counts more than before. */
  private boolean drain(Exchanges exchanges) {
    synchronized (reader) {
      try {
        links.drain(exchanges);
        return reader.drain(exchanges);
      } catch (IllegalStateException e) {
        return false; // the tick thread stopped the programs meanwhile
      }
    }
  }

  @Override
  public Outcome collect(Samples samples) {
    Optional<Exchanges> running = programs.exchange.running();
    if (running.isEmpty()) {
      return new Outcome.Empty(programs.exchange.reason());
    }
    if (drain.getState() == Thread.State.NEW) {
      drain.start();
    }
    synchronized (reader) {
      links.drain(running.get());
      programs.tls.running().ifPresent(TlsExchanges::visit);
      reader.settle(running.get());
      for (Party party : new ArrayList<>(reader.parties())) {
        tell(party, samples);
      }
      spans.tell(running.get(), samples, this::entity);
      programs.left(left());
    }
    return Outcome.PRODUCED;
  }

  /** What is in no row, and what is in none of its own. */
  private List<SubjectCount> left() {
    List<SubjectCount> counts = new ArrayList<>();
    reader
        .unreadByReason()
        .forEach(
            (reason, count) ->
                counts.add(new SubjectCount(What.DROPPED, "requests", reason, count)));
    counts.add(new SubjectCount(What.DROPPED, "rows", "limit", reader.limited()));
    counts.add(new SubjectCount(What.DROPPED, "connections", "limit", reader.evicted()));
    return counts;
  }

  private void tell(Party party, Samples samples) {
    Optional<List<String>> owner = labels.of(party.key.cgroup());
    if (owner.isEmpty() && nameless.merge(party, 1, Integer::sum) < NAMELESS_TICKS) {
      return;
    }
    List<String> names = owner.orElseGet(() -> workloads.labels(party.key.cgroup()));
    Optional<PodIdentity> pod =
        pods.find(names.get(POD_UID), names.get(CONTAINER_ID)).map(PodNames.Found::pod);
    boolean awaited = pod.isEmpty() && !names.get(POD_UID).isEmpty();
    if (!awaited || nameless.merge(party, 1, Integer::sum) >= NAMELESS_TICKS) {
      party.owner = owner(party, names, pod);
      nameless.remove(party);
    }
    String namespace = namespace(party, pod);
    for (Row row : new ArrayList<>(party.rows())) {
      tell(party, row, names, namespace, samples);
    }
    if (party.rows().isEmpty()) {
      nameless.remove(party);
      reader.remove(party);
    }
  }

  /** Of a pod by the cluster's names, which samples get when they are told. */
  private static Party.Owner owner(Party party, List<String> names, Optional<PodIdentity> pod) {
    String declared = party.key.declared().service();
    String program = party.key.program();
    return new Party.Owner(
        pod.map(PodIdentity::namespace).orElse(names.get(NAMESPACE)),
        pod.map(PodIdentity::workload).orElse(names.get(WORKLOAD)),
        declared.isEmpty() ? pod.map(PodService::name).orElse(program) : declared);
  }

  /** What the service is part of; null where nobody says so. */
  private static String namespace(Party party, Optional<PodIdentity> pod) {
    String declared = party.key.declared().namespace();
    if (!declared.isEmpty()) {
      return declared;
    }
    return pod.map(PodService::namespace).filter(namespace -> !namespace.isEmpty()).orElse(null);
  }

  private void tell(Party party, Row row, List<String> owner, String namespace, Samples samples) {
    Named named = entities.get(row);
    if (named == null) {
      named = named(called(party, row, owner), samples);
      if (named == null) {
        return;
      }
      if (named.rows == 0) {
        samples.text(named.entity, ServiceKind.EXECUTABLE, party.key.program());
      }
      named.rows++;
      entities.put(row, named);
    }
    Entity entity = named.entity;
    requests.accept(row.requests);
    samples.text(entity, ServiceKind.SERVICE_NAMESPACE, namespace);
    samples.increase(entity, ServiceKind.REQUESTS, row.requests);
    samples.increase(entity, ServiceKind.ERRORS, row.errors);
    samples.increase(entity, ServiceKind.REQUEST_BYTES, row.requestBytes);
    samples.increase(entity, ServiceKind.RESPONSE_BYTES, row.responseBytes);
    tell(entity, ServiceKind.DURATION, row.durationUs, samples);
    tell(entity, ServiceKind.REQUEST_SIZE, row.requestSize, samples);
    tell(entity, ServiceKind.RESPONSE_SIZE, row.responseSize, samples);
    row.clear();
    if (row.idle >= IDLE_TICKS) {
      entities.remove(row);
      if (--named.rows == 0) {
        byNames.remove(named.called);
        samples.end(entity);
      }
      party.remove(row);
    }
  }

  /** Null: it was not told of yet. */
  private Entity entity(Row row) {
    Named named = entities.get(row);
    return named == null ? null : named.entity;
  }

  /** Null at the limit of entities. */
  private Named named(Called called, Samples samples) {
    Named known = byNames.get(called);
    if (known == null) {
      Entity entity = samples.define(ServiceKind.KIND, called.labels(), called.declared());
      if (entity == null) {
        return null;
      }
      known = new Named(called, entity);
      byNames.put(called, known);
    }
    return known;
  }

  private static void tell(Entity entity, Column column, BucketCounts counts, Samples samples) {
    for (int i = 0; i < counts.size(); i++) {
      samples.observe(entity, column, counts.bucket(i), counts.count(i));
    }
  }

  /** Of a pod whose process says nothing, the program stands for the name that the pod gives. */
  private static Called called(Party party, Row row, List<String> owner) {
    String service = party.key.declared().service();
    boolean declared = !service.isEmpty();
    List<String> names = new ArrayList<>(owner);
    names.add(declared ? service : party.key.program());
    names.add(party.key.server() ? "server" : "client");
    names.add(party.key.label());
    names.add(row.operation);
    names.add(row.target);
    names.add(row.status);
    return new Called(List.copyOf(names), declared);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(drain);
  }
}
