package dev.nodecast.agent.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.wire.WireSchema;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  @TempDir Path dir;
  private final AtomicLong nanos = new AtomicLong();

  private Spool open(SpoolSettings settings) throws IOException {
    return Spool.open(settings, nanos::get);
  }

  private static boolean append(Spool spool, long number, int size) {
    return spool.append(1_000 * number, Ticks.body(number, size), size, spool.keyframeNeeded());
  }

  private static List<Long> read(Spool spool) {
    List<Long> numbers = new ArrayList<>();
    Run run = spool.run();
    try (SpoolReader reader = spool.reader(run, run.firstSeq())) {
      while (reader.next() == SpoolReader.Next.FRAME) {
        numbers.add(Ticks.number(reader.frame().tick()));
      }
    }
    return numbers;
  }

  @Test
  void keepsFramesIdentityAndNumbersOverRestarts() throws IOException {
    String bootId;
    try (Spool spool = open(Ticks.settings(dir))) {
      bootId = spool.bootId();
      assertThat(bootId).matches("0a1b2c3d-[0-9a-f]{8}");
      for (int i = 1; i <= 10; i++) {
        assertThat(append(spool, i, 100)).isTrue();
      }
    }
    try (Spool spool = open(Ticks.settings(dir))) {
      assertThat(spool.bootId()).isEqualTo(bootId);
      assertThat(spool.keyframeNeeded()).isTrue();
      append(spool, 11, 100);
      assertThat(spool.run().nextSeq()).isEqualTo(12);
      assertThat(read(spool)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
    }
  }

  @Test
  void anotherBootOfTheMachineBeginsAnotherIdentityAndKeepsTheOldFrames() throws IOException {
    String before;
    try (Spool spool = open(Ticks.settings(dir))) {
      before = spool.bootId();
      append(spool, 1, 100);
    }
    SpoolSettings later = new SpoolSettings(dir, 64 << 20, false, "ffffffff", Ticks.SCHEMA);
    try (Spool spool = open(later)) {
      append(spool, 2, 100);
      assertThat(spool.run().epoch().bootId()).isEqualTo(before);
      assertThat(spool.run().live()).isFalse();
      assertThat(read(spool)).containsExactly(1L);
      spool.ack(before, 1);
      assertThat(spool.run().epoch().bootId()).startsWith("ffffffff-");
      assertThat(spool.run().live()).isTrue();
      assertThat(read(spool)).containsExactly(2L);
    }
  }

  @Test
  void acknowledgedSegmentsLeaveOrAreKept() throws IOException {
    SpoolSettings keeping = new SpoolSettings(dir, 64 << 20, true, Ticks.KERNEL, Ticks.SCHEMA);
    try (Spool spool = open(keeping)) {
      for (int i = 1; i <= 9; i++) {
        if (i % 3 == 1) {
          nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
        }
        append(spool, i, 100);
      }
      assertThat(spool.status(0).segments()).isEqualTo(3);
      spool.ack(spool.bootId(), 5);
      assertThat(spool.status(0).segments()).isEqualTo(2);
      assertThat(spool.status(0).unackedFrames()).isEqualTo(4);
      assertThat(spool.status(10_000).unackedAgeMs()).isEqualTo(4_000);
      spool.ack(spool.bootId(), 9);
      assertThat(spool.status(0).segments()).isEqualTo(1);
    }
    try (Stream<Path> kept = Files.list(dir.resolve("kept"))) {
      assertThat(kept).hasSize(2);
    }
    try (Spool spool = open(keeping)) {
      assertThat(spool.status(0).unackedFrames()).isZero();
      assertThat(spool.status(0).ackedSeq()).isEqualTo(9);
    }
  }

  @Test
  void readsOnFromTheKeyframeBeforeTheOneThatIsNeeded() throws IOException {
    try (Spool spool = open(Ticks.settings(dir))) {
      for (int i = 1; i <= 9; i++) {
        if (i % 3 == 1) {
          spool.wantKeyframe();
        }
        append(spool, i, 100);
      }
      try (SpoolReader reader = spool.reader(spool.run(), 6)) {
        assertThat(reader.next()).isEqualTo(SpoolReader.Next.FRAME);
        assertThat(reader.frame().seq()).isEqualTo(4);
      }
      try (SpoolReader reader = spool.reader(spool.run(), 10)) {
        reader.next();
        assertThat(reader.frame().seq()).isEqualTo(7);
      }
    }
  }

  @Test
  void theBoundHoldsAndTheOldestGoCounted() throws IOException {
    SpoolSettings small = new SpoolSettings(dir, 1 << 20, false, Ticks.KERNEL, Ticks.SCHEMA);
    try (Spool spool = open(small)) {
      for (int i = 1; i <= 3_000; i++) {
        assertThat(append(spool, i, 1_000)).isTrue();
        assertThat(spool.status(0).bytes()).isLessThanOrEqualTo(1 << 20);
      }
      assertThat(onDisk()).isEqualTo(spool.status(0).bytes());
      List<Long> left = read(spool);
      assertThat(left.get(left.size() - 1)).isEqualTo(3_000L);
      assertThat(left.size() + spool.status(0).droppedFull()).isEqualTo(3_000);
      assertThat(left.size()).isGreaterThan(900);
      assertThat(append(spool, 3_001, 2 << 20)).isFalse();
      assertThat(spool.keyframeNeeded()).isTrue();
      assertThat(append(spool, 3_002, 1_000)).isTrue();
    }
  }

  private long onDisk() throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(dir)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".seg")).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  @Test
  void aSecondAgentIsRefusedByName() throws IOException {
    try (Spool spool = open(Ticks.settings(dir))) {
      assertThatThrownBy(() -> open(Ticks.settings(dir)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(
              "NODECAST_SPOOL_DIR: "
                  + dir
                  + " is in use by the agent with process id "
                  + ProcessHandle.current().pid());
      assertThat(append(spool, 1, 100)).isTrue();
    }
    open(Ticks.settings(dir)).close();
  }

  @Test
  void aTornTailIsCutAndItsNumberNeverGivenTwice() throws IOException {
    Random random = new Random(7);
    long written = 0;
    java.util.Map<String, Long> lastOf = new java.util.HashMap<>();
    long lost = 0;
    for (int round = 0; round < 60; round++) {
      try (Spool spool = open(Ticks.settings(dir))) {
        lost += spool.status(0).droppedCorrupt();
        // Numbers go on where this boot id stopped, or another boot id starts.
        long next = Math.max(spool.run().live() ? spool.run().nextSeq() : 1, 1);
        assertThat(next).isGreaterThan(lastOf.getOrDefault(spool.bootId(), 0L));
        for (int i = 0; i < 5; i++) {
          append(spool, ++written, 50 + random.nextInt(200));
          next++;
        }
        lastOf.put(spool.bootId(), next - 1);
      }
      List<Path> files;
      try (Stream<Path> all = Files.list(dir)) {
        files = all.filter(f -> f.toString().endsWith(".seg")).sorted().toList();
      }
      Path newest = files.get(files.size() - 1);
      try (FileChannel file = FileChannel.open(newest, StandardOpenOption.WRITE)) {
        file.truncate(random.nextLong(file.size() + 1));
      }
    }
    long left = 0;
    try (Spool spool = open(Ticks.settings(dir))) {
      lost += spool.status(0).droppedCorrupt();
      long before = 0;
      for (int runs = 0; spool.status(0).unackedFrames() > 0 && runs < 100; runs++) {
        Run run = spool.run();
        for (long number : read(spool)) {
          assertThat(number).isGreaterThan(before);
          before = number;
          left++;
        }
        spool.ack(run.epoch().bootId(), run.nextSeq() - 1);
      }
    }
    assertThat(left + lost).isEqualTo(written);
  }

  @Test
  void aDamagedMiddleCostsTheRestOfItsSegmentOnly() throws IOException {
    try (Spool spool = open(Ticks.settings(dir))) {
      for (int i = 1; i <= 6; i++) {
        if (i == 4) {
          spool.wantKeyframe();
        }
        append(spool, i, 100);
      }
    }
    Path first = dir.resolve("0000000000000001.seg");
    byte[] bytes = Files.readAllBytes(first);
    bytes[bytes.length - 150] ^= 1; // in frame 2 of 3
    Files.write(first, bytes);
    try (Spool spool = open(Ticks.settings(dir))) {
      assertThat(spool.status(0).droppedCorrupt()).isEqualTo(2);
      assertThat(read(spool)).containsExactly(1L);
      spool.ack(spool.bootId(), 1);
      assertThat(read(spool)).containsExactly(4L, 5L, 6L);
    }
  }

  @Test
  void damageThatHappensWhileRunningIsCountedToo() throws IOException {
    try (Spool spool = open(Ticks.settings(dir))) {
      for (int i = 1; i <= 6; i++) {
        if (i == 4) {
          spool.wantKeyframe();
        }
        append(spool, i, 100);
      }
      Path first = dir.resolve("0000000000000001.seg");
      byte[] bytes = Files.readAllBytes(first);
      bytes[bytes.length - 150] ^= 1;
      Files.write(first, bytes);
      assertThat(read(spool)).containsExactly(1L);
      assertThat(spool.status(0).droppedCorrupt()).isEqualTo(2);
      spool.ack(spool.bootId(), 1);
      assertThat(read(spool)).containsExactly(4L, 5L, 6L);
    }
  }

  @Test
  void hostileFilesAreCountedAndNeverStopAnAgent() throws IOException {
    Random random = new Random(11);
    for (int round = 0; round < 50; round++) {
      Path spoolDir = dir.resolve("r" + round);
      try (Spool spool = open(Ticks.settings(spoolDir))) {
        append(spool, 1, 100);
      }
      byte[] noise = new byte[random.nextInt(5_000)];
      random.nextBytes(noise);
      if (noise.length > 12 && round % 2 == 0) {
        System.arraycopy(new byte[] {0x4E, 0x43, 0x53, 0x31, 0, 0, 1, 0}, 0, noise, 0, 8);
      }
      Files.write(spoolDir.resolve(String.format("%016x.seg", 2 + random.nextInt(9))), noise);
      String[] small = {"identity", "position", "acked", "lock"};
      Files.write(spoolDir.resolve(small[round % small.length]), noise);
      try (Spool spool = open(Ticks.settings(spoolDir))) {
        assertThat(append(spool, 2, 100)).isTrue();
        assertThat(spool.status(0).unackedFrames()).isEqualTo(2);
      }
    }
  }

  @Test
  void aDiskThatRefusesCostsFramesNotTheAgent() throws Exception {
    Path mount = Files.createDirectory(dir.resolve("tiny"));
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=512k", "none", mount.toString()) == 0,
        "mounting a tmpfs of 512 KiB is not allowed here (needs root)");
    try {
      SpoolSettings large = new SpoolSettings(mount, 64 << 20, false, Ticks.KERNEL, Ticks.SCHEMA);
      try (Spool spool = open(large)) {
        long refused = 0;
        for (int i = 1; i <= 1_000; i++) {
          boolean stored = append(spool, i, 1_000);
          refused += stored ? 0 : 1;
          assertThat(stored || spool.keyframeNeeded()).isTrue();
        }
        assertThat(refused).isBetween(400L, 900L);
        assertThat(spool.status(0).droppedDisk()).isEqualTo(refused);
        List<Long> stored = read(spool);
        assertThat(stored).hasSize((int) (1_000 - refused));
        spool.wantKeyframe();
        append(spool, 1_001, 1_000); // refused: begins no segment, but ends the one before
        spool.ack(spool.bootId(), stored.size());
        assertThat(run("mount", "-o", "remount,size=2m", mount.toString())).isZero();
        assertThat(append(spool, 1_002, 1_000)).isTrue();
        assertThat(read(spool)).containsExactly(1_002L);
        assertThat(spool.run().nextSeq()).isEqualTo(stored.size() + 2L);
      }
    } finally {
      run("umount", mount.toString());
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  @Test
  void framesOfAnOlderSchemaFormTheirOwnRun() throws IOException {
    try (Spool spool = open(Ticks.settings(dir))) {
      append(spool, 1, 100);
      append(spool, 2, 100);
    }
    SpoolSettings newer =
        new SpoolSettings(dir, 64 << 20, false, Ticks.KERNEL, WireSchema.of(Catalog.KINDS));
    try (Spool spool = open(newer)) {
      append(spool, 3, 100);
      Run old = spool.run();
      assertThat(old.epoch().schema()).isEqualTo(Ticks.SCHEMA.toByteString());
      assertThat(List.of(old.firstSeq(), old.nextSeq())).containsExactly(1L, 3L);
      assertThat(read(spool)).containsExactly(1L, 2L);
      spool.ack(spool.bootId(), 2);
      assertThat(spool.run().epoch().schema()).isEqualTo(newer.schema().toByteString());
      assertThat(read(spool)).containsExactly(3L);
    }
  }

  @Test
  void aRejectedFrameTakesTheRestOfItsSegment() throws IOException {
    try (Spool spool = open(Ticks.settings(dir))) {
      for (int i = 1; i <= 5; i++) {
        append(spool, i, 100);
      }
      spool.reject(spool.bootId(), 3);
      assertThat(spool.status(0).droppedRejected()).isEqualTo(3);
      assertThat(spool.keyframeNeeded()).isTrue();
      assertThat(read(spool)).containsExactly(1L, 2L);
      append(spool, 6, 100);
      spool.ack(spool.bootId(), 2);
      assertThat(read(spool)).containsExactly(6L);
      assertThat(spool.run().firstSeq()).isEqualTo(6);
    }
  }

  @Test
  void appendingAndReadingAllocateAlmostNothing() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] tick = Ticks.body(1, 20_000);
    try (Spool spool = open(new SpoolSettings(dir, 512 << 20, false, Ticks.KERNEL, Ticks.SCHEMA))) {
      for (int i = 0; i < 100; i++) {
        spool.append(1, tick, tick.length, spool.keyframeNeeded());
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1_000; i++) {
        spool.append(1, tick, tick.length, false);
      }
      long perAppend = (threads.getCurrentThreadAllocatedBytes() - before) / 1_000;
      assertThat(perAppend).isLessThan(400);
      // A backlog of 100 MB is read through one frame's memory.
      for (int i = 0; i < 4_000; i++) {
        spool.append(1, tick, tick.length, spool.keyframeNeeded());
      }
      assertThat(spool.status(0).bytes()).isGreaterThan(100_000_000);
      before = threads.getCurrentThreadAllocatedBytes();
      Run run = spool.run();
      try (SpoolReader reader = spool.reader(run, 1)) {
        for (int i = 0; i < 5_100; i++) {
          assertThat(reader.next() == SpoolReader.Next.FRAME).isTrue();
        }
      }
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(3 << 20);
    }
  }
}
