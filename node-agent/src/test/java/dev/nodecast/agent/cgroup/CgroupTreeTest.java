package dev.nodecast.agent.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.agent.cgroup.CgroupIdentity.Kind;
import dev.nodecast.agent.cgroup.CgroupMounts.Mode;
import dev.nodecast.agent.procfs.FileBytes;
import dev.nodecast.agent.procfs.Hosts;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.ReadStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CgroupTreeTest {
  @TempDir Path temporary;
  private final List<Path> made = new ArrayList<>();

  @AfterEach
  void removeOwnCgroups() throws IOException {
    for (int i = made.size() - 1; i >= 0; i--) {
      Files.deleteIfExists(made.get(i));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cgroup2-systemd-containerd, V2, 2, 0, 1",
    "cgroup2-systemd-crio, V2, 1, 0, 0",
    "cgroup2-cgroupfs-containerd, V2, 2, 1, 0",
    "cgroup1-cgroupfs-docker, V1, 1, 1, 0",
    "cgroup1-systemd-containerd, V1, 1, 0, 1",
    "hybrid-systemd-docker, HYBRID, 0, 1, 1",
    "hybrid-this-kernel-6.18, HYBRID, 0, 1, 0",
    "plain-systemd, V2, 0, 0, 3"
  })
  void findsTheWorkloadsOfEveryShape(String shape, Mode mode, int pods, int containers, int units)
      throws IOException {
    try (CgroupTree tree = tree(shape, 16, 1000)) {
      CgroupChanges first = tree.walk();
      assertThat(count(first, Kind.POD_CONTAINER)).isEqualTo(pods);
      assertThat(count(first, Kind.CONTAINER)).isEqualTo(containers);
      assertThat(count(first, Kind.SYSTEMD_UNIT)).isEqualTo(units);
      assertThat(tree.unreadable()).isZero();
      assertThat(tree.walk().isEmpty()).isTrue();
    }
    assertThat(mounts(shape).mode()).isEqualTo(mode);
  }

  @Test
  void joinsTheHierarchiesOfHybridHosts() throws IOException {
    try (CgroupTree tree = tree("hybrid-systemd-docker", 16, 1000)) {
      tree.walk();
      Cgroup docker = tree.find("/system.slice/docker-" + "a1".repeat(32) + ".scope");
      Path root = Hosts.root("hybrid-systemd-docker").resolve("cgroup");
      assertThat(docker.directories()).hasSize(6);
      assertThat(docker.directories().get(Controller.CPU))
          .isEqualTo(root.resolve("cpu,cpuacct" + docker.path()));
      assertThat(docker.directories().get(Controller.PRESSURE))
          .isEqualTo(root.resolve("unified" + docker.path()));
    }
  }

  @Test
  void findsHierarchiesWithoutAMountTable() {
    Path cgroup = Hosts.root("hybrid-this-kernel-6.18").resolve("cgroup");
    CgroupMounts mounts = CgroupMounts.detect(temporary, cgroup);
    assertThat(mounts.mode()).isEqualTo(Mode.HYBRID);
    assertThat(mounts.byController()).hasSize(6);
    assertThat(CgroupMounts.detect(temporary, temporary).mode()).isEqualTo(Mode.NONE);
  }

  @Test
  void boundsDepthAndCountAndCountsDrops() throws IOException {
    try (CgroupTree tree = tree("cgroup2-systemd-containerd", 2, 1000)) {
      assertThat(tree.walk().added()).hasSize(6);
      assertThat(tree.droppedTooDeep()).isEqualTo(2);
    }
    try (CgroupTree tree = tree("cgroup2-systemd-containerd", 16, 4)) {
      assertThat(tree.walk().added()).hasSize(4);
      assertThat(tree.droppedTooMany()).isPositive();
    }
  }

  @Test
  void followsARealV1Hierarchy() throws IOException {
    follow(false);
  }

  @Test
  void followsARealV2Hierarchy() throws IOException {
    follow(true);
  }

  private void follow(boolean v2) throws IOException {
    CgroupMounts mounts = CgroupMounts.detect(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    Hierarchy hierarchy =
        mounts.hierarchies().stream().filter(h -> h.v2() == v2).findFirst().orElse(null);
    assumeTrue(hierarchy != null, "needs a mounted cgroup v" + (v2 ? 2 : 1) + " hierarchy");
    assumeTrue(Files.isWritable(hierarchy.root()), "needs root to make cgroups");
    String id = String.format("%064x", ProcessHandle.current().pid() * 2 + (v2 ? 1 : 0));
    String parent = "nodecast-test-" + ProcessHandle.current().pid() + (v2 ? "-v2" : "-v1");
    String path = "/" + parent + "/" + id;
    try (CgroupTree tree = new CgroupTree(mounts, 16, 10_000)) {
      tree.walk();
      make(hierarchy.root().resolve(parent));
      Path directory = make(hierarchy.root().resolve(parent).resolve(id));
      until("seen", tree, () -> tree.find(path) != null);
      Cgroup first = tree.find(path);
      assertThat(first.identity().containerId()).isEqualTo(id);
      assertThat(first.directories().values()).contains(directory);

      FileBytes bytes = new FileBytes();
      try (KernelFile procs =
          new KernelFile(directory.resolve("cgroup.procs"), KernelFile.Layout.SINGLE)) {
        assertThat(procs.read(bytes)).isEqualTo(ReadStatus.EMPTY);
        Files.delete(directory);
        assertThat(procs.read(bytes)).isEqualTo(ReadStatus.GONE);
        assertThat(procs.read(bytes)).isEqualTo(ReadStatus.ABSENT);
      }
      // Removed and made again between two walks: another cgroup under the same name.
      Files.createDirectory(directory);
      until("replaced", tree, () -> !first.equals(tree.find(path)) && tree.find(path) != null);

      Files.delete(directory);
      Files.delete(directory.getParent());
      until("removed", tree, () -> tree.find(path) == null && tree.find("/" + parent) == null);
    }
  }

  private static void until(String what, CgroupTree tree, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what + " within 20 s").isLessThan(deadline);
      LockSupport.parkNanos(2_000_000);
      tree.walk();
    }
  }

  private Path make(Path directory) throws IOException {
    made.add(Files.createDirectory(directory));
    return directory;
  }

  private static long count(CgroupChanges changes, Kind kind) {
    return changes.added().stream()
        .map(Cgroup::identity)
        .filter(identity -> identity.kind() == kind && !identity.nested())
        .count();
  }

  private static CgroupMounts mounts(String shape) {
    Path root = Hosts.root(shape);
    return CgroupMounts.detect(root.resolve("proc"), root.resolve("cgroup"));
  }

  private static CgroupTree tree(String shape, int depth, int bound) {
    return new CgroupTree(mounts(shape), depth, bound);
  }
}
