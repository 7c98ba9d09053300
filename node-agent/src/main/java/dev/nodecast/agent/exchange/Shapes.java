package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.exchange.ExchangeShapes;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Kinds of requests that were understood, by what the kernel program makes of their first bytes,
 * and where its counts of them go. Of bounded number. For one thread at a time.
 */
final class Shapes implements ExchangeShapes.Increases {
  /** Sightings after which a kind of request is worth a place in the kernel's table. */
  static final int OFTEN = 4;

  /** Kinds of requests that are remembered; the kernel has room for fewer. */
  private static final int MAX = 8192;

  /** One kind of request. */
  static final class Shape {
    final Party party;
    final String operation;
    final String target;
    private int sightings;

    /** Of the two that it is between: events of others have other shapes. */
    private Sums between = new Sums();

    private Shape(Party party, String operation, String target) {
      this.party = party;
      this.operation = operation;
      this.target = target;
    }
  }

  /** What has no first bytes of its own, between two: those have one row. */
  private record Between(Party party, String operation, String target, Sums sums) {}

  private final Map<Long, Shape> shapes = new HashMap<>();
  private final Map<Between, Long> numbers = new HashMap<>();
  private long lastNumber;
  private final LongConsumer counted;

  /** Kinds of requests that were seen rarely made room since the last tick: that takes a while. */
  private boolean swept;

  /**
   * @param counted gets how many requests the kernel counted
   */
  Shapes(LongConsumer counted) {
    this.counted = counted;
  }

  /** Null: it was never understood, or is forgotten. */
  Shape find(long shape) {
    return shapes.get(shape);
  }

  /** The one that is known, or else a new one; null at the limit. */
  Shape learn(long shape, Party party, String operation, String target) {
    Shape known = shapes.get(shape);
    if (known != null) {
      return known;
    }
    if (shapes.size() >= MAX && !swept) {
      swept = true;
      remove(each -> each.sightings < OFTEN);
    }
    if (shapes.size() >= MAX) {
      return null;
    }
    Shape learned = new Shape(party, operation, target);
    shapes.put(shape, learned);
    return learned;
  }

  /**
   * The number of what was asked between two, where the kernel makes none of its first bytes; 0 at
   * the limit.
   */
  long number(Party party, String operation, String target, Sums between) {
    Between of = new Between(party, operation, target, between);
    Long known = numbers.get(of);
    if (known != null) {
      return known;
    }
    long number = lastNumber + 1; // those that are made of bytes are hashes, of 64 bits
    if (learn(number, party, operation, target) == null) {
      return 0;
    }
    numbers.put(of, number);
    lastNumber = number;
    return number;
  }

  /**
   * The number of what this one is by now: once it is known with whom a connection is, its requests
   * are counted with those of others. 0 at the limit.
   */
  long settled(long number) {
    Shape shape = shapes.get(number);
    if (shape == null || !shape.between.moved()) {
      return number;
    }
    return number(shape.party, shape.operation, shape.target, shape.between.target());
  }

  /** It was asked so often once more, between these two; returns whether that is often. */
  boolean seen(Shape shape, int requests, Sums between) {
    shape.between = between;
    shape.sightings = Math.min(OFTEN, shape.sightings + requests);
    return shape.sightings >= OFTEN;
  }

  /** The same; returns whether the kernel is to count it, by its first bytes. */
  boolean often(Shape shape, int requests, Sums between) {
    return seen(shape, requests, between) && distinct(shape.party.key);
  }

  /**
   * The kernel tells programs apart by cgroup, name, size of their environment and address: two
   * clients of one place that call themselves differently may be the same to it.
   */
  private static boolean distinct(Party.Key of) {
    return of.server() || of.declared().service().isEmpty();
  }

  /** A tick is over. */
  void settled() {
    swept = false;
  }

  /** Forgets what was somebody's. */
  void remove(Party gone) {
    remove(shape -> shape.party == gone);
  }

  private void remove(Predicate<Shape> which) {
    if (shapes.values().removeIf(which)) {
      numbers.values().retainAll(shapes.keySet());
    }
  }

  @Override
  public void requests(
      long shape, int status, long requests, long requestBytes, long responseBytes) {
    counted.accept(requests);
    Shape of = shapes.get(shape);
    if (of == null) {
      return;
    }
    Row row = row(of, status);
    row.requests += requests;
    row.requestBytes += requestBytes;
    row.responseBytes += responseBytes;
    Party.Key key = of.party.key;
    long errors = Protocols.failed(key.protocol(), status, key.server()) ? requests : 0;
    row.errors += errors;
    Sums sums = of.between.target();
    sums.requests += requests;
    sums.errors += errors;
    sums.requestBytes += requestBytes;
    sums.responseBytes += responseBytes;
  }

  @Override
  public void bucket(long shape, int status, ExchangeShapes.Value value, int bucket, long count) {
    Shape of = shapes.get(shape);
    if (of == null) {
      return;
    }
    Row row = row(of, status);
    switch (value) {
      case DURATION -> {
        row.durationUs.add(bucket, count);
        of.between.target().durationUs.add(bucket, count);
      }
      case REQUEST_SIZE -> row.requestSize.add(bucket, count);
      case RESPONSE_SIZE -> row.responseSize.add(bucket, count);
    }
  }

  @Override
  public void gone(long shape) {
    Shape known = shapes.get(shape);
    if (known != null) {
      known.sightings = 0; // one that is under way still comes without its bytes
    }
  }

  private static Row row(Shape of, int status) {
    return of.party.row(of.operation, of.target, Protocols.status(of.party.key.protocol(), status));
  }
}
