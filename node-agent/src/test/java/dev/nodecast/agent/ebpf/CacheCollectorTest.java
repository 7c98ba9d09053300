package dev.nodecast.agent.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.catalog.Kind;
import dev.nodecast.catalog.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container that writes a file, from the kernel's programs to what a receiver knows. */
class CacheCollectorTest {
  private static final Kind CONTAINER = ContainerKernelKind.KIND;
  private static final int SLOTS = 2048;
  private static final int PAGES = 128;

  @TempDir private Path directory;

  @Test
  void pagesThatAContainerWritesAreAddedAndDirty() throws Exception {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    String type = Files.getFileStore(directory).type();
    assumeFalse(type.equals("tmpfs"), directory + " is on tmpfs, which is no page cache");
    try (Programs programs = new Programs(kernel, SLOTS);
        CapturedHost agent = new CapturedHost(CapturedHost.machine(), programs, SLOTS);
        KernelContainer container = new KernelContainer()) {
      assertThat(Programs.outside(Profile.STANDARD)).containsKeys("cache", "irq");
      programs.leaveOut(Programs.outside(Profile.COMPREHENSIVE));
      agent.tick();
      String file = directory.resolve("file").toString();
      assertThat(container.run("truncate -s " + PAGES * 4096 + " " + file)).isZero();
      agent.tick();
      long added = number(agent, container, ContainerKernelKind.PAGE_CACHE_ADDITIONS);
      long dirtied = number(agent, container, ContainerKernelKind.PAGE_CACHE_DIRTIED);
      String write = "dd if=/dev/zero conv=notrunc bs=4096 count=" + PAGES + " of=" + file;
      assertThat(container.run(write)).isZero();
      agent.tick();
      // Besides, dd itself may be read, and the file system notes the time of the write.
      assertThat(number(agent, container, ContainerKernelKind.PAGE_CACHE_ADDITIONS) - added)
          .isBetween((long) PAGES, PAGES + 100L);
      assertThat(number(agent, container, ContainerKernelKind.PAGE_CACHE_DIRTIED) - dirtied)
          .isBetween((long) PAGES, PAGES + 64L);
      assertThat(agent.picture.number(CONTAINER, container.id, ContainerKernelKind.BUFFERS_DIRTIED))
          .isNotNull();
      // Zero would say that nothing was used.
      Long accesses =
          agent.picture.number(CONTAINER, container.id, ContainerKernelKind.PAGE_CACHE_ACCESSES);
      boolean kprobes = programs.cache.running().orElseThrow().counts("cache_access");
      assertThat(accesses != null && accesses > 0).isEqualTo(kprobes);
      assertThat(accesses == null).isEqualTo(!kprobes);
    }
  }

  private static long number(CapturedHost agent, KernelContainer container, Column column) {
    return agent.picture.number(CONTAINER, container.id, column);
  }
}
