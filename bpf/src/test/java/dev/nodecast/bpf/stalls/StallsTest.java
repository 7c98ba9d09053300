package dev.nodecast.bpf.stalls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.bpf.Kernel;
import dev.nodecast.bpf.OwnCgroup;
import dev.nodecast.bpf.ProgramSupport;
import dev.nodecast.bpf.SlotReadings;
import dev.nodecast.bpf.Slots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against the running kernel: cgroups that run out of memory, and equality with their own files.
 */
class StallsTest {
  private static final int MIB = 1 << 20;
  private static final int PAGE = 4096;
  private static final int LIMIT = 32 * MIB;
  private static final int KILLED = 128 + 9;

  /** One write of 200 MiB needs them all at once. */
  private static final String GLUTTON = "dd if=/dev/zero of=/dev/null bs=200M count=1";

  @TempDir private Path directory;

  @Test
  void loadsEveryProgram() {
    try (Slots slots = slots();
        Stalls stalls = Stalls.start(Kernel.support(), slots)) {
      assertThat(stalls.programs().support()).hasSize(6).allMatch(ProgramSupport::loaded);
    }
  }

  @Test
  void aKillNamesVictimLimitAndCgroup() throws IOException, InterruptedException {
    try (Slots slots = slots();
        Stalls stalls = Stalls.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("oom")) {
      cgroup.limitMemory(LIMIT);
      // dd is the shell's child, so that the shell can tell of its end.
      assertThat(cgroup.run(GLUTTON + "; exit $?")).isEqualTo(KILLED);
      assertThat(cgroup.run(GLUTTON + "; " + GLUTTON + "; exit $?")).isEqualTo(KILLED);

      assertThat(cgroup.oomKills()).isEqualTo(3);
      assertThat(readings(slots, stalls).value(cgroup.ids(), "oom_kills")).isEqualTo(3);
      List<OomKill> kills = kills(stalls, cgroup);
      assertThat(kills).hasSize(3);
      assertThat(kills).extracting(OomKill::pid).doesNotHaveDuplicates();
      for (OomKill kill : kills) {
        assertThat(kill.comm()).isEqualTo("dd");
        assertThat(kill.limitPages()).isEqualTo(LIMIT / PAGE);
        assertThat(kill.limitCgroup()).isEqualTo(cgroup.ids().memory());
        assertThat(kill.ofMachine()).isFalse();
        assertThat(kill.totalVmPages()).isGreaterThanOrEqualTo(200L * MIB / PAGE);
        // The limit also pays for page tables and the shell; the counter lags by pages, not MiB.
        assertThat(kill.rssPages()).isBetween(LIMIT / PAGE / 2L, LIMIT / PAGE + 2048L);
      }
      assertThat(stalls.lostKills()).isZero();
    }
  }

  @Test
  void aKillForTheLimitOfACgroupAboveNamesThatOne() throws IOException, InterruptedException {
    try (Slots slots = slots();
        Stalls stalls = Stalls.start(Kernel.support(), slots);
        OwnCgroup pod = OwnCgroup.make("pod");
        OwnCgroup container = pod.child("container")) {
      pod.limitMemory(LIMIT);
      container.limitMemory(4L * LIMIT);
      assertThat(container.run(GLUTTON + "; exit $?")).isEqualTo(KILLED);

      assertThat(kills(stalls, container))
          .singleElement()
          .satisfies(
              kill -> {
                assertThat(kill.limitPages()).isEqualTo(LIMIT / PAGE);
                assertThat(kill.limitCgroup()).isEqualTo(pod.ids().memory());
              });
      assertThat(readings(slots, stalls).value(container.ids(), "oom_kills")).isOne();
    }
  }

  @Test
  void aProcessOfManyThreadsIsOneKill() throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path source = directory.resolve("Glutton.java");
    Files.writeString(
        source,
        """
        public class Glutton {
          public static void main(String[] args) {
            for (int i = 0; i < 16; i++) {
              new Thread(() -> {
                java.nio.ByteBuffer b = java.nio.ByteBuffer.allocateDirect(64 << 20);
                for (int at = 0; ; at = (at + 4096) % b.capacity()) { b.put(at, (byte) 1); }
              }).start();
            }
          }
        }
        """);
    try (Slots slots = slots();
        Stalls stalls = Stalls.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("threads")) {
      cgroup.limitMemory(200L * MIB);
      String run = java + " -Xmx64m -XX:MaxDirectMemorySize=2g " + source;
      assertThat(cgroup.run(run + "; exit $?")).isEqualTo(KILLED);

      assertThat(readings(slots, stalls).value(cgroup.ids(), "oom_kills"))
          .isEqualTo(cgroup.oomKills())
          .isEqualTo(kills(stalls, cgroup).size())
          .isOne();
    }
  }

  @Test
  void otherDeathsAreNoKills() throws IOException, InterruptedException {
    try (Slots slots = slots();
        Stalls stalls = Stalls.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("deaths")) {
      // kill(2) of a process, and the kernel's own SIGKILL, which RLIMIT_CPU's hard limit is.
      cgroup.run("sh -c 'kill -9 $$'");
      assertThat(cgroup.run("sh -c 'ulimit -t 1; trap : XCPU; while :; do :; done'; exit $?"))
          .isEqualTo(KILLED);

      assertThat(readings(slots, stalls).value(cgroup.ids(), "oom_kills")).isZero();
      assertThat(kills(stalls, cgroup)).isEmpty();
    }
  }

  @Test
  void aFileLargerThanTheLimitMakesReclaims() throws IOException, InterruptedException {
    int file = 4 * LIMIT;
    try (Slots slots = slots();
        Stalls stalls = Stalls.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("reclaim")) {
      cgroup.limitMemory(LIMIT);
      Path big = directory.resolve("big");
      // Holes are read through the page cache like data, and nothing is written back.
      assertThat(cgroup.run("truncate -s " + file + " " + big + " && cat " + big)).isZero();

      SlotReadings readings = readings(slots, stalls);
      long reclaims = readings.value(cgroup.ids(), "direct_reclaims");
      assertThat(reclaims).isPositive();
      assertThat(readings.observed(cgroup.ids(), "direct_reclaim_us")).isEqualTo(reclaims);
      // Each page of the file was charged, and no more than the limit can have stayed. More than
      // these and the shell's few can be reclaimed only by counting slab along, which is little.
      assertThat(readings.value(cgroup.ids(), "direct_reclaim_pages"))
          .isBetween((file - LIMIT) / (long) PAGE, 2L * file / PAGE);
      assertThat(readings.value(cgroup.ids(), "oom_kills")).isZero();
      assertThat(stalls.lostReclaims()).isZero();
    }
  }

  @Test
  void countsKillsThatFindTheRingFull() throws IOException, InterruptedException {
    try (Slots slots = slots();
        Stalls stalls =
            Stalls.start(Kernel.support(), slots, object -> object.map("oom_kills").resize(4096));
        OwnCgroup cgroup = OwnCgroup.make("ring")) {
      cgroup.limitMemory(4 * MIB);
      int kills = 60;
      String one = "dd if=/dev/zero of=/dev/null bs=16M count=1";
      cgroup.run("i=0; while [ $i -lt " + kills + " ]; do " + one + "; i=$((i+1)); done");

      int kept = stalls.kills(kill -> {});
      assertThat(kept).isBetween(1, 4096 / OomKill.LAYOUT.size());
      assertThat(cgroup.oomKills()).isEqualTo(kills);
      assertThat(kept + stalls.lostKills()).isGreaterThanOrEqualTo(kills);
      assertThat(readings(slots, stalls).value(cgroup.ids(), "oom_kills")).isEqualTo(kills);
    }
  }

  private static Slots slots() {
    Kernel.capable();
    return Slots.open(256);
  }

  private static SlotReadings readings(Slots slots, Stalls stalls) {
    return new SlotReadings(slots, stalls.counters().orElseThrow()).read();
  }

  private static List<OomKill> kills(Stalls stalls, OwnCgroup cgroup) throws IOException {
    List<OomKill> kills = new ArrayList<>();
    var ids = cgroup.ids();
    stalls.kills(
        kill -> {
          if (kill.cgroup().equals(ids)) {
            kills.add(kill);
          }
        });
    return kills;
  }
}
