package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.self.Exposition;
import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.MapReader;
import dev.nodecast.bpf.Memory;
import dev.nodecast.bpf.RunStats;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.SubjectCount.What;
import dev.nodecast.catalog.AgentMapKind;
import dev.nodecast.catalog.AgentProgramKind;
import dev.nodecast.catalog.KernelSubject;
import dev.nodecast.catalog.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Against the running kernel, with the time made up. */
class EbpfStatsTest {
  private static final int PROCESSES = 50;
  private static final Kind PROGRAM = AgentProgramKind.KIND;
  private static final Kind MAP = AgentMapKind.KIND;

  private final Tick tick = new Tick();
  private List<BpfSubject> running = List.of();
  private long nanos = 1;

  @Test
  void runsOfAWindowAreHeldUntilTheNext() throws Exception {
    ProgramStatsCollector collector =
        new ProgramStatsCollector(() -> running, RunStats::open, () -> nanos);
    try (BpfSubject life = BpfSubject.start("life", capable());
        RunStats allowed = RunStats.open()) {
      assumeTrue(allowed.refusal().isEmpty(), allowed.refusal());
      running = List.of(life);
      tick.of(collector);
      assertThat(tick.picture.number(PROGRAM, "life_exec", AgentProgramKind.LOADED)).isEqualTo(1);
      assertThat(tick.picture.text(PROGRAM, "life_exec", AgentProgramKind.HOOK))
          .isEqualTo("tp_btf/sched_process_exec");
      assertThat(tick.picture.number(PROGRAM, "life_exec", AgentProgramKind.RUNS)).isNull();

      startProcesses();
      pass(2);
      tick.of(collector);
      long runs = tick.picture.number(PROGRAM, "life_exec", AgentProgramKind.RUNS);
      long time = tick.picture.number(PROGRAM, "life_exec", AgentProgramKind.RUN_TIME);
      assertThat(runs).isGreaterThanOrEqualTo(PROCESSES);
      assertThat(time).isGreaterThan(runs); // a run takes some 200 ns

      pass(56);
      tick.of(collector);
      assertThat(tick.picture.number(PROGRAM, "life_exec", AgentProgramKind.RUNS))
          .isEqualTo(runs + runs * 28);
      assertThat(tick.picture.text(PROGRAM, "life_exec", AgentProgramKind.UNCOUNTED)).isNull();

      // The next window opens a minute after the first, and shows that all is quiet again.
      pass(2);
      tick.of(collector);
      pass(2);
      tick.of(collector);
      assertThat(tick.picture.increase(PROGRAM, "life_exec", AgentProgramKind.RUNS))
          .isLessThan(PROCESSES);

      running = List.of();
      tick.of(collector);
      assertThat(tick.picture.entities(PROGRAM)).isEmpty();
    }
  }

  @Test
  void aSubjectThatIsClosedInAWindowOrRefusedIsARowAndNoFailure() throws Exception {
    ProgramStatsCollector collector =
        new ProgramStatsCollector(() -> running, RunStats::open, () -> nanos);
    MapStatsCollector maps = new MapStatsCollector(() -> running, Map::of);
    BpfSubject life = BpfSubject.start("life", capable());
    running = List.of(life, BpfSubject.start("absent", capable()));
    tick.of(collector);
    life.close();
    pass(2);
    tick.of(collector);
    tick.of(maps);

    assertThat(tick.picture.number(PROGRAM, "absent", AgentProgramKind.LOADED)).isZero();
    assertThat(tick.picture.text(PROGRAM, "absent", AgentProgramKind.REASON))
        .contains("absent.bpf.o: not in the jar");
    assertThat(tick.picture.number(PROGRAM, "life_exec", AgentProgramKind.RUNS)).isNull();
    assertThat(tick.picture.entities(MAP)).isEmpty();
  }

  @Test
  void aFailureLeavesNoWindowOpen() throws Exception {
    ProgramStatsCollector collector =
        new ProgramStatsCollector(
            () -> {
              if (nanos > 1) {
                throw new IllegalStateException("no list");
              }
              return running;
            },
            RunStats::open,
            () -> nanos);
    try (BpfSubject life = BpfSubject.start("life", capable())) {
      try (RunStats allowed = RunStats.open()) {
        assumeTrue(allowed.refusal().isEmpty(), allowed.refusal());
      }
      running = List.of(life);
      tick.of(collector);
      assertThat(openWindows()).isEqualTo(1);
      pass(2);
      assertThatThrownBy(() -> tick.of(collector)).hasMessage("no list");
      assertThat(openWindows()).isZero();
    }
  }

  /** Descriptors of this process that keep the statistics on. */
  private static long openWindows() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(EbpfStatsTest::keepsStatistics).count();
    }
  }

  private static boolean keepsStatistics(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().contains("bpf-stats");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  @Test
  void mapsTellEntriesMemoryAndWhatFoundThemFull() throws Exception {
    MapStatsCollector collector = new MapStatsCollector(() -> running, () -> COUNTS);
    try (BpfSubject life = BpfSubject.start("life", capable())) {
      running = List.of(life);
      BpfMap map = life.object().orElseThrow().map("slot_by_cgroup");
      map.update(Memory.direct(map.keySize()), Memory.direct(map.valueStride()));
      tick.of(collector);
      // Nobody else walked it, so the collector did.
      assertThat(map.walks()).isEqualTo(1);
      assertThat(tick.picture.number(MAP, "slot_by_cgroup", AgentMapKind.ENTRIES)).isEqualTo(1);
      assertThat(tick.picture.number(MAP, "slot_by_cgroup", AgentMapKind.CAPACITY)).isEqualTo(2048);
      assertThat(tick.picture.number(MAP, "slot_by_cgroup", AgentMapKind.MEMORY)).isPositive();
      assertThat(tick.picture.number(MAP, "slot_by_cgroup", AgentMapKind.LOST)).isEqualTo(5);
      assertThat(tick.picture.number(MAP, "life_exits", AgentMapKind.ENTRIES)).isNull();
      assertThat(tick.picture.number(MAP, "life_exits", AgentMapKind.LOST)).isEqualTo(7);

      new MapReader(map).read((keys, key, values, value) -> {});
      tick.of(collector);
      assertThat(map.walks()).isEqualTo(2);
    }
  }

  @Test
  void theExpositionHasEveryFamilyAndItsSamples() throws Exception {
    ProgramStatsCollector programs =
        new ProgramStatsCollector(() -> running, RunStats::open, () -> nanos);
    MapStatsCollector maps = new MapStatsCollector(() -> running, () -> COUNTS);
    Exposition before = new Exposition();
    new EbpfExposition(programs, maps).write(before);
    assertThat(before.toString()).contains("nodecast_ebpf_programs_loaded 0\n");
    try (BpfSubject life = BpfSubject.start("life", capable());
        RunStats allowed = RunStats.open()) {
      assumeTrue(allowed.refusal().isEmpty(), allowed.refusal());
      running = List.of(life, BpfSubject.start("absent", capable()));
      tick.of(programs);
      startProcesses();
      pass(2);
      tick.of(programs);
      tick.of(maps);
    }
    Exposition out = new Exposition();
    new EbpfExposition(programs, maps).write(out);
    assertThat(out.toString().lines())
        .contains(
            "nodecast_ebpf_programs_loaded 5",
            "nodecast_ebpf_programs_failed{subject=\"absent\"} 1",
            "nodecast_ebpf_programs_failed{subject=\"life\"} 0",
            "nodecast_ebpf_program_info{subject=\"life\",program=\"life_exec\","
                + "hook=\"tp_btf/sched_process_exec\",reason=\"\"} 1",
            "nodecast_ebpf_map_capacity{subject=\"life\",map=\"slot_by_cgroup\"} 2048",
            "nodecast_ebpf_events_total{subject=\"life\",map=\"life_exits\"} 90",
            "nodecast_ebpf_dropped_total{subject=\"life\",map=\"life_exits\",reason=\"ring_full\"}"
                + " 7",
            "nodecast_ebpf_map_update_errors_total{subject=\"life\",map=\"slot_by_cgroup\","
                + "reason=\"no_slot\"} 5")
        .anyMatch(
            line ->
                line.matches(
                    "nodecast_ebpf_program_runs_total\\{subject=\"life\",program=\"life_exec\"\\}"
                        + " [1-9][0-9]+"))
        .anyMatch(line -> line.startsWith("nodecast_ebpf_program_seconds_total{subject=\"life\""))
        .anyMatch(line -> line.startsWith("nodecast_ebpf_map_memory_bytes{subject=\"life\""));
  }

  @Test
  void everySubjectSaysWhatItFeeds() {
    assertThat(KernelSubject.ALL)
        .extracting(KernelSubject::name)
        .containsExactlyElementsOf(BpfSubject.ALL);
  }

  private static final Map<String, List<SubjectCount>> COUNTS =
      Map.of(
          "life",
          List.of(
              new SubjectCount(What.EVENTS, "life_exits", "", 90),
              new SubjectCount(What.DROPPED, "life_exits", "ring_full", 7),
              new SubjectCount(What.UPDATE_ERRORS, "slot_by_cgroup", "no_slot", 5)));

  private void pass(long seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  private static KernelSupport capable() {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    return kernel;
  }

  private static void startProcesses() throws Exception {
    String loop = "i=0; while [ $i -lt " + PROCESSES + " ]; do /bin/true; i=$((i+1)); done";
    assertThat(new ProcessBuilder("sh", "-c", loop).start().waitFor()).isZero();
  }
}
