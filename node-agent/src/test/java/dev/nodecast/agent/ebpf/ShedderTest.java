package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.bpf.BpfSubject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What goes, in which order, and when it comes back. */
class ShedderTest {
  private static final Set<String> RUNNING = Set.of("life", "tcp", "scheduling", "file");
  private static final double CALM = 0.001;
  private static final double MUCH = 0.03;

  private final Shedder shedder = new Shedder(0.01);
  private long nanos;

  @Test
  void aBurstShedsNothing() {
    for (int burst = 0; burst < 3; burst++) {
      for (int i = 1; i < Shedder.LOOKS; i++) {
        assertThat(look(MUCH)).isEmpty();
      }
      assertThat(look(CALM)).isEmpty();
    }
  }

  @Test
  void goesInTheStatedOrderAndSaysWhy() {
    assertThat(shedUntilNothingIsLeft()).containsExactly("file", "scheduling", "tcp", "life");
    assertThat(shedder.text())
        .isEqualTo(
            "kernel programs file, scheduling, tcp, life,"
                + " shed: the agent cost 3.0 % of the machine's CPU (budget: 1.0 %)");
  }

  @Test
  void comesBackLastFirstAfterACalmMinute() {
    assertThat(tooLong()).containsExactly("file");
    assertThat(tooLong()).containsExactlyInAnyOrder("file", "scheduling");
    assertThat(calmFor(59)).hasSize(2);
    assertThat(calmFor(2)).containsExactly("file");
    assertThat(calmFor(61)).isEmpty();
    assertThat(shedder.text()).isEmpty();
  }

  @Test
  void whatIsNotCalmEnoughKeepsItAway() {
    tooLong();
    for (int i = 0; i < 600; i++) {
      assertThat(look(0.007)).containsExactly("file");
    }
  }

  @Test
  void whatMustGoAgainWaitsTwiceAsLong() {
    tooLong();
    assertThat(calmFor(61)).isEmpty();
    assertThat(tooLong()).containsExactly("file");
    assertThat(calmFor(119)).containsExactly("file");
    assertThat(calmFor(3)).isEmpty();
  }

  @Test
  void whatTrafficMayCostIsNotTheBudgets() {
    for (int i = 0; i < 2 * Shedder.LOOKS; i++) {
      assertThat(shedder.look(nanos, MUCH, 0.025, RUNNING)).isEmpty();
    }
    for (int i = 1; i < Shedder.LOOKS; i++) {
      shedder.look(nanos, MUCH, 0.015, RUNNING);
    }
    assertThat(shedder.look(nanos, MUCH, 0.015, RUNNING)).containsOnlyKeys("file");
    assertThat(shedder.text()).endsWith("3.0 % of the machine's CPU (budget: 2.5 %)");
  }

  @Test
  void everySubjectHasAPlaceInTheOrder() {
    assertThat(Shedder.ORDER).containsAll(BpfSubject.ALL).doesNotHaveDuplicates();
    assertThat(Shedder.ORDER).containsAll(Programs.names());
  }

  private List<String> shedUntilNothingIsLeft() {
    for (int i = 0; i < 5; i++) {
      tooLong();
    }
    String text = shedder.text();
    return List.of(text.substring("kernel programs ".length(), text.indexOf(", shed")).split(", "));
  }

  private Set<String> calmFor(int seconds) {
    Set<String> shed = Set.of();
    for (int i = 0; i < seconds; i++) {
      shed = look(CALM);
    }
    return shed;
  }

  private Set<String> tooLong() {
    Set<String> shed = Set.of();
    for (int i = 0; i < Shedder.LOOKS; i++) {
      shed = look(MUCH);
    }
    return shed;
  }

  private Set<String> look(double share) {
    nanos += TimeUnit.SECONDS.toNanos(1);
    return shedder.look(nanos, share, 0, RUNNING).keySet();
  }
}
