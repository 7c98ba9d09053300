package dev.nodecast.bpf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.Kernel;
import dev.nodecast.bpf.OwnCgroup;
import dev.nodecast.bpf.ProgramSupport;
import dev.nodecast.bpf.SlotReadings;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.block.LoopDevice;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the running kernel: a known number of pages, by a known cgroup. */
class PageCacheTest {
  private static final String ACCESS = "cache_access";
  private static final int PAGE = 4096;
  private static final long OTHERS = 64;
  private static final int PAGES = 256;

  @TempDir private Path directory;

  @Test
  void loadsEveryProgramButWhatLockdownRefuses() {
    try (Slots slots = slots();
        PageCache cache = PageCache.start(Kernel.support(), slots)) {
      assertThat(cache.programs().support())
          .extracting(ProgramSupport::program)
          .containsExactly("cache_add", "cache_dirty", "cache_buffer", ACCESS);
      assertThat(cache.programs().support())
          .filteredOn(support -> !support.program().equals(ACCESS))
          .allMatch(ProgramSupport::loaded);
      ProgramSupport access = cache.programs().support().get(3);
      assertThat(access.loaded()).isEqualTo(cache.counts(ACCESS));
      assertThat(access.reason())
          .isIn(
              "",
              "this kernel has no kprobes (lockdown, or CONFIG_KPROBE_EVENTS)",
              "kernel refuses kprobe (lockdown)");
    }
  }

  /** A disk without a file system has no pages but its own, and a buffer for each. */
  @Test
  void pagesOfADiskAreThoseOfItsCgroup() throws IOException, InterruptedException {
    try (Slots slots = slots();
        PageCache cache = PageCache.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("cache");
        OwnCgroup other = OwnCgroup.make("other");
        LoopDevice loop = LoopDevice.over(directory.resolve("disk"), 2L * PAGES * PAGE);
        // As long as somebody has it open its pages stay.
        RandomAccessFile open = new RandomAccessFile(loop.path, "r")) {
      String write = "dd if=/dev/zero bs=4096 conv=notrunc of=" + loop.path + " count=";
      assertThat(other.run(write + "1 seek=" + PAGES)).isZero(); // dd itself is in the cache
      SlotReadings readings = new SlotReadings(slots, cache.counters().orElseThrow());

      assertThat(cgroup.run(write + PAGES)).isZero();
      CgroupIds ids = cgroup.ids();
      readings.read();
      assertThat(readings.value(ids, "additions")).isEqualTo(PAGES);
      assertThat(readings.value(ids, "dirtied")).isEqualTo(PAGES);
      assertThat(readings.value(ids, "buffers_dirtied")).isEqualTo(PAGES);
      assertThat(readings.value(other.ids(), "dirtied")).isOne();

      // Clean again, and written again: dirty, but not new.
      assertThat(new ProcessBuilder("sync", loop.path).start().waitFor()).isZero();
      assertThat(cgroup.run(write + PAGES)).isZero();
      readings.read();
      assertThat(readings.value(ids, "additions")).isEqualTo(PAGES);
      assertThat(readings.value(ids, "dirtied")).isEqualTo(2 * PAGES);
      assertThat(readings.value(other.ids(), "dirtied")).isOne();
    }
  }

  /** In one write, so that file systems that can may use folios of many pages. */
  @Test
  void pagesOfAFileAreThoseOfItsCgroup() throws IOException, InterruptedException {
    String type = Files.getFileStore(directory).type();
    assumeFalse(type.equals("tmpfs"), directory + " is on tmpfs, which is no page cache");
    try (Slots slots = slots();
        PageCache cache = PageCache.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("cachefile")) {
      Path file = directory.resolve("file");
      String write = "dd if=/dev/zero conv=notrunc bs=" + PAGES * PAGE + " count=1 of=" + file;
      assertThat(cgroup.run("truncate -s " + PAGES * PAGE + " " + file + " && dd --version"))
          .isZero();
      SlotReadings readings = new SlotReadings(slots, cache.counters().orElseThrow()).read();
      CgroupIds ids = cgroup.ids();
      long additions = readings.value(ids, "additions");
      long dirtied = readings.value(ids, "dirtied");

      assertThat(cgroup.run(write)).isZero();
      readings.read();
      // Besides, the file system may read and change blocks of its own (bitmaps, the inode), and
      // the program's pages may have to be read again: the loop device has neither, and is exact.
      assertThat(readings.value(ids, "additions") - additions)
          .isBetween((long) PAGES, PAGES + OTHERS);
      assertThat(readings.value(ids, "dirtied") - dirtied).isBetween((long) PAGES, PAGES + OTHERS);
    }
  }

  @Test
  void readsOfCachedPagesAreAccesses() throws IOException, InterruptedException {
    try (Slots slots = slots();
        PageCache cache = PageCache.start(Kernel.support(), slots);
        OwnCgroup cgroup = OwnCgroup.make("access")) {
      assumeTrue(cache.counts(ACCESS), cache.programs().support().get(3).reason());
      Path file = Files.write(directory.resolve("file"), new byte[PAGES * PAGE]);
      assertThat(cgroup.run("dd of=/dev/null bs=4096 if=" + file)).isZero();
      SlotReadings readings = new SlotReadings(slots, cache.counters().orElseThrow()).read();
      assertThat(readings.value(cgroup.ids(), "accesses")).isGreaterThanOrEqualTo(PAGES);
    }
  }

  private static Slots slots() {
    Kernel.capable();
    return Slots.open(2048);
  }
}
