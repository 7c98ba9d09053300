package dev.nodecast.aggregator.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.store.KindRows;
import dev.nodecast.catalog.AgentKind;
import dev.nodecast.catalog.BucketCounts;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Histogram;
import org.junit.jupiter.api.Test;

final class HistogramCellsTest {
  private static final Column COLUMN = AgentKind.TICK_DURATION;
  private static final int C = COLUMN.index();
  private static final int SLOTS = 1000;

  private final HistogramCells cells = new HistogramCells(AgentKind.KIND);

  private void window(int buckets, int shift) {
    for (int slot = 0; slot < SLOTS; slot++) {
      for (int i = 0; i < buckets; i++) {
        cells.add(C, slot, shift + i * 9, 1 + i);
      }
    }
    cells.nextWindow(slot -> true);
  }

  @Test
  void aCellWithFiftyBucketsIsSmallInBothWindows() {
    cells.grow(C, SLOTS);
    assertThat(cells.retainedBytes()).as("cells without values").isZero();
    window(50, 0);
    window(50, 3);
    long bytes = cells.retainedBytes();
    // The array of all buckets took 4,056 bytes, for the open window alone.
    assertThat(bytes / SLOTS).isLessThanOrEqualTo(2 * 280);
    for (int i = 0; i < 20; i++) {
      window(50, i);
    }
    assertThat(cells.retainedBytes()).as("other buckets in each window").isEqualTo(bytes);
  }

  @Test
  void whatEndedGivesItsMemoryBackInTwoWindows() {
    cells.grow(C, SLOTS);
    window(16, 0);
    window(16, 0);
    long bytes = cells.retainedBytes();
    cells.nextWindow(slot -> slot < SLOTS / 2);
    cells.nextWindow(slot -> slot < SLOTS / 2);
    assertThat(cells.retainedBytes()).isEqualTo(bytes / 2);
    cells.forget(C, 0);
    assertThat(cells.retainedBytes()).isEqualTo(bytes / 2 - bytes / SLOTS);
  }

  @Test
  void whatAWindowWeighsIncludesItsBuckets() {
    KindState kind = new KindState(AgentKind.KIND);
    kind.define(0, new String[0]);
    kind.counted();
    RowCollector rows = new RowCollector(AgentKind.KIND);
    rows.addSeen(kind);
    long without = RowCollector.bytes(rows.take());
    for (int bucket = 100; bucket > 50; bucket--) {
      kind.bucket(C, 0, bucket, bucket);
    }
    rows.addSeen(kind);
    KindRows taken = rows.take();
    assertThat(RowCollector.bytes(taken)).isEqualTo(without + 32 + 50 * 12);
    assertThat(taken.buckets()[C][0]).hasSize(50).isSorted().startsWith(51).endsWith(100);
    assertThat(taken.bucketCounts()[C][0]).hasSize(50).startsWith(51).endsWith(100);
  }

  @Test
  void aSlotThatIsGivenAwayStartsWithNothing() {
    KindState kind = new KindState(AgentKind.KIND);
    kind.define(0, new String[0]);
    kind.bucket(C, 0, 80, 5);
    kind.nextWindow();
    kind.bucket(C, 0, 81, 7);
    BucketCounts recent = new BucketCounts();
    kind.recent(COLUMN, 0, recent);
    assertThat(recent.total()).isEqualTo(12);
    assertThat(recent.quantile(0.99)).isEqualTo(Histogram.middle(81));
    kind.define(0, new String[0]);
    recent.clear();
    kind.recent(COLUMN, 0, recent);
    assertThat(recent.isEmpty()).isTrue();
  }
}
