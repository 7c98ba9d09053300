package dev.nodecast.bpf.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.bpf.CgroupIds;
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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the running kernel: known operations, counted for who asked. */
class BlockTest {
  private static final int MIB = 1 << 20;

  @TempDir private Path directory;

  @Test
  void loadsEveryProgram() {
    try (Slots slots = slots();
        Block block = Block.start(Kernel.support(), slots)) {
      assertThat(block.programs().support()).hasSize(5).allMatch(ProgramSupport::loaded);
    }
  }

  @Test
  void directIoIsThatOfItsCgroup() throws IOException, InterruptedException {
    try (Slots slots = slots();
        Block block = Block.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("block");
        OwnCgroup other = OwnCgroup.make("other");
        OwnCgroup before = OwnCgroup.make("before");
        LoopDevice loop = LoopDevice.over(directory.resolve("disk"), 4 * MIB)) {
      String write = "dd if=/dev/zero oflag=direct conv=notrunc of=" + loop.path;
      String read = "dd of=/dev/null iflag=direct if=" + loop.path;
      // what the shell and dd are made of may have to be read from a disk: not later
      assertThat(before.run(write + " bs=4096 count=1 && " + read + " bs=4096 count=1")).isZero();
      assertThat(cgroup.run(write + " bs=8192 count=300 && " + read + " bs=4096 count=200"))
          .isZero();
      assertThat(other.run(read + " bs=16384 count=100")).isZero();

      SlotReadings readings = new SlotReadings(slots, block.counters().orElseThrow()).read();
      CgroupIds ids = cgroup.ids();
      assertThat(readings.value(ids, "writes")).isEqualTo(300);
      assertThat(readings.value(ids, "write_bytes")).isEqualTo(300 * 8192);
      assertThat(readings.observed(ids, "write_latency_us")).isEqualTo(300);
      assertThat(readings.value(ids, "reads")).isEqualTo(200);
      assertThat(readings.value(ids, "read_bytes")).isEqualTo(200 * 4096);
      assertThat(readings.observed(ids, "read_latency_us")).isEqualTo(200);
      assertThat(readings.value(other.ids(), "reads")).isEqualTo(100);
      assertThat(readings.value(other.ids(), "read_bytes")).isEqualTo(100 * 16384);
      assertThat(readings.value(other.ids(), "writes")).isZero();
      assertThat(block.lostRequests() + block.lostDevices()).isZero();
    }
  }

  /** With a scheduler between the two, and ends in interrupts: see {@link Rounds}. */
  @Test
  void directIoOnAFileSystemIsThatOfItsCgroup() throws IOException, InterruptedException {
    Disk.under(directory);
    try (Slots slots = slots();
        Block block = Block.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("file")) {
      // Blocks of a file system's own size: no extent's end can make two requests of one.
      String file = directory.resolve("file").toString();
      String write = "dd if=/dev/zero of=" + file + " bs=4096 count=40 oflag=direct conv=notrunc";
      String read = "dd if=" + file + " of=/dev/null bs=4096 count=30 iflag=direct";
      assertThat(cgroup.run(write + " && " + read)).isZero();
      CgroupIds ids = cgroup.ids();
      SlotReadings readings = new SlotReadings(slots, block.counters().orElseThrow()).read();
      Rounds.oneIsExact(
          () -> {
            List<Long> before = values(readings.read(), ids);
            assertThat(cgroup.run(write + " && " + read)).isZero();
            List<Long> after = values(readings.read(), ids);
            List<Long> counted = new ArrayList<>();
            for (int i = 0; i < after.size(); i++) {
              counted.add(after.get(i) - before.get(i));
            }
            return counted;
          },
          List.of(40L, 40L * 4096, 40L, 30L, 30L * 4096, 30L));
    }
  }

  @Test
  void latencyIsThatOfTheDevice() throws IOException, InterruptedException {
    Disk.under(directory);
    try (Slots slots = slots();
        Block block = Block.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("latency")) {
      long began = System.nanoTime();
      String file = directory.resolve("file").toString();
      cgroup.run("dd if=/dev/zero of=" + file + " bs=4096 count=100 oflag=direct");
      double tookMicros = (System.nanoTime() - began) / 1000.0;

      SlotReadings readings = new SlotReadings(slots, block.counters().orElseThrow()).read();
      Map<Integer, Long> buckets = readings.buckets(cgroup.ids(), "write_latency_us");
      // One after the other: the sum of what each took at least is less than what all took.
      double least =
          buckets.entrySet().stream()
              .mapToDouble(e -> e.getKey() < 0 ? 0 : Math.pow(2, e.getKey() / 8.0) * e.getValue())
              .sum();
      assertThat(least).isPositive().isLessThan(tookMicros);
    }
  }

  @Test
  void requestsThatFindNoRoomAreCounted() throws IOException, InterruptedException {
    try (Slots slots = slots();
        Block block =
            Block.start(
                Kernel.support(),
                slots,
                object -> {
                  object.map("requests").resize(1);
                  object.map("block_operations").resize(1);
                });
        OwnCgroup cgroup = OwnCgroup.make("room");
        LoopDevice loop = LoopDevice.over(directory.resolve("disk"), 16 * MIB)) {
      SlotReadings readings = new SlotReadings(slots, block.counters().orElseThrow());
      // One read of all is several requests at once; one row is less than two operations take.
      String all = "dd bs=16M count=1 iflag=direct of=/dev/null if=" + loop.path;
      String write = "dd bs=4096 count=9 oflag=direct if=/dev/zero of=" + loop.path;
      assertThat(cgroup.run(all + " && " + write)).isZero();
      readings.read();
      assertThat(block.lostRequests()).isPositive();
      assertThat(block.lostDevices()).isPositive();
      assertThat(readings.value(cgroup.ids(), "read_bytes")).isLessThan(16 * MIB);
    }
  }

  @Test
  void writebackIsThatOfWhoWrote() throws IOException, InterruptedException {
    Path v2 = Path.of("/sys/fs/cgroup/cgroup.subtree_control");
    assumeTrue(Files.isWritable(v2), "no pure cgroup v2: writeback knows no cgroups");
    String enabled = Files.readString(v2);
    assumeTrue(
        List.of(enabled.strip().split(" ")).containsAll(List.of("io", "memory")),
        "controllers io and memory are not enabled below the root of cgroup v2");
    Disk.under(directory);
    try (Slots slots = slots();
        Block block = Block.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("writeback")) {
      String file = directory.resolve("file").toString();
      assertThat(cgroup.run("dd if=/dev/zero of=" + file + " bs=1M count=8")).isZero();
      // Not in the cgroup; a kernel thread writes for it.
      assertThat(new ProcessBuilder("sync").start().waitFor()).isZero();
      SlotReadings readings = new SlotReadings(slots, block.counters().orElseThrow()).read();
      assertThat(readings.value(cgroup.ids(), "write_bytes")).isGreaterThanOrEqualTo(8 * MIB);
    }
  }

  private static List<Long> values(SlotReadings readings, CgroupIds ids) {
    return List.of(
        readings.value(ids, "writes"),
        readings.value(ids, "write_bytes"),
        readings.observed(ids, "write_latency_us"),
        readings.value(ids, "reads"),
        readings.value(ids, "read_bytes"),
        readings.observed(ids, "read_latency_us"));
  }

  private static Slots slots() {
    Kernel.capable();
    return Slots.open(2048);
  }
}
