package dev.nodecast.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.bpf.life.Life;
import dev.nodecast.bpf.life.LifeCounts;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against the running kernel: who gets a slot, who finds none, who gets it next. */
class SlotsTest {
  @Test
  void theMapsAreAsTheHeaderSays() throws IOException {
    LayoutCheck.check(Slots.OBJECT, List.of(Slots.STATE, CgroupIds.LAYOUT));
  }

  @Test
  void whatFindsNoSlotIsKnownInSum() throws IOException, InterruptedException {
    KernelSupport kernel = Kernel.capable();
    try (Slots slots = Slots.open(3);
        Life life = Life.start(kernel, slots);
        OwnCgroup a = OwnCgroup.make("a");
        OwnCgroup b = OwnCgroup.make("b");
        OwnCgroup c = OwnCgroup.make("c")) {
      SlotReadings readings = new SlotReadings(slots, life.counters().orElseThrow());
      for (OwnCgroup cgroup : List.of(a, b, c)) {
        cgroup.run("(exit 0); (exit 0); (exit 0)");
      }
      readings.read();
      long known =
          readings.value(a.ids(), "forks")
              + readings.value(b.ids(), "forks")
              + readings.value(c.ids(), "forks");
      // Two slots for three cgroups and whatever else forked on this machine.
      assertThat(known).isLessThanOrEqualTo(6);
      assertThat(known + readings.noRoom("forks")).isGreaterThanOrEqualTo(9);
      assertThat(slots.turnedAway()).isGreaterThanOrEqualTo(9 - known);
    }
  }

  @Test
  void aSlotThatIsReclaimedStartsAtZeroForTheNext() throws IOException, InterruptedException {
    KernelSupport kernel = Kernel.capable();
    try (Slots slots = Slots.open(64);
        Life life = Life.start(kernel, slots)) {
      SlotReadings readings = new SlotReadings(slots, life.counters().orElseThrow());
      for (int round = 0; round < 200; round++) {
        try (OwnCgroup cgroup = OwnCgroup.make("round")) {
          cgroup.run("(exit 0); (exit 0); (exit 0)");
          readings.read();
          assertThat(readings.value(cgroup.ids(), "forks")).as("round " + round).isEqualTo(3);
          for (int slot = 1; slot < slots.limit(); slot++) {
            if (cgroup.ids().equals(slots.cgroup(slot))) {
              slots.retire(slot);
            }
          }
        }
        slots.reclaim();
      }
      assertThat(slots.turnedAway()).isZero();
      assertThat(life.counters().orElseThrow().layout()).isSameAs(LifeCounts.LAYOUT);
    }
  }
}
