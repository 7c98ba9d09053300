package dev.nodecast.bpf.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.FullMap;
import dev.nodecast.bpf.Kernel;
import dev.nodecast.bpf.LayoutCheck;
import dev.nodecast.bpf.MapReader;
import dev.nodecast.bpf.OwnCgroup;
import dev.nodecast.bpf.ProgramSupport;
import dev.nodecast.bpf.SlotReadings;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.syscall.SyscallTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the running kernel: src/test/c/files.c does known numbers of everything. */
class FileAccessTest {
  @TempDir Path directory;

  @Test
  void javaReadsTheStructsAsCWritesThem() throws IOException {
    LayoutCheck.check(FileAccess.NAME, List.of(FileCounts.LAYOUT, FileLost.LAYOUT));
  }

  @Test
  void countsOperationsOnRegularFilesAndNoOthers() throws IOException, InterruptedException {
    try (Slots slots = slots();
        FileAccess files = FileAccess.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("files")) {
      assertThat(files.programs().support())
          .extracting(ProgramSupport::program, ProgramSupport::reason)
          .containsExactly(
              tuple("file_enter", ""), tuple("file_exit", ""), tuple("file_thread_end", ""));
      assertThat(cgroup.runTool("files", List.of(directory.toString()), directory))
          .as("line of files.c that failed, modulo 255, plus 1")
          .isZero();

      SlotReadings readings = new SlotReadings(slots, files.counters().orElseThrow()).read();
      CgroupIds ids = cgroup.ids();
      int sentReads = 2 + 3;
      int copiedReads = 4 + 5;
      int reads = 10 + 11 + 12 + 13 + 14 + 2 + sentReads + copiedReads;
      int readBytes = 1000 + 2200 + 1200 + 1300 + 1400 + 200 + 900 + 2000 + 5 * 64;
      int writes = 20 + 21 + 22 + 23 + 24 + 3 + copiedReads;
      int writeBytes = 20_000 + 6300 + 2200 + 2300 + 2400 + 900 + 2000 + 5 * 64;
      check(readings, ids, "reads", reads);
      check(readings, ids, "read_bytes", readBytes);
      check(readings, ids, "writes", writes);
      check(readings, ids, "write_bytes", writeBytes);
      check(readings, ids, "opens", 6 + 7 + 8 + 9);
      check(readings, ids, "open_failures", 10);
      check(readings, ids, "fsyncs", 3 + 4 + 5);
      assertThat(readings.observed(ids, "read_latency_us")).isEqualTo(reads);
      assertThat(readings.observed(ids, "write_latency_us")).isEqualTo(writes);
      assertThat(readings.observed(ids, "open_latency_us")).isEqualTo(6 + 7 + 8 + 9);
      assertThat(readings.observed(ids, "fsync_latency_us")).isEqualTo(3 + 4 + 5);
      assertThat(files.lostStarts()).isZero();
    }
  }

  @Test
  void threadsThatEndedLeaveNothingBehind() throws IOException, InterruptedException {
    int processes = 400;
    // All live at once, else the kernel gives one task's memory to the next: each waits for a line.
    String repeat = "i=0; while [ $i -lt " + processes + " ]; do ";
    String script =
        "mkfifo fifo && exec 3<>fifo && "
            + (repeat + "(read x </proc/self/status; read line <fifo) & i=$((i+1)); done; ")
            + (repeat + "echo >&3; i=$((i+1)); done; wait");
    try (Slots slots = slots();
        FileAccess files = FileAccess.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("ended")) {
      MapReader starts = new MapReader(files.programs().object().orElseThrow().map("file_starts"));
      Set<Long> before = keys(starts);
      assertThat(cgroup.run("cd " + directory + "; " + script)).isZero();
      Set<Long> after = keys(starts);
      after.removeAll(before);
      // Others come and go meanwhile on this machine, by far not as many.
      assertThat(after).hasSizeLessThan(processes / 2);
    }
  }

  private static Set<Long> keys(MapReader reader) {
    Set<Long> keys = new HashSet<>();
    reader.read((buffer, key, values, value) -> keys.add(buffer.getLong(key)));
    return keys;
  }

  @Test
  void operationsWithoutRoomForTheirBeginningAreCounted() throws IOException, InterruptedException {
    try (Slots slots = slots();
        FileAccess files =
            FileAccess.start(Kernel.support(), slots, o -> o.map("file_starts").resize(1));
        OwnCgroup cgroup = OwnCgroup.make("full")) {
      FullMap.fill(files.programs().object().orElseThrow().map("file_starts"));
      assertThat(cgroup.runTool("files", List.of(directory.toString()), directory)).isZero();

      SlotReadings readings = new SlotReadings(slots, files.counters().orElseThrow()).read();
      check(readings, cgroup.ids(), "reads", 0);
      check(readings, cgroup.ids(), "opens", 0);
      // Reads, writes, opens (failed, of directories and devices too) and syncs, some as a pair.
      assertThat(files.lostStarts()).isGreaterThanOrEqualTo(60 + 110 + 30 + 20 + 12);
    }
  }

  @Test
  void everyOperationHasACallOnThisArchitecture() {
    SyscallTable table = SyscallTable.ofMachine();
    for (FileOperation operation : FileOperation.values()) {
      if (operation != FileOperation.NOTHING) {
        assertThat(table.numbers(operation.calls())).as(operation.name()).isNotEmpty();
      }
    }
  }

  private static Slots slots() {
    Kernel.capable();
    return Slots.open(2048);
  }

  private static void check(SlotReadings readings, CgroupIds ids, String field, long expected) {
    assertThat(readings.value(ids, field)).as(field).isEqualTo(expected);
  }
}
