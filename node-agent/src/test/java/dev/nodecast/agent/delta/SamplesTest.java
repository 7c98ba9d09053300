package dev.nodecast.agent.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.nodecast.catalog.AgentKind;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventType;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.NodeDiskKind;
import dev.nodecast.catalog.ProcessKind;
import dev.nodecast.wire.MalformedTickException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SamplesTest {
  private static final Kind DISK = NodeDiskKind.KIND;
  private static final Column READS = NodeDiskKind.READS;
  private static final Column IN_PROGRESS = NodeDiskKind.IN_PROGRESS;

  private final Samples samples = new Samples(Catalog.KINDS, 8, Earlier.none());
  private final TickEncoder encoder = new TickEncoder();
  private final TickPicture picture = new TickPicture();
  private long timeMs = 1_700_000_000_000L;
  private boolean keyframe = true;

  private void tick() throws MalformedTickException {
    for (Kind kind : List.of(DISK, ProcessKind.KIND, AgentKind.KIND)) {
      for (Group group : kind.groups()) {
        samples.collected(group, timeMs * 1_000_000);
      }
    }
    timeMs += 1000;
    picture.read(encoder.encode(samples, timeMs, keyframe));
    keyframe = false;
  }

  @Test
  void countersCountFromTheirFirstReading() throws MalformedTickException {
    Entity vda = samples.define(DISK, "vda");
    samples.set(vda, READS, 5000);
    tick();
    assertThat(picture.number(DISK, "vda", READS)).isEqualTo(5000);
    assertThat(picture.increase(DISK, "vda", READS)).isZero();
    samples.set(vda, READS, 5010);
    samples.set(vda, READS, 5030);
    tick();
    assertThat(picture.increase(DISK, "vda", READS)).isEqualTo(30);
    tick();
    assertThat(picture.changes()).isZero();
  }

  @Test
  void whatIsBornWhileWeLookCountsFromZero() throws MalformedTickException {
    tick();
    Entity vdb = samples.define(DISK, "vdb");
    samples.setFromZero(vdb, READS, 40);
    tick();
    assertThat(picture.increase(DISK, "vdb", READS)).isEqualTo(40);
    samples.setFromZero(vdb, READS, 45);
    tick();
    assertThat(picture.increase(DISK, "vdb", READS)).isEqualTo(5);
  }

  @Test
  void increasesCountFromZeroAndZeroIsMeasured() throws MalformedTickException {
    Entity vda = samples.define(DISK, "vda");
    Entity vdb = samples.define(DISK, "vdb");
    samples.increase(vda, READS, 0);
    samples.increase(vdb, READS, 5);
    samples.increase(vdb, READS, 7);
    tick();
    assertThat(picture.number(DISK, "vda", READS)).isZero();
    assertThat(picture.increase(DISK, "vdb", READS)).isEqualTo(12);
    assertThat(picture.number(DISK, "vdb", READS)).isEqualTo(12);
    tick();
    assertThat(picture.changes()).isZero();
    samples.increase(vda, READS, 0);
    samples.increase(vda, READS, Column.NOT_MEASURED);
    samples.increase(vdb, READS, 1);
    tick();
    assertThat(picture.changes()).isEqualTo(1);
    assertThat(picture.number(DISK, "vdb", READS)).isEqualTo(13);
    keyframe = true;
    samples.increase(vdb, READS, 2);
    tick();
    assertThat(picture.number(DISK, "vda", READS)).isZero();
    assertThat(picture.number(DISK, "vdb", READS)).isEqualTo(15);
    assertThat(picture.increase(DISK, "vdb", READS)).isEqualTo(2);
    assertThat(samples.implausible()).isZero();
  }

  @Test
  void anIncreaseThatNobodyReportsIsNotMeasured() throws MalformedTickException {
    Entity vda = samples.define(DISK, "vda");
    samples.increase(vda, READS, Column.NOT_MEASURED);
    samples.increase(vda, READS, -1);
    samples.increase(vda, READS, 1 + (1L << 60));
    tick();
    assertThat(picture.number(DISK, "vda", READS)).isNull();
    assertThat(samples.implausible()).isEqualTo(2);
  }

  @Test
  void increasesGoOnFromAnEarlierProcess() throws MalformedTickException {
    Earlier earlier = Earlier.none();
    long[] totals = new long[DISK.columns().size()];
    Arrays.fill(totals, Column.NOT_MEASURED);
    totals[READS.index()] = 100;
    earlier.put(DISK, List.of("vda"), totals);
    Samples resumed = new Samples(Catalog.KINDS, 8, earlier);
    resumed.increase(resumed.define(DISK, "vda"), READS, 3);
    resumed.collected(DISK.groups().get(READS.group()), 1_000_000_000L);
    picture.read(encoder.encode(resumed, timeMs, true));
    assertThat(picture.number(DISK, "vda", READS)).isEqualTo(103);
    assertThat(picture.increase(DISK, "vda", READS)).isEqualTo(3);
  }

  @Test
  void histogramsTellWhatCameSinceTheLastTick() throws MalformedTickException {
    Entity agent = samples.define(AgentKind.KIND);
    Column ticks = AgentKind.TICK_DURATION;
    tick();
    assertThat(picture.histograms()).as("untouched").isZero();
    samples.observe(agent, ticks, 1 << 20); // closes bucket 159
    samples.observe(agent, ticks, 0);
    samples.observe(agent, ticks, 159, 1L << 40);
    samples.observe(agent, ticks, 7, 2);
    samples.observe(agent, ticks, 8, 0);
    tick();
    assertThat(picture.buckets(AgentKind.KIND, "", ticks))
        .containsExactly(entry(-1, 1L), entry(7, 2L), entry(159, 1 + (1L << 40)));
    assertThat(picture.histograms()).isEqualTo(1);
    tick();
    assertThat(picture.histograms()).isZero();
    samples.observe(agent, ticks, 503, 4);
    tick();
    assertThat(picture.buckets(AgentKind.KIND, "", ticks)).containsExactly(entry(503, 4L));
    samples.observe(agent, ticks, 7, -1);
    samples.observe(agent, ticks, 7, Long.MAX_VALUE);
    tick();
    assertThat(picture.histograms()).isZero();
    assertThat(samples.implausible()).isEqualTo(2);
  }

  @Test
  void histogramsOfAnEndedEntityTravelOnceAndNoOneInheritsThem() throws MalformedTickException {
    Entity agent = samples.define(AgentKind.KIND);
    samples.define(AgentKind.KIND); // lives on in the slot behind
    Column ticks = AgentKind.TICK_DURATION;
    tick();
    samples.observe(agent, ticks, 5);
    samples.end(agent);
    tick();
    assertThat(picture.histograms()).isEqualTo(1);
    samples.observe(agent, ticks, 6); // a collector that has not heard of the end
    tick();
    assertThat(picture.histograms()).isZero();
    samples.observe(agent, ticks, 6);
    assertThat(samples.define(AgentKind.KIND).slot()).isEqualTo(agent.slot());
    tick();
    assertThat(picture.histograms()).isZero();
  }

  @Test
  void aResetCountsAndAGlitchDoesNot() throws MalformedTickException {
    Entity vda = samples.define(DISK, "vda");
    samples.set(vda, READS, 1000);
    tick();
    samples.set(vda, READS, 990);
    tick();
    assertThat(picture.increase(DISK, "vda", READS)).isZero();
    samples.set(vda, READS, 1002);
    tick();
    assertThat(picture.increase(DISK, "vda", READS)).as("against the highest").isEqualTo(2);
    samples.set(vda, READS, 7);
    tick();
    assertThat(picture.increase(DISK, "vda", READS)).as("after a reset").isEqualTo(7);
  }

  @Test
  void implausibleValuesAreCountedAndChangeNothing() throws MalformedTickException {
    Entity vda = samples.define(DISK, "vda");
    samples.set(vda, READS, 10);
    tick();
    samples.set(vda, READS, Long.MAX_VALUE); // 2^64-1 as the parsers saturate it
    samples.set(vda, READS, -3);
    samples.set(vda, READS, 11 + (1L << 60));
    tick();
    assertThat(samples.implausible()).isEqualTo(3);
    assertThat(picture.changes()).isZero();
    samples.set(vda, READS, 12);
    tick();
    assertThat(picture.increase(DISK, "vda", READS)).isEqualTo(2);
  }

  @Test
  void gaugesGoToNotMeasuredAndBack() throws MalformedTickException {
    Entity vda = samples.define(DISK, "vda");
    samples.set(vda, IN_PROGRESS, 3);
    tick();
    assertThat(picture.number(DISK, "vda", IN_PROGRESS)).isEqualTo(3);
    samples.set(vda, IN_PROGRESS, Column.NOT_MEASURED);
    tick();
    assertThat(picture.number(DISK, "vda", IN_PROGRESS)).isNull();
    samples.set(vda, IN_PROGRESS, 4);
    tick();
    assertThat(picture.number(DISK, "vda", IN_PROGRESS)).isEqualTo(4);
  }

  @Test
  void textsTravelWhenTheyChange() throws MalformedTickException {
    Entity init = samples.define(ProcessKind.KIND, "", "", "", "", "", "", "1", "5");
    samples.text(init, ProcessKind.COMMAND, "systemd");
    tick();
    assertThat(picture.text(ProcessKind.KIND, "1", ProcessKind.COMMAND)).isEqualTo("systemd");
    samples.text(init, ProcessKind.COMMAND, "systemd");
    tick();
    assertThat(picture.changes()).isZero();
    samples.text(init, ProcessKind.COMMAND, null);
    tick();
    assertThat(picture.text(ProcessKind.KIND, "1", ProcessKind.COMMAND)).isNull();
  }

  @Test
  void slotsAreUsedAgainOnlyAfterTheirEndWasTold() throws MalformedTickException {
    Entity vda = samples.define(DISK, "vda");
    samples.set(vda, READS, 100);
    tick();
    samples.set(vda, READS, 150);
    samples.end(vda);
    Entity vdb = samples.define(DISK, "vdb");
    assertThat(vdb.slot()).isNotEqualTo(vda.slot());
    tick();
    assertThat(picture.has(DISK, "vda")).isFalse();
    Entity vdc = samples.define(DISK, "vdc");
    assertThat(vdc.slot()).isEqualTo(vda.slot());
    samples.set(vdc, READS, 9000);
    tick();
    // Between keyframes a first reading is told as an increase of 0: nothing of vda's is left.
    assertThat(picture.number(DISK, "vdc", READS)).isZero();
    samples.end(vda); // an end told twice must not end who has the slot now
    tick();
    assertThat(picture.has(DISK, "vdc")).isTrue();
  }

  @Test
  void entitiesBeyondTheLimitAreRefusedAndCounted() throws MalformedTickException {
    List<Entity> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Entity entity = samples.define(DISK, "vd" + i);
      if (entity != null) {
        all.add(entity);
      }
    }
    assertThat(all).hasSize(8);
    assertThat(samples.droppedEntities()).isEqualTo(2);
    samples.end(all.get(0));
    tick();
    assertThat(samples.define(DISK, "next")).isNotNull();
  }

  @Test
  void aKeyframeAloneTellsEverything() throws MalformedTickException {
    Entity vda = samples.define(DISK, "vda");
    samples.set(vda, READS, 100);
    samples.set(vda, IN_PROGRESS, 2);
    tick();
    samples.set(vda, READS, 130);
    tick();
    String known = picture.text();
    TickPicture late = new TickPicture();
    late.read(encoder.encode(samples, timeMs + 1000, true));
    assertThat(late.text()).isEqualTo(known).contains("node_disk vda reads = 130");
  }

  @Test
  void anEventIsInOneTickAndNoKeyframeRepeatsIt() throws MalformedTickException {
    Event event = new Event(timeMs, EventType.OOM_KILL, List.of(), "killed", Map.of("pid", "7"));
    samples.event(event);
    tick();
    assertThat(picture.events()).containsExactly(event);
    keyframe = true;
    tick();
    assertThat(picture.events()).isEmpty();
  }

  @Test
  void eventsPastTheLimitOfATickAreDroppedAndCounted() throws MalformedTickException {
    for (int i = 0; i < Event.MAX_PER_TICK + 3; i++) {
      samples.event(new Event(timeMs + i, EventType.PROCESS_EXIT, List.of(), "ended", Map.of()));
    }
    tick();
    assertThat(picture.events()).hasSize(Event.MAX_PER_TICK);
    assertThat(samples.droppedEvents()).isEqualTo(3);
    samples.event(new Event(timeMs, EventType.PROCESS_EXIT, List.of(), "ended", Map.of()));
    tick();
    assertThat(picture.events()).as("the limit is of each tick").hasSize(1);
    assertThat(samples.droppedEvents()).isEqualTo(3);
  }
}
