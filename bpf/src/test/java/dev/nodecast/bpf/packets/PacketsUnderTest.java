package dev.nodecast.bpf.packets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.Kernel;
import dev.nodecast.bpf.SlotReadings;
import dev.nodecast.bpf.Slots;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The programs on the running kernel, and all that they told so far. */
final class PacketsUnderTest implements AutoCloseable {
  private final Slots slots;
  private final SlotReadings readings;
  final Packets packets;

  PacketsUnderTest() {
    assumeTrue(
        Kernel.capable().cgroup().isPresent(), "no root of a cgroup v2 hierarchy is mounted");
    slots = Slots.open(256);
    packets = Packets.start(Kernel.support(), slots);
    readings = new SlotReadings(slots, packets.counters().orElseThrow());
  }

  /** All counters of a cgroup that are not 0, in order of name. */
  Map<String, Long> of(CgroupIds cgroup) {
    readings.read();
    Map<String, Long> all = new TreeMap<>();
    for (var field : PacketsCounts.LAYOUT.fields()) {
      long value = readings.value(cgroup, field.name());
      if (value != 0) {
        all.put(field.name(), value);
      }
    }
    return all;
  }

  /** These and no others, once the kernel has delivered what is on its way. */
  void expect(CgroupIds cgroup, Object... expected) {
    Map<String, Long> wanted = new TreeMap<>();
    for (int i = 0; i < expected.length; i += 2) {
      wanted.put((String) expected[i], ((Number) expected[i + 1]).longValue());
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!of(cgroup).equals(wanted) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(2_000_000);
    }
    assertThat(of(cgroup)).isEqualTo(wanted);
  }

  /** Waits until what one of two sent has reached the other, both ways. */
  void settle(CgroupIds a, CgroupIds b) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!arrived(of(a), of(b)) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(2_000_000);
    }
    assertThat(arrived(of(a), of(b))).isTrue();
  }

  private static boolean arrived(Map<String, Long> a, Map<String, Long> b) {
    return a.get("tcp_packets_out").equals(b.get("tcp_packets_in"))
        && b.get("tcp_packets_out").equals(a.get("tcp_packets_in"));
  }

  @Override
  public void close() {
    packets.close();
    slots.close();
  }
}
