package dev.nodecast.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TouchedTest {
  private static final byte TOUCHED = 1;
  private static final int VISITS = 200_000;

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

  /** Another thread writes as programs do: its numbers first or last, and the byte beside it. */
  @Test
  void nothingIsMissedBesideOneWhoTouches() throws InterruptedException {
    ByteBuffer numbers = Memory.direct(Long.BYTES).order(ByteOrder.nativeOrder());
    CountDownLatch done = new CountDownLatch(1);
    Thread program =
        new Thread(
            () -> {
              for (int i = 1; i <= VISITS; i++) {
                if (memory.get(5) != TOUCHED) {
                  memory.put(5, TOUCHED);
                }
                synchronized (numbers) {
                  numbers.putLong(0, i);
                }
              }
              done.countDown();
            });
    program.start();
    long told = 0;
    while (done.getCount() > 0) {
      told = look(numbers, told);
    }
    program.join();
    told = look(numbers, told);
    told = look(numbers, told);
    assertThat(told).isEqualTo(VISITS);
    assertThat(Touched.visit(memory, 0, -1)).isZero();
  }

  private long look(ByteBuffer numbers, long told) {
    if (Touched.visit(memory, 0, -1) != 0) {
      synchronized (numbers) {
        return numbers.getLong(0);
      }
    }
    return told;
  }
}
