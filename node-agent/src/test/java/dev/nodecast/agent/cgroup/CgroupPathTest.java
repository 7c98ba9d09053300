package dev.nodecast.agent.cgroup;

import static dev.nodecast.agent.cgroup.CgroupIdentity.Kind.CONTAINER;
import static dev.nodecast.agent.cgroup.CgroupIdentity.Kind.OTHER;
import static dev.nodecast.agent.cgroup.CgroupIdentity.Kind.POD;
import static dev.nodecast.agent.cgroup.CgroupIdentity.Kind.POD_CONTAINER;
import static dev.nodecast.agent.cgroup.CgroupIdentity.Kind.SYSTEMD_UNIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.agent.cgroup.CgroupIdentity.Kind;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CgroupPathTest {
  private static final String UID = "1f2e3d4c-5b6a-7988-9a0b-c1d2e3f40516";
  private static final String UID_ = UID.replace('-', '_');
  private static final String HASH = "5f9c3f0e5f9c3f0e5f9c3f0e5f9c3f0e";
  private static final String ID = "a1".repeat(32);
  private static final String ID2 = "b2".repeat(32);
  private static final String SLICE =
      "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + UID_ + ".slice";
  private static final String KIND =
      "/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-besteffort.slice"
          + "/kubelet-kubepods-besteffort-pod"
          + UID_
          + ".slice/cri-containerd-"
          + ID
          + ".scope";

  static Stream<Arguments> paths() {
    return Stream.of(
        // Kubernetes, systemd driver
        pod(SLICE + "/cri-containerd-" + ID + ".scope", UID, "containerd", "burstable", false),
        pod(SLICE + "/crio-" + ID + ".scope", UID, "crio", "burstable", false),
        pod(SLICE + "/crio-" + ID + ".scope/container", UID, "crio", "burstable", true),
        pod(SLICE + "/docker-" + ID + ".scope", UID, "docker", "burstable", false),
        pod(
            "/kubepods.slice/kubepods-pod" + UID_ + ".slice/cri-containerd-" + ID + ".scope",
            UID,
            "containerd",
            "guaranteed",
            false),
        pod(
            "/kubepods.slice/kubepods-pod" + HASH + ".slice/cri-containerd-" + ID + ".scope",
            HASH,
            "containerd",
            "guaranteed",
            false),
        pod(KIND, UID, "containerd", "besteffort", false),
        pod("/docker/" + ID2 + KIND, UID, "containerd", "besteffort", false),
        pod(
            "/system.slice/containerd.service/kubepods-burstable-pod"
                + UID_
                + ".slice:cri-containerd:"
                + ID,
            UID,
            "containerd",
            "burstable",
            false),
        of(SLICE, POD, UID, "", "", "burstable", "", false),
        of(SLICE + "/crio-conmon-" + ID + ".scope", OTHER, UID, "", "", "burstable", "", true),
        of("/kubepods.slice", OTHER, "", "", "", "", "kubepods.slice", false),
        // Kubernetes, cgroupfs driver
        pod("/kubepods/burstable/pod" + UID + "/" + ID, UID, "", "burstable", false),
        pod("/kubepods/pod" + UID + "/" + ID, UID, "", "guaranteed", false),
        pod("/kubepods/besteffort/pod" + HASH + "/" + ID, HASH, "", "besteffort", false),
        pod("/kubepods/burstable/pod" + UID + "/" + ID + "/init.scope", UID, "", "burstable", true),
        pod(
            "/docker/" + ID2 + "/kubelet/kubepods/burstable/pod" + UID + "/" + ID,
            UID,
            "",
            "burstable",
            false),
        pod(
            "/kubepods/burstable/pod" + UID + "/" + ID + "/docker/" + ID2,
            UID,
            "",
            "burstable",
            true),
        of("/kubepods/burstable/pod" + UID, POD, UID, "", "", "burstable", "", false),
        of("/kubepods/burstable", OTHER, "", "", "", "", "", false),
        // containers without Kubernetes
        container("/docker/" + ID, ID, "docker", false),
        container("/docker/" + ID + "/system.slice/cron.service", ID, "docker", true),
        container("/system.slice/docker-" + ID + ".scope", ID, "docker", false),
        container("/machine.slice/libpod-" + ID + ".scope", ID, "podman", false),
        container("/machine.slice/libpod-" + ID + ".scope/container", ID, "podman", true),
        container(
            "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" + ID + ".scope",
            ID,
            "podman",
            false),
        container("/default/" + ID, ID, "containerd", false),
        container("/system.slice/nerdctl-" + ID + ".scope", ID, "containerd", false),
        container("/ecs/0123456789abcdef/" + ID, ID, "", false),
        container("/lxc/web-1", "web-1", "lxc", false),
        container("/lxc.payload.web", "web", "lxc", false),
        container("/lxc.payload.web/system.slice/cron.service", "web", "lxc", true),
        of("/machine.slice/libpod-conmon-" + ID + ".scope", OTHER, "", "", "", "", "", false),
        // systemd
        unit("/system.slice/nginx.service", "nginx.service", false),
        unit("/system.slice/nginx.service/worker", "nginx.service", true),
        unit("/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service", false),
        unit("/system.slice/dev-disk\\x2dby.mount", "dev-disk\\x2dby.mount", false),
        unit("/system.slice/_cpu.service", "cpu.service", false),
        unit("/init.scope", "init.scope", false),
        unit("/user.slice/user-1000.slice/session-3.scope", "session-3.scope", false),
        unit(
            "/user.slice/user-1000.slice/user@1000.service/app.slice/x.service",
            "user@1000.service",
            true),
        of("/user.slice/user-1000.slice", OTHER, "", "", "", "", "user-1000.slice", false),
        // nothing, or hostile
        other("/"),
        other(""),
        other("//"),
        other("/../../.."),
        other("/pod" + UID + "/" + ID.substring(1)),
        other("/kubepods/burstable/pod<script>/x"),
        other("/docker/" + ID.toUpperCase(java.util.Locale.ROOT)),
        other("/a<b>.service"),
        other("/\n.scope"),
        other("/lxc/'; DROP TABLE"),
        other("/" + "x/".repeat(4096)),
        other("/" + "-".repeat(3000) + "pod" + UID_ + ".slice"));
  }

  @ParameterizedTest
  @MethodSource("paths")
  void tellsWhoseACgroupIs(String path, CgroupIdentity expected) {
    assertThat(CgroupPath.identify(path)).isEqualTo(expected);
  }

  private static Arguments of(
      String path,
      Kind kind,
      String uid,
      String id,
      String runtime,
      String qos,
      String unit,
      boolean nested) {
    return Arguments.of(path, new CgroupIdentity(kind, uid, id, runtime, qos, unit, nested));
  }

  private static Arguments pod(
      String path, String uid, String runtime, String qos, boolean nested) {
    return of(path, POD_CONTAINER, uid, ID, runtime, qos, "", nested);
  }

  private static Arguments container(String path, String id, String runtime, boolean nested) {
    return of(path, CONTAINER, "", id, runtime, "", "", nested);
  }

  private static Arguments unit(String path, String unit, boolean nested) {
    return of(path, SYSTEMD_UNIT, "", "", "", "", unit, nested);
  }

  private static Arguments other(String path) {
    return Arguments.of(path, CgroupIdentity.UNKNOWN);
  }
}
