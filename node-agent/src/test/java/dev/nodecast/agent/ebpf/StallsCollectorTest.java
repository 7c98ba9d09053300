package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.stalls.Stalls;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventType;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers that run out of memory, from the kernel's programs to what a receiver knows. */
class StallsCollectorTest {
  private static final Kind KIND = ContainerKernelKind.KIND;
  private static final int SLOTS = 256;
  private static final int LIMIT = 32 << 20;
  private static final String GLUTTON = "dd if=/dev/zero of=/dev/null bs=200M count=1";

  @TempDir private Path directory;

  @Test
  void killsAndReclaimsOfAContainerAreTheKernels() throws Exception {
    Path big = directory.resolve("big");
    try (Programs programs = programs();
        CapturedHost agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS);
        KernelContainer container = new KernelContainer()) {
      agent.tick();
      container.limitMemory(LIMIT);
      container.run(GLUTTON + "; truncate -s 128M " + big + " && cat " + big);
      agent.tick();

      assertThat(value(agent, container, ContainerKernelKind.OOM_KILLS)).isOne();
      long reclaims = value(agent, container, ContainerKernelKind.DIRECT_RECLAIMS);
      assertThat(reclaims).isPositive();
      assertThat(
              agent
                  .picture
                  .buckets(KIND, container.id, ContainerKernelKind.DIRECT_RECLAIM_LATENCY)
                  .values()
                  .stream()
                  .mapToLong(Long::longValue)
                  .sum())
          .isEqualTo(reclaims);
      assertThat(value(agent, container, ContainerKernelKind.DIRECT_RECLAIM_PAGES))
          .isGreaterThanOrEqualTo(96 << 20 >> 12);
    }
  }

  @Test
  void aKillIsAnEventOfItsContainer() throws Exception {
    try (Programs programs = programs();
        CapturedHost agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS);
        KernelContainer container = new KernelContainer()) {
      agent.tick();
      container.limitMemory(LIMIT);
      long before = System.currentTimeMillis();
      container.run(GLUTTON + "; exit 0");
      long after = System.currentTimeMillis();
      List<Event> told = new ArrayList<>();
      for (int round = 0; round < 4; round++) {
        agent.tick();
        agent.picture.events().stream()
            .filter(event -> event.type().equals(EventType.OOM_KILL))
            .filter(event -> event.labels().contains(container.id))
            .forEach(told::add);
      }
      assertThat(told).hasSize(1);
      Event kill = told.get(0);
      // Two clocks, each read to the millisecond.
      assertThat(kill.timeMs()).isBetween(before - 2, after + 2);
      assertThat(kill.message())
          .matches("Process dd \\(pid \\d+\\) with [\\d.]+ MiB resident was killed: .*")
          .endsWith("its cgroup reached its limit of 32.0 MiB.");
      assertThat(kill.attributes())
          .containsEntry("command", "dd")
          .containsEntry("of", "cgroup")
          .containsEntry("limit", String.valueOf(LIMIT))
          .containsKeys("pid", "rss", "total_vm");
    }
  }

  private static Programs programs() {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    Programs programs = new Programs(kernel, SLOTS);
    programs.leaveOut(Programs.outside(Profile.MINIMAL));
    assertThat(Programs.outside(Profile.MINIMAL)).doesNotContainKey(Stalls.NAME);
    return programs;
  }

  private static long value(CapturedHost agent, KernelContainer container, Column column) {
    return agent.picture.number(KIND, container.id, column);
  }
}
