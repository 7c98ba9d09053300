package dev.nodecast.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.exchange.ExchangeProtocol;
import dev.nodecast.catalog.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Which exchanges become spans: how many, whose, and which of them. */
class SpanSamplerTest {
  private static final long SECOND = 1_000_000_000;
  private static final int TARGET = 100;

  /** What was chosen. */
  private record Kept(Party party, Row row, long startNs, boolean error, long low) {}

  private final SpanSampler sampler = new SpanSampler(new SpanSettings(1, TARGET), 42);
  private final Exchange exchange = new Exchange();
  private long clock;

  private static Party party(String program) {
    return new Party(
        new Party.Key(new CgroupIds(1, 1), program, true, ExchangeProtocol.HTTP1, "http1"));
  }

  private void offer(SpanSampler to, Party party, String target, long tookNs, boolean error) {
    exchange.startNs = ++clock;
    exchange.endNs = clock + tookNs;
    exchange.error = error;
    to.offer(party, party.row("GET", target, "200"), exchange);
  }

  private void offer(Party party, String target) {
    offer(sampler, party, target, 1000, false);
  }

  private static List<Kept> take(SpanSampler from, long elapsedNs) {
    List<Kept> out = new ArrayList<>();
    from.take(
        elapsedNs,
        one -> out.add(new Kept(one.party, one.row, one.startNs, one.error, one.traceLow)));
    return out;
  }

  private static long count(List<Kept> of, Predicate<Kept> which) {
    return of.stream().filter(which).count();
  }

  @Test
  void belowTheTargetEachIsASpan() {
    Party nginx = party("nginx");
    for (int tick = 0; tick < 5; tick++) {
      for (int i = 0; i < TARGET; i++) {
        offer(nginx, "/" + i % 7);
      }
      List<Kept> kept = take(sampler, SECOND);
      assertThat(kept).hasSize(TARGET).doesNotHaveDuplicates();
      assertThat(new HashSet<>(kept.stream().map(Kept::row).toList())).hasSize(7);
    }
    assertThat(sampler.droppedByTarget()).isZero();
  }

  @Test
  void aTickThatComesEarlyBehindALateOneHasRoomForABurst() {
    Party nginx = party("nginx");
    assertThat(take(sampler, 19 * SECOND / 10)).isEmpty();
    for (int i = 0; i < TARGET; i++) {
      offer(nginx, "/");
    }
    assertThat(take(sampler, SECOND / 10)).hasSize(TARGET);
    for (int i = 0; i < TARGET; i++) {
      offer(nginx, "/");
    }
    assertThat(take(sampler, SECOND / 10)).hasSize(TARGET / 10);
  }

  @Test
  void spansOfOneRowAreSideBySide() {
    Party nginx = party("nginx");
    for (int i = 0; i < TARGET; i++) {
      offer(nginx, "/" + i % 7);
    }
    List<Row> rows = take(sampler, SECOND).stream().map(Kept::row).toList();
    int changes = 0;
    for (int i = 1; i < rows.size(); i++) {
      changes += rows.get(i) == rows.get(i - 1) ? 0 : 1;
    }
    assertThat(changes).isEqualTo(6);
  }

  @Test
  void theTargetHoldsThroughBurstsAndTicksOfAnyLength() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      int target = 1 + random.nextInt(300);
      SpanSampler bursts = new SpanSampler(new SpanSettings(1, target), seed);
      List<Party> parties = new ArrayList<>();
      for (int i = random.nextInt(20); i >= 0; i--) {
        parties.add(party("p" + i));
      }
      long offered = 0;
      long spans = 0;
      double seconds = 0;
      for (int tick = 0; tick < 60; tick++) {
        int burst = random.nextInt(4) == 0 ? random.nextInt(5_000) : random.nextInt(20);
        for (int i = 0; i < burst; i++) {
          Party of = parties.get(random.nextInt(1 + random.nextInt(parties.size())));
          offer(bursts, of, "/" + random.nextInt(12), random.nextInt(9_000), random.nextBoolean());
        }
        offered += burst;
        long elapsed = (long) (SECOND * (0.01 + 3 * random.nextDouble()));
        int now = take(bursts, elapsed).size();
        assertThat((double) now).isLessThanOrEqualTo(1 + target * Math.max(1, elapsed / 1e9));
        spans += now;
        seconds += elapsed / 1e9;
        assertThat((double) spans).isLessThanOrEqualTo(1 + target * seconds);
      }
      assertThat(spans + bursts.droppedByTarget()).as("seed %s", seed).isEqualTo(offered);
      assertThat(bursts.droppedByTarget()).isPositive();
    }
  }

  @Test
  void neitherServicesNorTheirRequestsPushOutOthers() {
    Party loud = party("loud");
    Party broad = party("broad");
    Party quiet = party("quiet");
    List<Kept> kept = List.of();
    for (int tick = 0; tick < 2; tick++) {
      for (int i = 0; i < 50_000; i++) {
        offer(loud, "/");
        if (i % 10 == 0) {
          offer(broad, "/" + i / 10 % 10);
        }
        if (i % 10_000 == 0) {
          offer(quiet, "/");
          offer(loud, "/rare");
        }
      }
      kept = take(sampler, SECOND);
    }
    assertThat(kept).hasSize(TARGET);
    assertThat(count(kept, one -> one.party == quiet)).isEqualTo(5);
    assertThat(count(kept, one -> one.party == loud)).isBetween(47L, 48L);
    assertThat(count(kept, one -> one.party == broad)).isBetween(47L, 48L);
    assertThat(count(kept, one -> one.row.target.equals("/rare"))).isEqualTo(5);
    TreeMap<String, Integer> rows = new TreeMap<>();
    kept.stream()
        .filter(one -> one.party == broad)
        .forEach(one -> rows.merge(one.row.target, 1, Integer::sum));
    assertThat(rows).hasSize(10);
    assertThat(rows.values()).allMatch(each -> each == 4 || each == 5);
  }

  /** Ten tenths of a tick: each as likely, whatever came before or behind it. */
  @Test
  void ofAlikeExchangesEachIsAsLikely() {
    Party nginx = party("nginx");
    int[] tenths = new int[10];
    int ticks = 200;
    Random random = new Random(5);
    for (int tick = 0; tick < ticks; tick++) {
      long before = clock;
      for (int i = 0; i < 2_000; i++) {
        offer(sampler, nginx, "/", 1_000 + random.nextInt(1_000_000), false);
      }
      take(sampler, SECOND).forEach(one -> tenths[(int) ((one.startNs - before - 1) / 200)]++);
    }
    double expected = TARGET * ticks / 10.0;
    double chiSquare = 0;
    for (int tenth : tenths) {
      chiSquare += (tenth - expected) * (tenth - expected) / expected;
    }
    assertThat(chiSquare).as("9 degrees of freedom, one in 1,000").isLessThan(27.9);
  }

  @Test
  void failedOnesAreKeptSoonerAndTheSlowestAlways() {
    Party nginx = party("nginx");
    long failed = 0;
    int ticks = 50;
    for (int tick = 0; tick < ticks; tick++) {
      long slowest = 0;
      for (int i = 0; i < 10_000; i++) {
        boolean slow = i == 7 + 100 * tick;
        offer(sampler, nginx, "/", slow ? 5_000_000 : 1_000 + i % 10, i % 100 == 50);
        slowest = slow ? clock : slowest;
      }
      List<Kept> kept = take(sampler, SECOND);
      failed += count(kept, Kept::error);
      long wanted = slowest;
      assertThat(kept).anyMatch(one -> one.startNs == wanted);
    }
    // of 100 in 10,000 at eight times the weight, about 7.5 in 100 spans; without it one
    assertThat((double) failed / ticks).isBetween(6.0, 9.0);
  }

  /**
   * Most are refused before they are kept; a sampler with room for all of them says their ranks.
   */
  @Test
  void whatIsRefusedAtOnceIsWhatWouldHaveGone() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      SpanSampler all = new SpanSampler(new SpanSettings(0.8, 10_000), 1);
      SpanSampler few = new SpanSampler(new SpanSettings(0.8, TARGET), 2);
      Party nginx = party("nginx");
      for (int i = 0; i < 5_000; i++) {
        exchange.trace.high = random.nextLong();
        exchange.trace.low = random.nextLong();
        int took = random.nextInt(1_000_000);
        boolean error = random.nextInt(10) == 0;
        offer(all, nginx, "/", took, error);
        clock--;
        offer(few, nginx, "/", took, error);
      }
      TreeMap<Double, Long> byRank = new TreeMap<>();
      TreeMap<Long, Double> byTime = new TreeMap<>();
      all.take(
          SECOND,
          one -> {
            byRank.put(one.rank, one.startNs);
            byTime.put(one.tookNs(), one.rank);
          });
      Set<Long> wanted = new HashSet<>(Set.of(byRank.remove(byTime.lastEntry().getValue())));
      byRank.values().stream().limit(TARGET - 1).forEach(wanted::add);
      Set<Long> kept = new HashSet<>(take(few, SECOND).stream().map(Kept::startNs).toList());
      assertThat(kept).as("seed %s", seed).hasSize(TARGET).isEqualTo(wanted);
      assertThat(few.droppedByRate()).isEqualTo(all.droppedByRate()).isPositive();
      assertThat(few.droppedByTarget()).isEqualTo(5_000 - TARGET - few.droppedByRate());
    }
  }

  @Test
  void theShareIsOfAllAndCounted() {
    SpanSampler tenth = new SpanSampler(new SpanSettings(0.1, 10_000), 7);
    Party nginx = party("nginx");
    long spans = 0;
    for (int i = 0; i < 50_000; i++) {
      offer(tenth, nginx, "/", 1000, false);
      if (i % 1_000 == 999) {
        spans += take(tenth, SECOND).size();
      }
    }
    assertThat(spans).isBetween(4_700L, 5_300L);
    assertThat(tenth.droppedByRate()).isEqualTo(50_000 - spans);
    assertThat(tenth.droppedByTarget()).isZero();
  }

  /** Both ends of a request, on two machines with chances of their own. */
  @Test
  void requestsOfOneTraceAreDecidedAlike() {
    SpanSampler client = new SpanSampler(new SpanSettings(0.5, TARGET), 1);
    SpanSampler server = new SpanSampler(new SpanSettings(0.5, TARGET), 2);
    Party curl = party("curl");
    Party nginx = party("nginx");
    for (int i = 1; i <= 5_000; i++) {
      exchange.trace.high = 0;
      exchange.trace.low = i; // no chance in the ids themselves
      exchange.trace.parent = 1;
      offer(client, curl, "/", 1000, false);
      offer(server, nginx, "/", 1000, false);
    }
    Set<Long> left = new HashSet<>(take(client, SECOND).stream().map(Kept::low).toList());
    Set<Long> right = new HashSet<>(take(server, SECOND).stream().map(Kept::low).toList());
    assertThat(left).hasSize(TARGET).isEqualTo(right);
  }

  @Test
  void idsAreMadeUpWhereNoneWasTold() {
    Party nginx = party("nginx");
    List<SampledExchange> seen = new ArrayList<>();
    for (int i = 0; i < TARGET; i++) {
      exchange.trace.parent = i % 2 == 0 ? 9 : 0;
      exchange.trace.high = i % 2 == 0 ? 7 : 0;
      offer(nginx, "/");
    }
    Set<String> ids = new HashSet<>();
    sampler.take(
        SECOND,
        one -> {
          seen.add(one);
          Span span = one.span(List.of(), 1_000_000_000_000L);
          assertThat(span.spanId()).isNotZero();
          assertThat(span.startUs()).isBetween(1_000_000_000L, 1_000_000_001L);
          assertThat(span.durationUs()).isEqualTo(1);
          assertThat(span.traceHigh() == 7).isEqualTo(span.parentSpanId() == 9);
          ids.add(span.traceHigh() == 7 ? "told" : span.traceId());
          ids.add(Span.hex(span.spanId()));
        });
    assertThat(seen).hasSize(TARGET);
    assertThat(ids).hasSize(TARGET + TARGET / 2 + 1);
  }

  @Test
  void offIsOff() {
    SpanSampler off = new SpanSampler(SpanSettings.OFF, 1);
    offer(off, party("nginx"), "/", 1000, true);
    off.kernel().counted(1000);
    assertThat(take(off, SECOND)).isEmpty();
    assertThat(off.droppedByRate() + off.droppedByTarget()).isZero();
    assertThatThrownBy(() -> new SpanSettings(1.1, 1)).hasMessageContaining("expected: 0 to 1");
    assertThatThrownBy(() -> new SpanSettings(Double.NaN, 1)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new SpanSettings(1, 0)).hasMessageContaining("expected: 1 to 10000");
  }

  @Test
  void whatTheKernelCountsWithoutTellingIsCountedAsLeftOut() {
    sampler.kernel().counted(500);
    for (int i = 0; i < 90; i++) {
      sampler.kernel().told(1);
    }
    take(sampler, SECOND);
    assertThat(sampler.droppedByTarget()).isEqualTo(410);
    sampler.kernel().told(1); // counted before
    take(sampler, SECOND);
    assertThat(sampler.droppedByTarget()).isEqualTo(410);
    sampler.kernel().counted(5);
    take(sampler, SECOND);
    assertThat(sampler.droppedByTarget()).isEqualTo(414);
  }

  @Test
  void theLevelOfTheKernelsShapesFillsTheBudget() {
    Random random = new Random(3);
    for (int round = 0; round < 2_000; round++) {
      int size = 1 + random.nextInt(50);
      long[] amounts = new long[size + 3];
      long sum = 0;
      for (int i = 0; i < size; i++) {
        amounts[i] = 1L + random.nextInt(1 + random.nextInt(10_000));
        sum += amounts[i];
      }
      long budget = (long) size + random.nextInt(10_000);
      long level = KernelSampling.level(amounts, size, budget);
      long used = 0;
      for (int i = 0; i < size; i++) {
        used += Math.min(amounts[i], level);
      }
      assertThat(used).isLessThanOrEqualTo(budget);
      assertThat(level == Long.MAX_VALUE).isEqualTo(sum <= budget);
      if (level != Long.MAX_VALUE) {
        assertThat(used).isGreaterThan(budget - size); // each may have one less than its share
      }
    }
    assertThat(KernelSampling.level(new long[] {5, 5}, 2, 1)).isEqualTo(1);
  }
}
