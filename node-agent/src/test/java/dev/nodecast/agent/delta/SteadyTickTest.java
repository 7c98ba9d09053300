package dev.nodecast.agent.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.nodecast.catalog.AgentKind;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ColumnType;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.Group;
import dev.nodecast.wire.WireBuffer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SteadyTickTest {
  private static final int ROUNDS = 3000;
  private static final Column[] COLUMNS = ContainerKind.KIND.columns().toArray(new Column[0]);
  private static final Group[] GROUPS = ContainerKind.KIND.groups().toArray(new Group[0]);

  private final Samples samples = new Samples(Catalog.KINDS, 1000, Earlier.none());
  private final TickEncoder encoder = new TickEncoder();
  private final List<Entity> entities = new ArrayList<>();
  private long nanos = 1;

  private int tick(long value) {
    for (int e = 0; e < entities.size(); e++) {
      for (Column column : COLUMNS) {
        if (column.type() == ColumnType.TEXT) {
          samples.text(entities.get(e), column, "same");
        } else {
          samples.set(entities.get(e), column, value);
        }
      }
    }
    nanos += 1_000_000_000L;
    for (Group group : GROUPS) {
      samples.collected(group, nanos);
    }
    WireBuffer tick = encoder.encode(samples, 1_700_000_000_000L, false);
    return tick.size();
  }

  @Test
  void histogramsThatFillEveryTickAllocateNothing() {
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "needs a HotSpot thread bean");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assumeTrue(threads.isThreadAllocatedMemorySupported(), "needs allocation counters");
    Entity agent = samples.define(AgentKind.KIND);
    Group group = AgentKind.KIND.groups().get(AgentKind.TICK_DURATION.group());
    long before = 0;
    for (int i = 0; i < 2 * ROUNDS; i++) {
      if (i == ROUNDS) {
        before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      }
      for (int b = 0; b < 50; b++) {
        // Other buckets in each tick, as many.
        samples.observe(agent, AgentKind.TICK_DURATION, (i % 300) + b * 4, i);
      }
      nanos += 1_000_000_000L;
      samples.collected(group, nanos);
      encoder.encode(samples, 1_700_000_000_000L, false);
    }
    long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertThat(encoder.changes()).isEqualTo(1);
    assertThat((double) allocated / ROUNDS).as("bytes per tick").isLessThan(16);
  }

  @Test
  void aTickInWhichNothingChangedAllocatesNothingAndIsSmall() {
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "needs a HotSpot thread bean");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assumeTrue(threads.isThreadAllocatedMemorySupported(), "needs allocation counters");
    for (int i = 0; i < 50; i++) {
      String id = "c" + i;
      entities.add(samples.define(ContainerKind.KIND, "", "", "", id, "", id, "", ""));
    }
    int first = tick(7);
    int steady = 0;
    for (int i = 0; i < ROUNDS; i++) {
      steady = tick(7);
    }
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (int i = 0; i < ROUNDS; i++) {
      steady = tick(7);
    }
    long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    // The measurement itself leaves some bytes over all rounds; one object per tick would be 16.
    assertThat((double) allocated / ROUNDS).as("bytes per tick").isLessThan(16);
    assertThat(steady).as("bytes of a tick without changes").isLessThan(120);
    assertThat(first).isGreaterThan(steady);
  }
}
