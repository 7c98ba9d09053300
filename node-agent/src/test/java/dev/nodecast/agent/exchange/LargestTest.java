package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LargestTest {
  private static final class Sized extends Largest.Sample {
    private int size;

    @Override
    int size() {
      return size;
    }
  }

  @Test
  void onTopIsOneThatHasMost() {
    Random random = new Random(1);
    Largest<Sized> largest = new Largest<>();
    List<Sized> all = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      if (all.isEmpty() || random.nextInt(200) == 0) {
        all.add(new Sized());
        largest.add(all.get(all.size() - 1));
      }
      Sized one = random.nextBoolean() ? largest.top() : all.get(random.nextInt(all.size()));
      if (one.size == 0 || random.nextInt(2) == 0) {
        one.size++;
        largest.grown(one);
      } else {
        one.size--;
        largest.shrunk(one);
      }
      int most = all.stream().mapToInt(each -> each.size).max().orElseThrow();
      assertThat(largest.top().size).isEqualTo(most);
    }
    assertThat(largest.all()).containsExactlyInAnyOrderElementsOf(all);
  }
}
