package dev.nodecast.agent.dev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.agent.CapturedHost;
import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.CollectorRunner;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.container.OpenFiles;
import dev.nodecast.agent.delta.Earlier;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.delta.TickEncoder;
import dev.nodecast.agent.delta.TickPicture;
import dev.nodecast.agent.process.ProcessBounds;
import dev.nodecast.agent.process.ProcessIoCollector;
import dev.nodecast.agent.process.ProcessStatCollector;
import dev.nodecast.agent.process.ProcessTable;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.ContainerDiskKind;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.ProcessKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DevPodsTest {
  @TempDir Path tree;
  private final Samples samples = new Samples(Catalog.KINDS, 1000, Earlier.none());
  private final TickEncoder encoder = new TickEncoder();
  private final TickPicture picture = new TickPicture();
  private CollectorRunner runner;
  private long timeMs = 1_700_000_000_000L;

  private void start(String node) throws IOException {
    Files.createDirectories(tree.resolve("proc"));
    Files.writeString(tree.resolve("proc/stat"), "cpu 1 2 3 4\nbtime 1000\n");
    HostRoot host = CapturedHost.root(tree);
    KernelReader reader = new KernelReader();
    DevPods pods = new DevPods(node);
    ProcessTable table =
        new ProcessTable(host, reader, new OpenFiles(100), pods, new ProcessBounds(5, 100));
    List<Collector> all = new ArrayList<>();
    all.addAll(new DevContainers(table, pods, reader).collectors());
    all.add(new ProcessStatCollector(table, false));
    all.add(new ProcessIoCollector(table));
    runner = new CollectorRunner(all, Set.of(), System::nanoTime);
  }

  private void tick() throws Exception {
    timeMs += 60_000;
    runner.tick(timeMs, samples);
    picture.read(encoder.encode(samples, timeMs, timeMs == 1_700_000_060_000L));
  }

  private void process(int pid, String command, long cpuTicks, int pages) throws IOException {
    Path directory = Files.createDirectories(tree.resolve("proc/" + pid));
    Files.writeString(
        directory.resolve("stat"),
        "%d (%s) S 1 1 1 0 -1 0 10 0 1 0 %d 0 0 0 20 0 3 0 500 4096 %d 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 0 0"
            .formatted(pid, command, cpuTicks, pages));
    Files.writeString(directory.resolve("io"), "read_bytes: " + cpuTicks + "\nwrite_bytes: 4096\n");
  }

  private void kill(int pid) throws IOException {
    Path directory = tree.resolve("proc/" + pid);
    Files.delete(directory.resolve("stat"));
    Files.delete(directory.resolve("io"));
    Files.delete(directory);
  }

  @Test
  void groupsProgramsAndSumsThem() throws Exception {
    process(10, "java", 100, 1000);
    process(11, "java", 50, 500);
    process(12, "Web Content", 7, 10);
    start("node-01");
    tick();
    assertThat(picture.entities(ContainerKind.KIND)).hasSize(2);
    assertThat(picture.number(ContainerKind.KIND, "java", ContainerKind.MEMORY_CURRENT))
        .isEqualTo(1500 * 4096);
    assertThat(picture.number(ContainerKind.KIND, "java", ContainerKind.PIDS_CURRENT)).isEqualTo(6);
    assertThat(picture.entities(ProcessKind.KIND))
        .hasSize(3)
        .allSatisfy(labels -> assertThat(labels.get(2)).matches("(java|web-content)-[a-z0-9]{5}"));
    process(10, "java", 130, 1000);
    tick();
    assertThat(picture.increase(ContainerKind.KIND, "java", ContainerKind.CPU_USAGE))
        .as("30 ticks of 10 ms, in microseconds")
        .isEqualTo(300_000);
  }

  @Test
  void sumsOnlyGrowWhoeverComesAndGoes() throws Exception {
    process(10, "java", 1000, 1000);
    process(11, "java", 5000, 500);
    start("node-01");
    tick();
    kill(11);
    process(12, "java", 20, 10);
    process(10, "java", 1001, 1000);
    tick();
    assertThat(picture.increase(ContainerKind.KIND, "java", ContainerKind.CPU_USAGE))
        .as("1 tick of the old, 20 of the new, nothing taken back for the dead")
        .isEqualTo(210_000);
    tick();
    assertThat(picture.increase(ContainerKind.KIND, "java", ContainerKind.CPU_USAGE)).isZero();
    process(10, "java", 1003, 1000);
    tick();
    tick();
    assertThat(picture.number(ContainerDiskKind.KIND, "java", ContainerDiskKind.READ_BYTES))
        .isNotNegative();
  }

  @Test
  void namesAreStablePerNodeAndBounded() throws Exception {
    for (int i = 0; i < 60; i++) {
      process(100 + i, "program" + i, 1, 1000 - i);
    }
    start("node-01");
    tick();
    List<List<String>> first = picture.entities(ContainerKind.KIND);
    assertThat(first).hasSize(DevPods.MAX_PODS);
    assertThat(first).filteredOn(labels -> labels.get(1).equals("other")).hasSize(1);
    assertThat(picture.has(ContainerKind.KIND, "program0")).isTrue();
    assertThat(picture.has(ContainerKind.KIND, "program59")).as("the smallest").isFalse();
    assertThat(new HashSet<>(first)).hasSize(DevPods.MAX_PODS);
    assertThat(new DevPod("node-01", "program0").owner)
        .isEqualTo(new DevPod("node-01", "program0").owner)
        .isNotEqualTo(new DevPod("node-02", "program0").owner);
    assertThat(new DevPod("node-02", "program0").owner.labels().get(0))
        .isEqualTo(new DevPod("node-01", "program0").owner.labels().get(0));
  }

  @Test
  void programNamesBecomeKubernetesNames() {
    assertThat(DevPod.name("(sd-pam)")).isEqualTo("sd-pam");
    assertThat(DevPod.name("Web Content")).isEqualTo("web-content");
    assertThat(DevPod.name("<script>")).isEqualTo("script");
    assertThat(DevPod.name("\u00fc\u00fc")).isEqualTo("unnamed");
  }
}
