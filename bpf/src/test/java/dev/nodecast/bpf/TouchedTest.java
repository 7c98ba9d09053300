package dev.nodecast.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TouchedTest {
  private static final byte TOUCHED = 1;
  private static final int RUNS = 200_000;

  private final ByteBuffer memory = Memory.direct(Long.BYTES).order(ByteOrder.nativeOrder());

  @Test
  void whatWasTouchedIsLookedAtTwice() {
    memory.put(3, TOUCHED);
    assertThat(Touched.at(Touched.visit(memory, 0, -1), 3)).isTrue();
    assertThat(Touched.at(Touched.visit(memory, 0, -1), 3)).isTrue();
    assertThat(Touched.visit(memory, 0, -1)).isZero();
  }

  @Test
  void touchedAgainBeginsAnew() {
    memory.put(7, TOUCHED);
    Touched.visit(memory, 0, -1);
    memory.put(7, TOUCHED);
    Touched.visit(memory, 0, -1);
    assertThat(Touched.at(Touched.visit(memory, 0, -1), 7)).isTrue();
    assertThat(Touched.visit(memory, 0, -1)).isZero();
  }

  @Test
  void whatIsNotWantedWaits() {
    memory.put(0, TOUCHED).put(1, TOUCHED);
    long states = Touched.visit(memory, 0, 0xff00L);
    assertThat(Touched.at(states, 0)).isFalse();
    assertThat(Touched.at(states, 1)).isTrue();
    assertThat(Touched.at(Touched.visit(memory, 0, -1), 0)).isTrue();
  }

  /**
   * Another thread does as programs do: it touches, unless it finds that done, and then adds. No
   * run of a program spans two visits, for those are a tick apart; the visitor waits for that here.
   */
  @Test
  void nothingIsMissedBesideOneWhoTouches() throws InterruptedException {
    AtomicLong added = new AtomicLong();
    Thread program =
        new Thread(
            () -> {
              for (int i = 0; i < RUNS; i++) {
                if (memory.get(5) != TOUCHED) {
                  memory.put(5, TOUCHED);
                }
                added.incrementAndGet();
              }
            });
    program.start();
    long told = 0;
    long missed = 0;
    long before;
    do {
      before = added.get();
      if (Touched.visit(memory, 0, -1) != 0) {
        told = added.get();
      }
      missed = Math.max(missed, before - told);
      anotherRunEnds(added);
    } while (before < RUNS);
    program.join();
    assertThat(missed).isZero();
    assertThat(told).isEqualTo(RUNS);
  }

  private static void anotherRunEnds(AtomicLong added) {
    for (long now = added.get(); now < RUNS && added.get() == now; ) {
      Thread.onSpinWait();
    }
  }
}
