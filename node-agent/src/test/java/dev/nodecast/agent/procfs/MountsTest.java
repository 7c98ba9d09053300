package dev.nodecast.agent.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MountsTest {
  @Test
  void keepsRealFilesystemsOnce() {
    Mounts mounts = new Mounts(100);
    Hosts.parse("cgroup2-systemd-containerd", "proc/1/mountinfo", mounts::parse);
    assertThat(mounts.all()).hasSize(8);
    assertThat(mounts.filesystems())
        .singleElement()
        .isEqualTo(new Mount("254:0", "/", "/", "ext4", "/dev/vda", "rw,discard", false));
  }

  @Test
  void sameTextIsNoChange() {
    Mounts mounts = new Mounts(100);
    assertThat(Hosts.parse(Hosts.CAPTURED, "proc/1/mountinfo", mounts::parse)).isTrue();
    assertThat(Hosts.parse(Hosts.CAPTURED, "proc/1/mountinfo", mounts::parse)).isFalse();
    assertThat(Hosts.parse(Hosts.CAPTURED, "proc/mounts", mounts::parse)).isTrue();
    assertThat(mounts.filesystems()).extracting(Mount::point).containsExactly("/");
  }

  @Test
  void undoesEscapesAndSkipsGarbage() {
    Mounts mounts = new Mounts(100);
    Hosts.parse(Hosts.HOSTILE, "proc/1/mountinfo", mounts::parse);
    assertThat(mounts.all())
        .singleElement()
        .satisfies(mount -> assertThat(mount.point()).isEqualTo("/mnt/with blank\\and\nline"))
        .satisfies(mount -> assertThat(mount.source()).isEqualTo("/dev/sd\\999"));
  }

  @Test
  void countsMountsBeyondTheBound() {
    Mounts mounts = new Mounts(3);
    Hosts.parse("cgroup2-systemd-containerd", "proc/1/mountinfo", mounts::parse);
    assertThat(mounts.all()).hasSize(3);
    assertThat(mounts.dropped()).isEqualTo(5);
  }
}
