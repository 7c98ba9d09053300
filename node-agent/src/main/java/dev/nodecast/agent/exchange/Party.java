package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.exchange.ExchangeProtocol;
import dev.nodecast.catalog.ServiceKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One program in one cgroup, at one end of one protocol, and the rows of what it answers or asks.
 * Operations and targets are of bounded number: what comes later is {@code ~other}. For one thread.
 */
public final class Party {
  /** Operations are a program's methods and verbs. */
  static final int OPERATIONS = 200;

  /** Targets are its routes, its tables, its topics. */
  static final int TARGETS = 100;

  /** Rows: each operation on each target with each status is one. */
  static final int ROWS = 500;

  /** Statuses of what is beyond that, which a server may make up; later ones are one. */
  static final int MORE_STATUSES = 50;

  /**
   * Who it is.
   *
   * @param program the executable's name
   * @param server whether requests come in
   * @param protocol of its connections
   * @param label what labels call that: HTTP/2 carries {@code grpc} too
   * @param declared what the process says of itself
   */
  public record Key(
      CgroupIds cgroup,
      String program,
      boolean server,
      ExchangeProtocol protocol,
      String label,
      Declared declared) {
    /** One that says nothing of itself. */
    public Key(
        CgroupIds cgroup, String program, boolean server, ExchangeProtocol protocol, String label) {
      this(cgroup, program, server, protocol, label, Declared.NOTHING);
    }
  }

  private static final class RowKey {
    String operation;
    String target;
    String status;

    RowKey set(String o, String t, String s) {
      operation = o;
      target = t;
      status = s;
      return this;
    }

    @Override
    public int hashCode() {
      return (operation.hashCode() * 31 + target.hashCode()) * 31 + status.hashCode();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof RowKey key
          && operation.equals(key.operation)
          && target.equals(key.target)
          && status.equals(key.status);
    }
  }

  public final Key key;

  /**
   * Whose it is, for who is at the other end.
   *
   * @param workload empty for a bare pod, and outside of Kubernetes
   * @param service what services are called by
   */
  public record Owner(String namespace, String workload, String service) {}

  /** Null while it is not known. */
  public Owner owner;

  private final Map<RowKey, Row> rows = new HashMap<>();
  private final Set<String> operations = new HashSet<>();
  private final Set<String> targets = new HashSet<>();
  private final RowKey wanted = new RowKey();

  /** The one that was asked for last, where it was not {@code ~other} that answered. */
  private Row recent;

  private long limited;

  Party(Key key) {
    this.key = key;
  }

  /** The row of what was asked so and answered so. */
  Row row(String operation, String target, String status) {
    if (recent != null && recent.is(operation, target, status)) {
      return recent;
    }
    Row known = rows.get(wanted.set(operation, target, status));
    if (known != null) {
      recent = known;
      return known;
    }
    String o = within(operations, operation, OPERATIONS);
    String t = within(targets, target, TARGETS);
    boolean summed = !o.equals(operation) || !t.equals(target);
    known = rows.get(wanted.set(o, t, status));
    if (known == null && rows.size() >= ROWS) {
      o = ServiceKind.OTHER;
      t = ServiceKind.OTHER;
      summed = true;
      known = rows.get(wanted.set(o, t, status));
    }
    limited += summed ? 1 : 0;
    if (known != null) {
      return known;
    }
    String s = rows.size() < ROWS + MORE_STATUSES ? status : ServiceKind.OTHER;
    return rows.computeIfAbsent(
        new RowKey().set(o, t, s), key -> new Row(key.operation, key.target, key.status));
  }

  private static String within(Set<String> seen, String value, int limit) {
    return seen.contains(value) || (seen.size() < limit && seen.add(value))
        ? value
        : ServiceKind.OTHER;
  }

  /** Every row. */
  public Collection<Row> rows() {
    return rows.values();
  }

  /** Forgets a row, which comes again when it is asked for. */
  public void remove(Row row) {
    recent = null;
    rows.remove(wanted.set(row.operation, row.target, row.status));
    // Its names make room for others, unless another row has them.
    if (rows.values().stream().noneMatch(other -> other.operation.equals(row.operation))) {
      operations.remove(row.operation);
    }
    if (rows.values().stream().noneMatch(other -> other.target.equals(row.target))) {
      targets.remove(row.target);
    }
  }

  /** Requests that were summed in {@code ~other} since the last call. */
  long takeLimited() {
    long taken = limited;
    limited = 0;
    return taken;
  }
}
