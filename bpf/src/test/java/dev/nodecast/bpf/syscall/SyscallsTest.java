package dev.nodecast.bpf.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.BpfObject;
import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.FullMap;
import dev.nodecast.bpf.Kernel;
import dev.nodecast.bpf.LayoutCheck;
import dev.nodecast.bpf.MapReader;
import dev.nodecast.bpf.OwnCgroup;
import dev.nodecast.bpf.ProgramSupport;
import dev.nodecast.bpf.Slots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the running kernel: src/test/c/syscalls.c makes known numbers of calls. */
class SyscallsTest {
  private static final SyscallTable TABLE = SyscallTable.ofMachine();
  private static final List<String> CALLED =
      List.of("read", "write", "openat", "close", "connect", "nanosleep");

  @TempDir Path directory;
  private Path denied;

  @BeforeEach
  void denied() throws IOException {
    denied = Files.createFile(directory.resolve("denied"));
    denied.toFile().setReadable(false, false);
    directory.toFile().setExecutable(true, false);
  }

  @Test
  void javaReadsTheStructsAsCWritesThem() throws IOException {
    LayoutCheck.check(
        Syscalls.NAME, List.of(SyscallKey.LAYOUT, SyscallCounts.LAYOUT, SyscallLost.LAYOUT));
  }

  @Test
  void countsCallsAndTheirErrors() throws IOException, InterruptedException {
    try (Slots slots = slots();
        Syscalls syscalls = start(slots, CALLED, object -> {});
        OwnCgroup cgroup = OwnCgroup.make("calls")) {
      assertThat(syscalls.programs().support())
          .extracting(ProgramSupport::program, ProgramSupport::reason)
          .containsExactly(
              tuple("syscall_enter", ""),
              tuple("syscall_exit", ""),
              tuple("syscall_thread_end", ""));
      run(cgroup, "calls");

      Readings readings = new Readings();
      syscalls.read(slotsOf(slots, cgroup.ids()), readings);
      assertThat(readings.of("read"))
          .isEqualTo(Map.of("calls", 1040L, "errors", 40L, "errors_again", 40L, "observed", 1040L));
      assertThat(readings.of("write"))
          .isEqualTo(
              Map.of("calls", 307L, "errors", 7L, "errors_connection", 7L, "observed", 307L));
      assertThat(readings.of("openat"))
          .isEqualTo(
              Map.of(
                  "calls", 65L,
                  "errors", 60L,
                  "errors_absent", 30L,
                  "errors_denied", 20L,
                  "errors_exhausted", 10L,
                  "observed", 65L));
      assertThat(readings.of("close"))
          .isEqualTo(Map.of("calls", 20L, "errors", 15L, "observed", 20L));
      assertThat(readings.of("connect"))
          .isEqualTo(
              Map.of("calls", 25L, "errors", 25L, "errors_connection", 25L, "observed", 25L));
      assertThat(readings.calls.keySet())
          .containsExactlyInAnyOrder("read", "write", "openat", "close", "connect");
      assertThat(List.of(syscalls.lostStarts(), syscalls.lostCalls())).containsOnly(0L);

      Readings again = new Readings();
      syscalls.read(slotsOf(slots, cgroup.ids()), again);
      assertThat(again.calls).as("nothing new").isEmpty();
    }
  }

  @Test
  void aSleepIsInTheBucketOfItsLength() throws IOException, InterruptedException {
    try (Slots slots = slots();
        Syscalls syscalls = start(slots, CALLED, object -> {});
        OwnCgroup cgroup = OwnCgroup.make("sleep")) {
      run(cgroup, "sleep");

      Readings readings = new Readings();
      syscalls.read(slotsOf(slots, cgroup.ids()), readings);
      assertThat(readings.of("nanosleep")).isEqualTo(Map.of("calls", 3L, "observed", 3L));
      // Never shorter than asked for; later by what a busy machine takes to wake it.
      int shortest = (int) Math.floor(8 * Math.log(50_000) / Math.log(2)) - 1;
      int longest = (int) Math.ceil(8 * Math.log(10_000_000) / Math.log(2));
      assertThat(readings.buckets).allMatch(bucket -> bucket >= shortest && bucket <= longest);
    }
  }

  @Test
  void callsOf32BitProgramsAreCountedApart() throws IOException, InterruptedException {
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "int 0x80 is x86's");
    try (Slots slots = slots();
        Syscalls syscalls = start(slots, List.of("writev"), object -> {});
        OwnCgroup cgroup = OwnCgroup.make("compat")) {
      int code = tool(cgroup, "compat");
      assumeTrue(code != 128 + 11, "this kernel has no 32-bit calls (IA32_EMULATION)");
      assertThat(code).isZero();

      assertThat(syscalls.compatCalls()).isGreaterThanOrEqualTo(3);
      Readings readings = new Readings();
      syscalls.read(slotsOf(slots, cgroup.ids()), readings);
      assertThat(readings.calls).isEmpty();
    }
  }

  @Test
  void callsThatFindNoRoomAreCounted() throws IOException, InterruptedException {
    try (Slots slots = slots();
        Syscalls syscalls = start(slots, CALLED, o -> o.map("syscall_by_key").resize(1));
        OwnCgroup cgroup = OwnCgroup.make("room")) {
      run(cgroup, "calls");

      Readings readings = new Readings();
      BitSet all = new BitSet();
      all.set(0, slots.limit());
      syscalls.read(all, readings);
      assertThat(readings.calls).hasSizeLessThanOrEqualTo(1);
      long counted = readings.calls.values().stream().mapToLong(m -> m.get("calls")).sum();
      assertThat(counted + syscalls.lostCalls()).isGreaterThanOrEqualTo(1040 + 307 + 65 + 20 + 25);
      assertThat(syscalls.lostCalls()).isGreaterThanOrEqualTo(307 + 65 + 20 + 25);
    }
  }

  @Test
  void callsWithoutRoomForTheirBeginningAreCounted() throws IOException, InterruptedException {
    try (Slots slots = slots();
        Syscalls syscalls = start(slots, CALLED, o -> o.map("syscall_starts").resize(1));
        OwnCgroup cgroup = OwnCgroup.make("starts")) {
      FullMap.fill(syscalls.programs().object().orElseThrow().map("syscall_starts"));
      run(cgroup, "calls");

      Readings readings = new Readings();
      syscalls.read(slotsOf(slots, cgroup.ids()), readings);
      assertThat(readings.calls).isEmpty();
      assertThat(syscalls.lostStarts()).isGreaterThanOrEqualTo(1040 + 307 + 65 + 20 + 25);
    }
  }

  @Test
  void aSlotThatIsReclaimedIsReadALastTimeAndForgotten() throws IOException, InterruptedException {
    try (Slots slots = slots();
        Syscalls syscalls = start(slots, CALLED, object -> {})) {
      Readings inherited = new Readings();
      syscalls.bequeath(inherited);
      BitSet going;
      try (OwnCgroup cgroup = OwnCgroup.make("gone")) {
        run(cgroup, "calls");
        going = slotsOf(slots, cgroup.ids());
        assertThat(entries(syscalls, going)).isEqualTo(5);
        syscalls.read(going, new Readings());
        run(cgroup, "calls");
      }
      going.stream().forEach(slots::retire);
      slots.reclaim();

      assertThat(inherited.of("read").get("calls")).isEqualTo(1040);
      assertThat(inherited.ended).isEqualTo(Set.of(going.nextSetBit(0)));
      assertThat(entries(syscalls, going)).isZero();
    }
  }

  private static int entries(Syscalls syscalls, BitSet slots) {
    int[] found = new int[1];
    BpfMap map = syscalls.programs().object().orElseThrow().map("syscall_by_key");
    new MapReader(map)
        .read((keys, k, v, at) -> found[0] += slots.get(SyscallKey.slot(keys, k)) ? 1 : 0);
    return found[0];
  }

  private static Slots slots() {
    Kernel.capable();
    return Slots.open(2048);
  }

  private static Syscalls start(Slots slots, List<String> calls, Consumer<BpfObject> prepare) {
    return Syscalls.start(Kernel.support(), slots, TABLE.numbers(calls), prepare);
  }

  private void run(OwnCgroup cgroup, String what) throws IOException, InterruptedException {
    assertThat(tool(cgroup, what))
        .as("line of syscalls.c that failed, modulo 255, plus 1")
        .isZero();
  }

  private int tool(OwnCgroup cgroup, String what) throws IOException, InterruptedException {
    return cgroup.runTool("syscalls", List.of(what, denied.toString()), directory);
  }

  private static BitSet slotsOf(Slots slots, CgroupIds cgroup) {
    slots.refresh();
    BitSet found = new BitSet();
    for (int slot = 1; slot < slots.limit(); slot++) {
      if (cgroup.equals(slots.cgroup(slot))) {
        found.set(slot);
      }
    }
    return found;
  }

  /** What was told, by call and field. */
  private static final class Readings implements Syscalls.Increases {
    final Map<String, Map<String, Long>> calls = new TreeMap<>();
    final Set<Integer> buckets = new HashSet<>();
    final Set<Integer> ended = new HashSet<>();

    Map<String, Long> of(String call) {
      return calls.getOrDefault(call, Map.of());
    }

    @Override
    public void counter(int slot, int number, int field, long by) {
      add(number, SyscallCounts.LAYOUT.fields().get(field).name(), by);
    }

    @Override
    public void bucket(int slot, int number, int field, int bucket, long count) {
      add(number, "observed", count);
      buckets.add(bucket);
    }

    @Override
    public void end(int slot) {
      ended.add(slot);
    }

    private void add(int number, String name, long by) {
      calls.computeIfAbsent(TABLE.name(number), call -> new TreeMap<>()).merge(name, by, Long::sum);
    }
  }
}
