package dev.nodecast.aggregator.web;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** Stands until it is moved. */
final class TestingClock extends Clock {
  private final AtomicLong ms = new AtomicLong(1_700_000_000_000L);

  long advance(long by) {
    return ms.addAndGet(by);
  }

  @Override
  public long millis() {
    return ms.get();
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(ms.get());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
