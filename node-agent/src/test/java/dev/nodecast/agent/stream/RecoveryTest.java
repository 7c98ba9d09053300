package dev.nodecast.agent.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.agent.delta.Earlier;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.delta.TickEncoder;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.NodeDiskKind;
import dev.nodecast.v1.Tick;
import dev.nodecast.wire.WireBuffer;
import dev.nodecast.wire.WireSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
  private static final Kind KIND = NodeDiskKind.KIND;
  private static final List<String> LABELS = KIND.labels().stream().map(l -> l + "-1").toList();

  @TempDir Path dir;

  private SpoolSettings settings(String kernel) {
    return new SpoolSettings(dir, 1 << 20, false, kernel, WireSchema.of(Catalog.KINDS));
  }

  /** One process: reads the counter's values one tick after another; answers the last tick. */
  private Tick process(Spool spool, long... values) throws IOException {
    return processOf(1_000, spool, values);
  }

  private Tick processOf(int agoMs, Spool spool, long... values) throws IOException {
    long timeMs = System.currentTimeMillis() - agoMs;
    Samples samples = new Samples(Catalog.KINDS, 100, Recovery.read(spool, 100));
    TickEncoder encoder = new TickEncoder();
    Entity disk = samples.define(KIND, LABELS);
    byte[] last = {};
    for (long value : values) {
      samples.set(disk, KIND.columns().get(0), value);
      samples.collected(KIND.groups().get(0), System.nanoTime());
      boolean keyframe = spool.keyframeNeeded();
      WireBuffer tick = encoder.encode(samples, timeMs, keyframe);
      spool.append(timeMs, tick.array(), tick.size(), keyframe);
      last = Arrays.copyOf(tick.array(), tick.size());
    }
    return Tick.parseFrom(last);
  }

  private static long increase(Tick tick) {
    // The only changed cell is the counter's.
    return tick.getKinds(0).getGroups(0).getValues(0);
  }

  @Test
  void whatCountersGainedWithoutAnAgentIsCounted() throws IOException {
    try (Spool spool = Spool.open(settings(Ticks.KERNEL))) {
      process(spool, 1_000, 1_010, 1_500);
    }
    try (Spool spool = Spool.open(settings(Ticks.KERNEL))) {
      Tick tick = process(spool, 1_800);
      assertThat(tick.getKeyframe()).isTrue();
      assertThat(increase(tick)).isEqualTo(300);
    }
    try (Spool spool = Spool.open(settings(Ticks.KERNEL))) {
      assertThat(increase(process(spool, 1_801))).isEqualTo(1);
    }
  }

  @Test
  void whatCountersGainedWithoutAnAgentIsTheGainOfAllThatTime() throws IOException {
    try (Spool spool = Spool.open(settings(Ticks.KERNEL))) {
      processOf(40_000, spool, 1_000, 1_500);
    }
    try (Spool spool = Spool.open(settings(Ticks.KERNEL))) {
      Tick tick = processOf(0, spool, 1_900);
      assertThat(increase(tick)).isEqualTo(400);
      assertThat(tick.getKinds(0).getGroups(0).getIntervalMs()).isBetween(40_000, 200_000);
    }
    try (Spool spool = Spool.open(settings("ffffffff"))) {
      assertThat(processOf(0, spool, 7).getKinds(0).getGroups(0).getIntervalMs())
          .as("of another boot nothing is resumed")
          .isEqualTo((int) KIND.groups().get(0).cadence().toMillis());
    }
  }

  @Test
  void totalsOfAnotherBootAreOfNoUse() throws IOException {
    try (Spool spool = Spool.open(settings(Ticks.KERNEL))) {
      process(spool, 1_000, 1_500);
    }
    try (Spool spool = Spool.open(settings("ffffffff"))) {
      assertThat(increase(process(spool, 1_800))).isZero();
    }
  }

  @Test
  void aCounterThatBeganAnewIsAllNew() throws IOException {
    try (Spool spool = Spool.open(settings(Ticks.KERNEL))) {
      process(spool, 1_000, 1_500);
    }
    try (Spool spool = Spool.open(settings(Ticks.KERNEL))) {
      assertThat(increase(process(spool, 70))).isEqualTo(70);
    }
  }

  @Test
  void framesThatAreNoTicksStopNothing() throws IOException {
    try (Spool spool = Spool.open(settings(Ticks.KERNEL))) {
      spool.append(1, Ticks.body(-1, 300), 300, true);
      Earlier earlier = Recovery.read(spool, 100);
      Samples samples = new Samples(Catalog.KINDS, 100, earlier);
      assertThat(samples.define(KIND, LABELS)).isNotNull();
    }
  }
}
