package dev.nodecast.agent.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.Column;
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
        samples.set(entities.get(e), column, value);
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
