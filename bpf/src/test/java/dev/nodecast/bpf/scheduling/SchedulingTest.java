package dev.nodecast.bpf.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.Kernel;
import dev.nodecast.bpf.MapReader;
import dev.nodecast.bpf.OwnCgroup;
import dev.nodecast.bpf.ProgramSupport;
import dev.nodecast.bpf.SlotReadings;
import dev.nodecast.bpf.Slots;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Against the running kernel: what it shows of a process in /proc, to the nanosecond. Processes are
 * compared while they sleep, from one sleep to the next.
 */
class SchedulingTest {
  private Slots slots;
  private Scheduling scheduling;
  private OwnCgroup cgroup;
  private SlotReadings readings;

  @BeforeEach
  void start() throws IOException {
    start(32_768);
  }

  private void start(int threads) throws IOException {
    Kernel.capable();
    slots = Slots.open(2048);
    scheduling =
        Scheduling.start(
            Kernel.support(), slots, object -> object.map("scheduling_seen").resize(threads));
    cgroup = OwnCgroup.make("scheduling");
    readings = new SlotReadings(slots, scheduling.counters().orElseThrow());
  }

  @AfterEach
  void stop() throws IOException {
    if (cgroup != null) {
      Scheduled.await(this::removed, "cgroup empty");
      scheduling.close();
      slots.close();
    }
  }

  /** A cgroup is busy until the kernel has reaped its last process. */
  private boolean removed() {
    try {
      cgroup.close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void loadsItsProgram() {
    assertThat(scheduling.programs().support())
        .extracting(ProgramSupport::program, ProgramSupport::reason)
        .containsExactly(tuple("scheduling_switch", ""));
  }

  @Test
  void twoThatShareAProcessorWaitAndRunAsTheKernelSays() throws IOException {
    try (Scheduled one = new Scheduled(cgroup);
        Scheduled other = new Scheduled(cgroup)) {
      Map<String, Long> kernel = minus(kernel(one.pid()), Map.of());
      kernel = plus(kernel, kernel(other.pid()));
      Map<String, Long> counted = counted();
      one.tell("s400");
      other.tell("s400");
      one.answer();
      other.answer();

      Map<String, Long> happened = minus(plus(kernel(one.pid()), kernel(other.pid())), kernel);
      assertThat(minus(counted(), counted)).isEqualTo(happened);
      assertThat(happened.get("run_ns")).isGreaterThanOrEqualTo(800_000_000);
      // They take turns for as long as both run; whoever else is here makes it longer.
      assertThat(happened.get("wait_ns")).isPositive();
      assertThat(happened.get("involuntary")).isPositive();
      histogramAgreesWithItsSum();
      assertThat(scheduling.lostSwitches()).isZero();
    }
  }

  /** Every value is in a bucket that can hold it, or the sum would leave the buckets' bounds. */
  private void histogramAgreesWithItsSum() throws IOException {
    double least = 0;
    double most = 0;
    for (var bucket : readings.buckets(cgroup.ids(), "wait").entrySet()) {
      int i = bucket.getKey();
      least += bucket.getValue() * (i < 0 ? 0 : Math.pow(2, i / 8.0));
      // Whole microseconds are sorted in: what they lack is less than one.
      most += bucket.getValue() * ((i < 0 ? 0 : Math.pow(2, (i + 1) / 8.0)) + 1);
    }
    double waited = readings.value(cgroup.ids(), "wait_ns") / 1000.0;
    assertThat(waited).isBetween(least, most);
  }

  @Test
  void everyReadThatWaitsIsAVoluntarySwitch() throws IOException {
    try (Scheduled process = new Scheduled(cgroup)) {
      int reads = 300;
      Map<String, Long> kernel = kernel(process.pid());
      Map<String, Long> counted = counted();
      long blocked = counted("blocked");
      for (int i = 0; i < reads; i++) {
        process.tell("r");
        Scheduled.await(voluntary(process.pid(), kernel.get("voluntary") + i + 1), "read");
        process.rest();
      }

      Map<String, Long> happened = minus(kernel(process.pid()), kernel);
      assertThat(minus(counted(), counted)).isEqualTo(happened);
      assertThat(happened.get("voluntary")).isEqualTo(reads);
      assertThat(counted("blocked")).as("blocked").isEqualTo(blocked);
    }
  }

  private static BooleanSupplier voluntary(long pid, long expected) {
    return () -> Scheduled.number(pid, "status", "voluntary_ctxt_switches") >= expected;
  }

  @Test
  void everyMoveToAnotherProcessorCountsAndItsWaitIsWhole() throws IOException {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "needs two processors");
    try (Scheduled process = new Scheduled(cgroup);
        Scheduled busy = new Scheduled(cgroup)) {
      busy.ask("p1");
      Map<String, Long> kernel = plus(kernel(process.pid()), kernel(busy.pid()));
      Map<String, Long> counted = counted();
      busy.tell("s200"); // so that it waits where it comes to
      assertThat(process.ask("m500")).isEqualTo(500);
      busy.answer();

      Map<String, Long> happened = minus(plus(kernel(process.pid()), kernel(busy.pid())), kernel);
      assertThat(minus(counted(), counted)).isEqualTo(happened);
      assertThat(happened.get("migrations")).isEqualTo(500);
    }
  }

  /**
   * Whoever moves a process to another cgroup, anywhere, lets forks and exits wait the same way
   * (cgroup_threadgroup_rwsem): then it is more. A round that nobody disturbs is exact.
   */
  @Test
  void sleepThatNoSignalEndsIsBlocked() throws IOException {
    try (Scheduled process = new Scheduled(cgroup)) {
      process.ask("v1");
      long blocked = 0;
      for (int round = 0; blocked != 20 && round < 30; round++) {
        long before = counted("blocked");
        process.ask("v20");
        blocked = counted("blocked") - before;
        assertThat(blocked).isGreaterThanOrEqualTo(20);
      }
      assertThat(blocked).isEqualTo(20);
    }
  }

  @Test
  void aLifeIsCountedFromItsFirstMomentToItsLast() throws IOException {
    try (Scheduled parent = new Scheduled(cgroup)) {
      Map<String, Long> kernel = kernel(parent.pid());
      Map<String, Long> counted = counted();
      long child = parent.ask("z30");
      Scheduled.ended(child);

      // A zombie may be about to leave its processor for the last time.
      Scheduled.await(
          () -> {
            Map<String, Long> lives = plus(minus(kernel(parent.pid()), kernel), kernel(child));
            return minus(counted(), counted).equals(lives);
          },
          "all of the child");
      assertThat(kernel(child).get("run_ns")).isGreaterThanOrEqualTo(30_000_000);
    }
  }

  @Test
  void forgetsThreadsThatEnded() throws IOException, InterruptedException {
    BpfMap seen = scheduling.programs().object().orElseThrow().map("scheduling_seen");
    MapReader reader = new MapReader(seen);
    int before = reader.read((keys, key, values, value) -> {});
    cgroup.run("i=0; while [ $i -lt 2000 ]; do (exit 0); i=$((i+1)); done");

    // Each leaves its last processor of its own will.
    assertThat(counted("voluntary")).isGreaterThanOrEqualTo(2000);
    // Other threads of the machine come and go, and idle ones are met for the first time.
    assertThat(reader.read((keys, key, values, value) -> {})).isLessThan(before + 1000);
  }

  @Test
  void countsSwitchesOfThreadsThatItCannotRemember() throws IOException {
    stop();
    start(1);
    try (Scheduled process = new Scheduled(cgroup)) {
      Map<String, Long> kernel = kernel(process.pid());
      Map<String, Long> counted = counted();
      long lost = scheduling.lostSwitches();
      for (int i = 0; i < 100; i++) {
        process.ask("p0");
      }
      Map<String, Long> happened = minus(kernel(process.pid()), kernel);
      // One thread of the machine is remembered; should it end, this one may become it.
      long told = minus(counted(), counted).get("voluntary");
      assertThat(scheduling.lostSwitches() - lost)
          .isPositive()
          .isGreaterThanOrEqualTo(happened.get("voluntary") - told - 1);
      assertThat(scheduling.counts())
          .singleElement()
          .satisfies(count -> assertThat(count.value()).isGreaterThan(lost));
    }
  }

  private long counted(String field) throws IOException {
    return readings.read().value(cgroup.ids(), field);
  }

  /** Of the cgroup. */
  private Map<String, Long> counted() {
    try {
      Map<String, Long> numbers = new TreeMap<>();
      for (String field :
          new String[] {"run_ns", "wait_ns", "voluntary", "involuntary", "migrations"}) {
        numbers.put(field, counted(field));
      }
      numbers.put("turns", readings.observed(cgroup.ids(), "wait"));
      return numbers;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Of a process. */
  private static Map<String, Long> kernel(long pid) {
    long[] schedstat = Scheduled.schedstat(pid);
    Map<String, Long> numbers = new TreeMap<>();
    numbers.put("run_ns", schedstat[0]);
    numbers.put("wait_ns", schedstat[1]);
    numbers.put("turns", schedstat[2]);
    numbers.put("voluntary", Scheduled.number(pid, "status", "voluntary_ctxt_switches"));
    numbers.put("involuntary", Scheduled.number(pid, "status", "nonvoluntary_ctxt_switches"));
    numbers.put("migrations", Scheduled.number(pid, "sched", "se.nr_migrations"));
    return numbers;
  }

  private static Map<String, Long> plus(Map<String, Long> a, Map<String, Long> b) {
    Map<String, Long> sum = new TreeMap<>(a);
    b.forEach((key, value) -> sum.merge(key, value, Long::sum));
    return sum;
  }

  private static Map<String, Long> minus(Map<String, Long> a, Map<String, Long> b) {
    Map<String, Long> difference = new TreeMap<>(a);
    b.forEach((key, value) -> difference.merge(key, -value, Long::sum));
    return difference;
  }
}
