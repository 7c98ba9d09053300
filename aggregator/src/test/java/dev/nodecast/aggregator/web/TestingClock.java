package dev.nodecast.aggregator.web;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stands until it is moved. */
final class TestingClock extends Clock {
  private volatile long ms = 1_700_000_000_000L;

  long advance(long by) {
    ms += by;
    return ms;
  }

  @Override
  public long millis() {
    return ms;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(ms);
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
