package dev.nodecast.agent.cgroup;

import dev.nodecast.agent.cgroup.CgroupIdentity.Kind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the identity out of a cgroup path, without asking any runtime.
 *
 * <pre>
 * /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1f2e_.._9a.slice/cri-containerd-ID.scope
 * /kubepods/burstable/pod1f2e-..-9a/ID
 * /docker/ID    /system.slice/docker-ID.scope    /machine.slice/libpod-ID.scope/container
 * /system.slice/nginx.service    /user.slice/user-1000.slice/session-3.scope
 * </pre>
 *
 * What a path says is attacker-controlled (any container may name cgroups below its own), so ids
 * are taken only in their exact alphabet and length, and within a pod only directly below the pod:
 * a container cannot pass a cgroup of its own off as another container.
 */
public final class CgroupPath {
  private static final int MAX_PATH = 4096; // PATH_MAX
  private static final String POD_UID =
      "[0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32}";
  private static final String ID = "[0-9a-f]{64}";

  /**
   * kubepods-burstable-pod<uid>.slice; kubelet-kubepods-... under a parent; ":cri-containerd:<id>".
   */
  private static final Pattern POD_SLICE =
      Pattern.compile(
          "(?:[a-z0-9.]{1,64}-)?kubepods(?:-(burstable|besteffort))?-pod("
              + POD_UID
              + ")\\.slice(?::([a-z-]{1,32}):("
              + ID
              + "))?");

  private static final Pattern POD_DIRECTORY = Pattern.compile("pod(" + POD_UID + ")");
  private static final Pattern CONTAINER =
      Pattern.compile(
          "(?:(cri-containerd|containerd|crio|docker|libpod|nerdctl)-)?(" + ID + ")(\\.scope)?");
  private static final Pattern LXC = Pattern.compile("lxc\\.payload\\.([A-Za-z0-9_.-]{1,64})");
  private static final Pattern LXC_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final Pattern UNIT =
      Pattern.compile("([A-Za-z0-9:_.@\\\\-]{1,245})\\.(service|scope|slice|socket|mount|swap)");

  private CgroupPath() {}

  /** The identity of {@code path}, which is relative to the root of its hierarchy. Never null. */
  public static CgroupIdentity identify(String path) {
    if (path.length() > MAX_PATH) {
      return CgroupIdentity.UNKNOWN;
    }
    List<String> parts = List.of(path.split("/", -1));
    CgroupIdentity found = pod(parts);
    if (found == null) {
      found = container(parts);
    }
    return found == null ? unit(parts) : found;
  }

  /** The innermost kubelet's pod: a node may itself be a container (kind) or run in a pod. */
  private static CgroupIdentity pod(List<String> parts) {
    for (int i = parts.size() - 1; i > 0; i--) {
      Matcher slice = POD_SLICE.matcher(parts.get(i));
      if (slice.matches()) {
        String uid = slice.group(2).replace('_', '-');
        String qos = slice.group(1) == null ? "guaranteed" : slice.group(1);
        if (slice.group(4) != null) {
          boolean nested = i < parts.size() - 1;
          String runtime = runtime(slice.group(3));
          return podContainer(uid, qos, runtime, slice.group(4), nested);
        }
        return inPod(uid, qos, parts, i);
      }
      Matcher directory = POD_DIRECTORY.matcher(parts.get(i));
      String qos = directory.matches() ? qosAbove(parts, i) : "";
      if (!qos.isEmpty()) {
        return inPod(directory.group(1).replace('_', '-'), qos, parts, i);
      }
    }
    return null;
  }

  private static String qosAbove(List<String> parts, int pod) {
    String above = parts.get(pod - 1);
    if (above.equals("kubepods")) {
      return "guaranteed";
    }
    boolean known = above.equals("burstable") || above.equals("besteffort");
    return known && pod >= 2 && parts.get(pod - 2).equals("kubepods") ? above : "";
  }

  private static CgroupIdentity inPod(String uid, String qos, List<String> parts, int pod) {
    if (pod + 1 < parts.size()) {
      Matcher container = CONTAINER.matcher(parts.get(pod + 1));
      if (container.matches()) {
        boolean nested = pod + 2 < parts.size();
        return podContainer(uid, qos, runtime(container.group(1)), container.group(2), nested);
      }
    }
    boolean itself = pod + 1 == parts.size();
    return new CgroupIdentity(itself ? Kind.POD : Kind.OTHER, uid, "", "", qos, "", !itself);
  }

  private static CgroupIdentity podContainer(
      String uid, String qos, String runtime, String id, boolean nested) {
    return new CgroupIdentity(Kind.POD_CONTAINER, uid, id, runtime, qos, "", nested);
  }

  /** The innermost container outside Kubernetes. */
  private static CgroupIdentity container(List<String> parts) {
    for (int i = parts.size() - 1; i > 0; i--) {
      String part = parts.get(i);
      boolean nested = i < parts.size() - 1;
      Matcher id = CONTAINER.matcher(part);
      if (id.matches()) {
        String runtime =
            id.group(1) == null ? parentRuntime(parts.get(i - 1)) : runtime(id.group(1));
        return new CgroupIdentity(Kind.CONTAINER, "", id.group(2), runtime, "", "", nested);
      }
      Matcher lxc = LXC.matcher(part);
      boolean below = parts.get(i - 1).equals("lxc") || parts.get(i - 1).equals("lxc.payload");
      if (lxc.matches() || (i == 2 && below && LXC_NAME.matcher(part).matches())) {
        String name = lxc.matches() ? lxc.group(1) : part;
        return new CgroupIdentity(Kind.CONTAINER, "", name, "lxc", "", "", nested);
      }
    }
    return null;
  }

  /** With the cgroupfs driver the parent is the runtime's (docker) or a containerd namespace. */
  private static String parentRuntime(String parent) {
    return switch (parent) {
      case "docker" -> "docker";
      case "default", "k8s.io", "moby", "buildkit" -> "containerd";
      case "libpod_parent" -> "podman";
      default -> "";
    };
  }

  private static String runtime(String prefix) {
    if (prefix == null) {
      return "";
    }
    return switch (prefix) {
      case "cri-containerd", "containerd", "nerdctl" -> "containerd";
      case "libpod" -> "podman";
      case "crio", "docker" -> prefix;
      default -> "";
    };
  }

  /** The outermost service or scope: what is below it was delegated to it and is counted in it. */
  private static CgroupIdentity unit(List<String> parts) {
    CgroupIdentity found = CgroupIdentity.UNKNOWN;
    for (int i = 1; i < parts.size(); i++) {
      // systemd puts "_" before names that could be a kernel file's (cg_escape in cgroup-util.c).
      String name = parts.get(i).startsWith("_") ? parts.get(i).substring(1) : parts.get(i);
      Matcher unit = UNIT.matcher(name);
      if (!unit.matches() || isHelper(name)) {
        return i == 1 || isHelper(name) ? CgroupIdentity.UNKNOWN : found;
      }
      if (!unit.group(2).equals("slice")) {
        boolean nested = i < parts.size() - 1;
        return new CgroupIdentity(Kind.SYSTEMD_UNIT, "", "", "", "", name, nested);
      }
      found = CgroupIdentity.slice(name);
    }
    return found;
  }

  /** conmon watches a container from a scope of its own, which is neither a workload nor a unit. */
  private static boolean isHelper(String name) {
    return name.startsWith("crio-conmon-") || name.startsWith("libpod-conmon-");
  }
}
