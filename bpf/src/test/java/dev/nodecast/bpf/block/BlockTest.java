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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the running kernel: known operations, counted for who asked. */
class BlockTest {
  private static final int BLOCK = 4096;
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
  void directIoOnAFileSystemIsThatOfItsCgroup() throws IOException, InterruptedException {
    Disk.under(directory);
    try (Slots slots = slots();
        Block block = Block.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("block")) {
      // Blocks of a file system's own size: no extent's end can make two requests of one.
      String file = directory.resolve("file").toString();
      String write = "dd if=/dev/zero of=" + file + " bs=4096 count=300 oflag=direct conv=notrunc";
      String read = "dd if=" + file + " of=/dev/null bs=4096 count=200 iflag=direct";
      assertThat(cgroup.run(write + " && " + read)).isZero();
      SlotReadings readings = new SlotReadings(slots, block.counters().orElseThrow()).read();
      CgroupIds ids = cgroup.ids();
      assertThat(readings.value(ids, "writes")).isEqualTo(300);
      assertThat(readings.value(ids, "write_bytes")).isEqualTo(300 * BLOCK);
      assertThat(readings.observed(ids, "write_latency_us")).isEqualTo(300);

      // The first time, programs and metadata may have been read from the disk too.
      long reads = readings.value(ids, "reads");
      long bytes = readings.value(ids, "read_bytes");
      long observed = readings.observed(ids, "read_latency_us");
      assertThat(reads).isGreaterThanOrEqualTo(200).isEqualTo(observed);
      assertThat(cgroup.run(read)).isZero();
      readings.read();
      assertThat(readings.value(ids, "reads") - reads).isEqualTo(200);
      assertThat(readings.value(ids, "read_bytes") - bytes).isEqualTo(200 * BLOCK);
      assertThat(readings.observed(ids, "read_latency_us") - observed).isEqualTo(200);
      assertThat(readings.value(ids, "writes")).isEqualTo(300);
      assertThat(block.lostRequests()).isZero();
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
        LoopDevice loop = LoopDevice.over(directory.resolve("disk"), MIB)) {
      SlotReadings readings = new SlotReadings(slots, block.counters().orElseThrow());
      // Each request to the loop device makes one to the disk below while it is under way.
      String io = "dd of=/dev/null bs=4096 iflag=direct if=" + loop.path;
      cgroup.run(io + " & " + io + " & wait; dd if=/dev/zero bs=4096 count=9 of=" + loop.path);
      cgroup.run("dd if=/dev/zero bs=4096 count=9 oflag=direct of=" + loop.path);
      readings.read();
      long reads = readings.value(cgroup.ids(), "reads");
      assertThat(reads + block.lostRequests()).isGreaterThanOrEqualTo(2 * MIB / BLOCK);
      assertThat(block.lostRequests()).isPositive();
      assertThat(block.lostDevices()).isPositive();
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

  private static Slots slots() {
    Kernel.capable();
    return Slots.open(256);
  }
}
