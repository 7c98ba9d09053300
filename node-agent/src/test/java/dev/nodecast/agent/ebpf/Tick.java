package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.delta.Earlier;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.delta.TickEncoder;
import dev.nodecast.agent.delta.TickPicture;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Group;
import dev.nodecast.wire.MalformedTickException;
import java.io.IOException;

/** Runs a collector and looks at what would be sent. */
final class Tick {
  final TickPicture picture = new TickPicture();
  private final Samples samples = new Samples(Catalog.KINDS, 1000, Earlier.none());
  private final TickEncoder encoder = new TickEncoder();
  private long timeMs;

  void of(Collector collector) throws IOException, MalformedTickException {
    timeMs += 1000;
    collector.collect(samples);
    for (Group group : collector.groups()) {
      samples.collected(group, timeMs * 1_000_000);
    }
    picture.read(encoder.encode(samples, timeMs, false));
  }
}
