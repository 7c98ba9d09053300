package dev.nodecast.bpf.block;

import static dev.nodecast.bpf.block.BlockOperation.Type.DISCARD;
import static dev.nodecast.bpf.block.BlockOperation.Type.FLUSH;
import static dev.nodecast.bpf.block.BlockOperation.Type.READ;
import static dev.nodecast.bpf.block.BlockOperation.Type.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.bpf.Kernel;
import dev.nodecast.bpf.OwnCgroup;
import dev.nodecast.bpf.Slots;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the running kernel: what disks do, and equality with /proc/diskstats. */
class BlockDevicesTest {
  private static final int MIB = 1 << 20;

  /** One moment in the programs' terms and in the kernel's. */
  private record Moment(Disk.Stats counted, Disk.Stats kernel) {}

  @TempDir private Path directory;

  @Test
  void everyOperationOfADiskIsCounted() throws IOException, InterruptedException {
    try (Slots slots = slots();
        Block block = Block.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("disk");
        LoopDevice loop = LoopDevice.over(directory.resolve("disk"), 4 * MIB)) {
      OperationReadings readings = new OperationReadings(block);
      Moment before = moment(readings, loop.disk);
      String dev = loop.path;
      assertThat(
              cgroup.run(
                  ("dd if=/dev/zero of=%s bs=64k count=40 oflag=direct"
                          + " && dd if=%s of=/dev/null bs=16k count=100 iflag=direct"
                          + " && blkdiscard -o 0 -l 1048576 %s && sync -d %s")
                      .formatted(dev, dev, dev, dev)))
          .isZero();
      Moment after = moment(readings, loop.disk);

      Disk.Stats counted = Disk.between(before.counted, after.counted);
      assertThat(counted.writes()).isEqualTo(40);
      assertThat(counted.writeBytes()).isEqualTo(40 * 65_536);
      assertThat(counted.reads()).isGreaterThanOrEqualTo(100);
      assertThat(counted.readBytes()).isGreaterThanOrEqualTo(100 * 16_384);
      assertThat(counted.discards()).isPositive();
      assertThat(counted.discardBytes()).isEqualTo(MIB);
      assertThat(counted.flushes()).isPositive();
      Disk.Stats kernel = Disk.between(before.kernel, after.kernel);
      assertThat(counted.reads()).isEqualTo(kernel.reads());
      assertThat(counted.readBytes()).isEqualTo(kernel.readBytes());
      assertThat(counted.writeBytes()).isEqualTo(kernel.writeBytes());
      assertThat(counted.discards()).isEqualTo(kernel.discards());
      assertThat(counted.discardBytes()).isEqualTo(kernel.discardBytes());
      assertThat(counted.flushes()).isEqualTo(kernel.flushes());
      // The kernel books what asks for a flush and nothing else as a write of no bytes besides.
      assertThat(kernel.writes()).isEqualTo(counted.writes() + counted.flushes());

      for (var type : new BlockOperation.Type[] {READ, WRITE, DISCARD, FLUSH}) {
        long operations = readings.value(loop.disk, type, "operations");
        assertThat(readings.value(loop.disk, type, "latency_us")).isEqualTo(operations);
        assertThat(readings.value(loop.disk, type, "size_bytes")).isEqualTo(operations);
        assertThat(readings.value(loop.disk, type, "errors")).isZero();
      }
    }
  }

  @Test
  void theDiskThatAllUseAgreesWithTheKernel() throws IOException, InterruptedException {
    Disk disk = Disk.under(directory);
    try (Slots slots = slots();
        Block block = Block.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("shared")) {
      OperationReadings readings = new OperationReadings(block);
      String file = directory.resolve("file").toString();
      String io =
          "dd if=/dev/zero of=%s bs=64k count=40 conv=fsync".formatted(file)
              + " && dd if=%s of=/dev/null bs=4k count=30 iflag=direct".formatted(file);
      List<Long> same = List.of(0L, 0L, 0L, 0L, 0L, 0L);
      Rounds.oneIsExact(
          () -> {
            Moment before = moment(readings, disk);
            assertThat(cgroup.run(io)).isZero();
            Moment after = moment(readings, disk);
            Disk.Stats counted = Disk.between(before.counted, after.counted);
            Disk.Stats kernel = Disk.between(before.kernel, after.kernel);
            assertThat(kernel.reads()).isGreaterThanOrEqualTo(30);
            assertThat(kernel.writeBytes()).isGreaterThanOrEqualTo(40 * 65_536);
            // What asks for nothing but a flush is a write to diskstats, and several may share one.
            assertThat(counted.writes()).isBetween(1L, kernel.writes());
            return List.of(
                counted.reads() - kernel.reads(),
                counted.readBytes() - kernel.readBytes(),
                counted.writeBytes() - kernel.writeBytes(),
                counted.discards() - kernel.discards(),
                counted.discardBytes() - kernel.discardBytes(),
                counted.flushes() - kernel.flushes());
          },
          same);
      assertThat(block.lostRequests() + block.lostDevices()).isZero();
    }
  }

  @Test
  void whatFailsIsAnErrorAndNoOperation() throws IOException, InterruptedException {
    try (Slots slots = slots();
        Block block = Block.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("errors");
        LoopDevice loop = LoopDevice.over(directory.resolve("disk"), MIB)) {
      loop.truncateTo(MIB / 2);
      String read = "dd of=/dev/null bs=64k iflag=direct count=1 if=" + loop.path;
      // Before the end of the file, behind it, and half of each.
      assertThat(cgroup.run(read + " skip=0")).isZero();
      assertThat(cgroup.run(read + " skip=12")).isNotZero();
      loop.truncateTo(MIB / 2 - 32_768);
      assertThat(cgroup.run(read + " skip=7")).isNotZero();

      OperationReadings readings = new OperationReadings(block).read();
      assertThat(readings.value(loop.disk, READ, "errors")).isEqualTo(2);
      assertThat(readings.value(loop.disk, READ, "operations")).isOne();
      assertThat(readings.value(loop.disk, READ, "bytes")).isEqualTo(65_536);
      assertThat(readings.value(loop.disk, READ, "latency_us")).isOne();
    }
  }

  @Test
  void aDiskThatIsForgottenBeginsAnew() throws IOException, InterruptedException {
    try (Slots slots = slots();
        Block block = Block.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("forget");
        LoopDevice loop = LoopDevice.over(directory.resolve("disk"), MIB)) {
      String read = "dd of=/dev/null bs=64k iflag=direct count=10 if=" + loop.path;
      cgroup.run(read);
      assertThat(new OperationReadings(block).read().value(loop.disk, READ, "operations"))
          .isEqualTo(10);
      block.operations().orElseThrow().forget(loop.disk.major, loop.disk.minor);
      cgroup.run(read);
      assertThat(new OperationReadings(block).read().value(loop.disk, READ, "operations"))
          .isEqualTo(10);
    }
  }

  /**
   * Both readings of one moment: one at which nothing is under way and nothing ends between the
   * readings. Others use the disk too, but not without a pause.
   */
  private static Moment moment(OperationReadings readings, Disk disk) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      Disk.Stats first = disk.stats();
      Disk.Stats counted = readings.read().stats(disk);
      Disk.Stats second = disk.stats();
      if (first.equals(second) && first.inFlight() == 0) {
        return new Moment(counted, first);
      }
      assertThat(System.nanoTime()).as("the disk never rests").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static Slots slots() {
    Kernel.capable();
    return Slots.open(256);
  }
}
