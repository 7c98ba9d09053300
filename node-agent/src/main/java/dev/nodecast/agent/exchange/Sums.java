package dev.nodecast.agent.exchange;

import dev.nodecast.catalog.BucketCounts;

/** What was counted of requests, until it is told. For one thread. */
public final class Sums {
  public long requests;
  public long errors;
  public long requestBytes;
  public long responseBytes;
  public final BucketCounts durationUs = new BucketCounts();

  /** Where they went; null: nowhere yet. */
  private Sums into;

  /** They are of one connection, and will go where others are. */
  private final boolean waiting;

  /** Of what has its place. */
  public Sums() {
    this(false);
  }

  private Sums(boolean waiting) {
    this.waiting = waiting;
  }

  /** Of one connection, until it is known with whom it is. */
  public static Sums waiting() {
    return new Sums(true);
  }

  void add(Exchange exchange) {
    requests++;
    errors += exchange.error ? 1 : 0;
    requestBytes += exchange.requestBytes;
    responseBytes += exchange.responseBytes;
    durationUs.add(Math.max(0, exchange.endNs - exchange.startNs) / 1000);
  }

  private void add(Sums other) {
    requests += other.requests;
    errors += other.errors;
    requestBytes += other.requestBytes;
    responseBytes += other.responseBytes;
    durationUs.add(other.durationUs);
  }

  /** Moves all to where whatever else is counted here goes too, from now on. */
  public void move(Sums to) {
    to.add(this);
    clear();
    into = to;
  }

  /** Whether they are still of one connection. */
  boolean alone() {
    return waiting && into == null;
  }

  /** Whether they went elsewhere. */
  boolean moved() {
    return into != null;
  }

  /** Where to count. */
  Sums target() {
    return into == null ? this : into.target();
  }

  /** They were told. */
  public void clear() {
    requests = 0;
    errors = 0;
    requestBytes = 0;
    responseBytes = 0;
    durationUs.clear();
  }
}
