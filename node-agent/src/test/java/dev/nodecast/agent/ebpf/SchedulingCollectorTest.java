package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.Profile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers of this machine, from the scheduler's tracepoint to what a receiver knows. */
class SchedulingCollectorTest {
  private static final Kind KIND = ContainerKernelKind.KIND;
  private static final int SLOTS = 2048;

  private Programs programs;
  private CapturedHost agent;

  @BeforeEach
  void start() {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    programs = new Programs(kernel, SLOTS);
    programs.leaveOut(Programs.outside(Profile.STANDARD));
    agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS);
  }

  @AfterEach
  void stop() throws Exception {
    if (programs != null) {
      agent.close();
      programs.close();
    }
  }

  @Test
  void everySwitchHasAWaitAndASpinnerItsTime() throws Exception {
    agent.tick();
    try (KernelContainer container = new KernelContainer()) {
      long waits = 0;
      for (int round = 1; round <= 3; round++) {
        container.run("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; sleep 0.01; /bin/true");
        agent.tick();
        waits += waits(container);
        long voluntary = value(container, ContainerKernelKind.SWITCHES_VOLUNTARY);
        long involuntary = value(container, ContainerKernelKind.SWITCHES_INVOLUNTARY);
        assertThat(voluntary + involuntary).isEqualTo(waits);
        // sleep sleeps, and it and the shell end: each leaves its processor of its own will.
        assertThat(voluntary).isGreaterThanOrEqualTo(3L * round);
        assertThat(value(container, ContainerKernelKind.SWITCHES_BLOCKED)).isLessThan(voluntary);
        // Two hundred thousand turns of the loop are some tens of milliseconds.
        assertThat(value(container, ContainerKernelKind.ON_CPU)).isGreaterThan(5_000L * round);
        assertThat(value(container, ContainerKernelKind.RUN_QUEUE_WAIT)).isNotNegative();
        assertThat(value(container, ContainerKernelKind.MIGRATIONS)).isNotNegative();
      }
    }
  }

  @Test
  void aProfileThatDoesNotListItLeavesItOut() throws Exception {
    programs.leaveOut(Programs.but(List.of("life")));
    agent.tick();
    assertThat(agent.runs())
        .filteredOn(run -> run.name().equals("container_scheduling"))
        .singleElement()
        .satisfies(run -> assertThat(run.outcome()).isEqualTo("not in profile custom"));
  }

  private long waits(KernelContainer container) {
    return agent
        .picture
        .buckets(KIND, container.id, ContainerKernelKind.RUN_QUEUE_LATENCY)
        .values()
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private long value(KernelContainer container, Column column) {
    return agent.picture.number(KIND, container.id, column);
  }
}
