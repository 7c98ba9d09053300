package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventSeverity;
import dev.nodecast.catalog.EventType;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers of this machine, from the kernel's programs to what a receiver knows. */
class LifeCollectorTest {
  private static final Kind KIND = ContainerKernelKind.KIND;
  private static final int SLOTS = 256;

  private Programs programs;
  private CapturedHost agent;

  @BeforeEach
  void start() {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    programs = new Programs(kernel, SLOTS);
    programs.leaveOut(Programs.outside(Profile.MINIMAL));
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
  void countsOfAContainerAreTheKernels() throws Exception {
    agent.tick();
    try (KernelContainer container = new KernelContainer()) {
      for (int round = 1; round <= 3; round++) {
        assertThat(container.run("(exit 0); (exit 7); /bin/true; kill -9 $$")).isEqualTo(137);
        agent.tick();
        number(container, ContainerKernelKind.FORKS, 3L * round);
        number(container, ContainerKernelKind.EXECS, round);
        number(container, ContainerKernelKind.EXITS, 4L * round);
        number(container, ContainerKernelKind.EXITS_FAILED, round);
        number(container, ContainerKernelKind.EXITS_KILLED, round);
      }
      assertThat(value(container, ContainerKernelKind.EXITED_CPU)).isPositive();
      List<Event> bad = of(container, EventType.PROCESS_EXIT);
      assertThat(bad)
          .extracting(event -> event.attributes().get("code") + event.attributes().get("signal"))
          .containsExactlyInAnyOrder("70", "09");
      assertThat(bad)
          .filteredOn(event -> event.attributes().get("signal").equals("9"))
          .allMatch(event -> event.type().severity() == EventSeverity.WARNING)
          .allMatch(event -> event.message().matches("Process sh \\(pid \\d+\\) was ended by .*"));
      assertThat(agent.picture.has(KIND, ContainerKernelKind.HOST)).isTrue();
    }
  }

  @Test
  void badEndsBeyondTheBoundOfATickAreCounted() throws Exception {
    agent.tick();
    try (KernelContainer container = new KernelContainer()) {
      int more = 5;
      int ended = ExitEvents.MAX_PER_TICK + more;
      container.run("i=0; while [ $i -lt " + ended + " ]; do (exit 7); i=$((i+1)); done");
      agent.tick();
      assertThat(of(container, EventType.PROCESS_EXIT))
          .hasSizeLessThanOrEqualTo(ExitEvents.MAX_PER_TICK);
      // Others may end badly on this machine meanwhile.
      assertThat(agent.samples.droppedEvents()).isGreaterThanOrEqualTo(more);
      number(container, ContainerKernelKind.EXITS_FAILED, ended);
    }
  }

  @Test
  void aContainerBetweenTwoTicksAppearsWithItsTotalsAndGoes() throws Exception {
    agent.tick();
    agent.tick();
    int before = agent.samples.entities();
    KernelContainer container = new KernelContainer();
    container.run("(exit 0); (exit 1)");
    container.close();

    agent.tick();
    number(container, ContainerKernelKind.FORKS, 2);
    number(container, ContainerKernelKind.EXITS, 3);
    number(container, ContainerKernelKind.EXITS_FAILED, 2);

    List<Event> told = new ArrayList<>();
    for (int round = 0; round < 4; round++) {
      agent.tick();
      told.addAll(of(container, EventType.CONTAINER_STOP));
    }
    assertThat(told)
        .singleElement()
        .matches(event -> event.attributes().get("short_lived").equals("true"));
    assertThat(agent.picture.has(KIND, container.id)).isFalse();
    assertThat(agent.samples.entities()).as("processes come and go").isLessThan(before + 50);
  }

  @Test
  void slotsOfContainersThatAreGoneServeOthers() throws Exception {
    agent.tick();
    for (int i = 0; i < SLOTS; i++) {
      try (KernelContainer container = new KernelContainer()) {
        container.run("(exit 0)");
        agent.tick();
        number(container, ContainerKernelKind.FORKS, 1);
      }
    }
    assertThat(programs.slots().orElseThrow().turnedAway()).isZero();
  }

  @Test
  void whatIsNotWantedIsEmptyAndSaysWhy() throws Exception {
    agent.tick();
    assertThat(agent.picture.number(KIND, ContainerKernelKind.OTHER, ContainerKernelKind.FORKS))
        .isNotNull();
    programs.leaveOut(Programs.none("shed"));
    agent.tick();
    assertThat(agent.runs())
        .filteredOn(run -> run.name().equals("container_life"))
        .singleElement()
        .satisfies(run -> assertThat(run.outcome()).isEqualTo("shed"));
    assertThat(agent.picture.number(KIND, ContainerKernelKind.OTHER, ContainerKernelKind.FORKS))
        .as("not measured, which is not zero")
        .isNull();
    programs.leaveOut(Programs.outside(Profile.MINIMAL));
    agent.tick();
    try (KernelContainer container = new KernelContainer()) {
      container.run("(exit 0)");
      agent.tick();
      number(container, ContainerKernelKind.FORKS, 1);
    }
  }

  private void number(KernelContainer container, Column column, long expected) {
    assertThat(value(container, column)).as(column.name()).isEqualTo(expected);
  }

  private List<Event> of(KernelContainer container, EventType type) {
    return agent.picture.events().stream()
        .filter(event -> event.labels().contains(container.id))
        .filter(event -> event.type().name().equals(type.name()))
        .toList();
  }

  private long value(KernelContainer container, Column column) {
    return agent.picture.number(KIND, container.id, column);
  }
}
