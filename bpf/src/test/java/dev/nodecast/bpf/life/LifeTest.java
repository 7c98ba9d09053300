package dev.nodecast.bpf.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.Kernel;
import dev.nodecast.bpf.ProgramSupport;
import dev.nodecast.bpf.SubjectCounters.Count;
import dev.nodecast.bpf.SubjectCounters.What;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Against the running kernel: known numbers of processes, and equality. */
class LifeTest {
  @Test
  void loadsEveryProgramAndLeavesNoneBehind() throws IOException {
    long before = bpfDescriptors();
    try (Life life = Life.start(Kernel.capable())) {
      assertThat(life.support())
          .extracting(ProgramSupport::program, ProgramSupport::reason)
          .containsExactly(tuple("life_fork", ""), tuple("life_exec", ""), tuple("life_exit", ""));
      assertThat(bpfDescriptors()).isGreaterThan(before);
    }
    // Nothing is pinned, so programs and maps live as long as their descriptors.
    assertThat(bpfDescriptors()).isEqualTo(before);
  }

  @Test
  void countsEveryProcessOfACgroup() throws IOException, InterruptedException {
    try (Life life = Life.start(Kernel.capable());
        OwnCgroup cgroup = OwnCgroup.make("life")) {
      life.exits(exit -> {});
      assertThat(
              cgroup.run(repeat(1000, "/bin/true") + ";" + repeat(1000, "(exit 7)") + "; exit 3"))
          .isEqualTo(3);

      // The shell itself was born and executed elsewhere, and ended here.
      assertThat(counts(life)).containsEntry(cgroup.ids(), new LifeCounts(2000, 1000, 2001));
      List<LifeExit> exits = exits(life, cgroup.ids());
      assertThat(exits).hasSize(2001);
      assertThat(exits).filteredOn(exit -> exit.code() == 0).hasSize(1000);
      assertThat(exits).filteredOn(exit -> exit.code() == 7).hasSize(1000);
      assertThat(exits).extracting(LifeExit::pid).doesNotHaveDuplicates();
      assertThat(exits).allMatch(exit -> exit.runNanos() > 0 && exit.peakRssPages() > 0);
      LifeExit shell = exits.get(exits.size() - 1);
      assertThat(shell.code()).isEqualTo(3);
      assertThat(shell.comm()).isEqualTo("sh");
      assertThat(shell.parentPid()).isEqualTo((int) ProcessHandle.current().pid());
      assertThat(exits.subList(0, 2000)).allMatch(exit -> exit.parentPid() == shell.pid());
      assertThat(exits).filteredOn(exit -> exit.comm().equals("true")).hasSize(1000);
      assertThat(life.lost().events()).isZero();
    }
  }

  @Test
  void tellsSignalsFromCodesAndChargesTheTime() throws IOException, InterruptedException {
    try (Life life = Life.start(Kernel.capable());
        OwnCgroup cgroup = OwnCgroup.make("signal")) {
      life.exits(exit -> {});
      cgroup.run("sh -c 'i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done; kill -9 $$'; exit 0");

      LifeExit killed = exits(life, cgroup.ids()).get(0);
      assertThat(killed.signal()).isEqualTo(9);
      assertThat(killed.code()).isZero();
      // It spun for many ticks and slept for none; another process may have had the processor.
      assertThat(killed.cpuNanos()).isBetween(20_000_000L, killed.runNanos());
    }
  }

  @Test
  void countsAProcessOfManyThreadsOnce() throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try (Life life = Life.start(Kernel.capable());
        OwnCgroup cgroup = OwnCgroup.make("threads")) {
      life.exits(exit -> {});
      assertThat(cgroup.run(java + " -Xshare:auto -Xmx16m -version; exit 0")).isZero();

      // Java's launcher runs main in a second thread and starts a dozen more.
      assertThat(counts(life)).containsEntry(cgroup.ids(), new LifeCounts(1, 1, 2));
      assertThat(exits(life, cgroup.ids())).hasSize(2);
    }
  }

  @Test
  void countsInSumWhatFindsTheMapFull() throws IOException, InterruptedException {
    try (Life life =
            Life.start(Kernel.capable(), object -> object.map("life_by_cgroup").resize(1));
        OwnCgroup first = OwnCgroup.make("first");
        OwnCgroup second = OwnCgroup.make("second")) {
      first.run(repeat(10, "(exit 0)"));
      second.run(repeat(10, "(exit 0)"));

      Map<CgroupIds, LifeCounts> counts = counts(life);
      assertThat(counts).hasSize(1);
      // Whoever came first has the place: one of the two, or a process of the machine's own.
      long known = counts.values().iterator().next().forks();
      assertThat(life.lost().counts().forks() + known).isGreaterThanOrEqualTo(20);
      assertThat(life.lost().counts().forks()).isGreaterThanOrEqualTo(10);
      assertThat(life.counters().get(2).value()).isGreaterThanOrEqualTo(20); // forks and exits

      // Once the holder of the place is forgotten, another cgroup gets it.
      counts.keySet().forEach(life::forget);
      assertThat(counts(life).keySet()).doesNotContainAnyElementsOf(counts.keySet());
    }
  }

  @Test
  void countsEventsThatFindTheRingFull() throws IOException, InterruptedException {
    int ring = 4096;
    try (Life life = Life.start(Kernel.capable(), object -> object.map("life_exits").resize(ring));
        OwnCgroup cgroup = OwnCgroup.make("ring")) {
      cgroup.run(repeat(200, "(exit 0)"));

      LifeLost lost = life.lost();
      int kept = life.exits(exit -> {});
      assertThat(life.counters())
          .extracting(Count::what, Count::map, Count::reason)
          .containsExactly(
              tuple(What.EVENTS, "life_exits", ""),
              tuple(What.DROPPED, "life_exits", "ring_full"),
              tuple(What.UPDATE_ERRORS, "life_by_cgroup", "map_full"));
      assertThat(life.counters().get(0).value()).isEqualTo(kept);
      assertThat(life.counters().get(1).value()).isGreaterThanOrEqualTo(lost.events());
      assertThat(kept).isBetween(1, ring / LifeExit.LAYOUT.size());
      assertThat(kept + lost.events()).isGreaterThanOrEqualTo(201);
      assertThat(counts(life).get(cgroup.ids()).exits()).isEqualTo(201);
    }
  }

  private static String repeat(int times, String command) {
    return "i=0; while [ $i -lt " + times + " ]; do " + command + "; i=$((i+1)); done";
  }

  private static Map<CgroupIds, LifeCounts> counts(Life life) {
    Map<CgroupIds, LifeCounts> counts = new HashMap<>();
    life.counts(counts::put);
    return counts;
  }

  private static List<LifeExit> exits(Life life, CgroupIds cgroup) {
    List<LifeExit> exits = new ArrayList<>();
    life.exits(
        exit -> {
          if (exit.cgroup().equals(cgroup)) {
            exits.add(exit);
          }
        });
    return exits;
  }

  /** Descriptors of this process that hold a program, a map or a link. */
  private static long bpfDescriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(LifeTest::ofBpf).count();
    }
  }

  private static boolean ofBpf(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().contains("bpf");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
