package dev.nodecast.bpf.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.Kernel;
import dev.nodecast.bpf.OwnCgroup;
import dev.nodecast.bpf.ProgramSupport;
import dev.nodecast.bpf.SlotReadings;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.SubjectCount.What;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Against the running kernel: known numbers of processes, and equality. */
class LifeTest {
  @Test
  void loadsEveryProgramAndLeavesNoneBehind() throws IOException {
    long before = bpfDescriptors();
    try (Slots slots = slots();
        Life life = Life.start(Kernel.support(), slots)) {
      assertThat(life.programs().support())
          .extracting(ProgramSupport::program, ProgramSupport::reason)
          .containsExactly(
              tuple("life_fork", ""),
              tuple("life_exec", ""),
              tuple("life_exit", ""),
              tuple("life_cgroup_mkdir", ""),
              tuple("life_cgroup_rmdir", ""));
      assertThat(bpfDescriptors()).isGreaterThan(before);
    }
    // Nothing is pinned, so programs and maps live as long as their descriptors.
    assertThat(bpfDescriptors()).isEqualTo(before);
  }

  @Test
  void countsEveryProcessOfACgroup() throws IOException, InterruptedException {
    try (Slots slots = slots();
        Life life = Life.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("life")) {
      life.exits(exit -> {});
      assertThat(
              cgroup.run(repeat(1000, "/bin/true") + ";" + repeat(1000, "(exit 7)") + "; exit 3"))
          .isEqualTo(3);

      // The shell itself was born and executed elsewhere, and ended here.
      counts(slots, life, cgroup.ids(), 2000, 1000, 2001);
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
      assertThat(life.lostExits()).isZero();
    }
  }

  @Test
  void tellsSignalsFromCodesAndChargesTheTime() throws IOException, InterruptedException {
    try (Slots slots = slots();
        Life life = Life.start(Kernel.support(), slots);
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
  void tellsCgroupsThatNobodyCouldList() throws IOException, InterruptedException {
    try (Slots slots = slots();
        Life life = Life.start(Kernel.support(), slots)) {
      life.cgroups(cgroup -> {});
      CgroupIds ids;
      String name;
      try (OwnCgroup cgroup = OwnCgroup.make("short")) {
        cgroup.run("(exit 7); kill -9 $$");
        ids = cgroup.ids();
        name = cgroup.path();
      }
      List<LifeCgroup> told = new ArrayList<>();
      life.cgroups(told::add);

      assertThat(told)
          .contains(
              new LifeCgroup(ids.v2(), false, true, name),
              new LifeCgroup(ids.v2(), false, false, name));
      if (told.stream().anyMatch(LifeCgroup::memory)) { // v1 or hybrid
        assertThat(told)
            .contains(
                new LifeCgroup(ids.memory(), true, true, name),
                new LifeCgroup(ids.memory(), true, false, name));
      }
      SlotReadings readings = new SlotReadings(slots, life.counters().orElseThrow()).read();
      assertThat(readings.value(ids, "exits")).isEqualTo(2);
      assertThat(readings.value(ids, "exits_failed")).isEqualTo(1);
      assertThat(readings.value(ids, "exits_killed")).isEqualTo(1);
      assertThat(readings.value(ids, "exited_cpu_ns")).isPositive();
      assertThat(life.lostCgroups()).isZero();
    }
  }

  @Test
  void countsAProcessOfManyThreadsOnce() throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try (Slots slots = slots();
        Life life = Life.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("threads")) {
      life.exits(exit -> {});
      assertThat(cgroup.run(java + " -Xshare:auto -Xmx16m -version; exit 0")).isZero();

      // Java's launcher runs main in a second thread and starts a dozen more.
      counts(slots, life, cgroup.ids(), 1, 1, 2);
      assertThat(exits(life, cgroup.ids())).hasSize(2);
    }
  }

  @Test
  void countsEventsThatFindTheRingFull() throws IOException, InterruptedException {
    int ring = 4096;
    try (Slots slots = slots();
        Life life =
            Life.start(Kernel.support(), slots, object -> object.map("life_exits").resize(ring));
        OwnCgroup cgroup = OwnCgroup.make("ring")) {
      cgroup.run(repeat(200, "(exit 0)"));

      long lost = life.lostExits();
      int kept = life.exits(exit -> {});
      assertThat(life.counts())
          .extracting(SubjectCount::what, SubjectCount::map, SubjectCount::reason)
          .containsExactly(
              tuple(What.EVENTS, "life_exits", ""),
              tuple(What.DROPPED, "life_exits", "ring_full"),
              tuple(What.EVENTS, "life_cgroups", ""),
              tuple(What.DROPPED, "life_cgroups", "ring_full"));
      assertThat(life.counts().get(0).value()).isEqualTo(kept);
      assertThat(life.counts().get(1).value()).isGreaterThanOrEqualTo(lost);
      assertThat(kept).isBetween(1, ring / LifeExit.LAYOUT.size());
      assertThat(kept + lost).isGreaterThanOrEqualTo(201);
      counts(slots, life, cgroup.ids(), 200, 0, 201);
    }
  }

  private static String repeat(int times, String command) {
    return "i=0; while [ $i -lt " + times + " ]; do " + command + "; i=$((i+1)); done";
  }

  private static Slots slots() {
    Kernel.capable();
    return Slots.open(2048);
  }

  private static void counts(
      Slots slots, Life life, CgroupIds cgroup, long forks, long execs, long exits) {
    SlotReadings readings = new SlotReadings(slots, life.counters().orElseThrow()).read();
    assertThat(readings.value(cgroup, "forks")).as("forks").isEqualTo(forks);
    assertThat(readings.value(cgroup, "execs")).as("execs").isEqualTo(execs);
    assertThat(readings.value(cgroup, "exits")).as("exits").isEqualTo(exits);
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
