package dev.nodecast.bpf.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests to a real disk end in an interrupt of whichever process has the processor just then, and
 * kernels do not run programs in every interrupt: not while the same program runs there already,
 * and some not over processes that they shield from tracing. So one of several short rounds has to
 * be exact, and none may have more.
 */
final class Rounds {
  private static final int LIMIT = 40;

  /** Something that is done and counted. */
  interface Round {
    /** What was counted of one round. */
    List<Long> run() throws IOException, InterruptedException;
  }

  private Rounds() {}

  static void oneIsExact(Round round, List<Long> expected)
      throws IOException, InterruptedException {
    List<List<Long>> seen = new ArrayList<>();
    while (!seen.contains(expected)) {
      assertThat(seen).as("rounds, none of which counted " + expected).hasSizeLessThan(LIMIT);
      List<Long> counted = round.run();
      for (int i = 0; i < expected.size(); i++) {
        assertThat(counted.get(i)).as("of " + counted).isLessThanOrEqualTo(expected.get(i));
      }
      seen.add(counted);
    }
  }
}
