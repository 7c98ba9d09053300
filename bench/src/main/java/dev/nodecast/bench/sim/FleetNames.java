package dev.nodecast.bench.sim;

import java.util.List;

/**
 * Names as a fleet has them: 40 namespaces, 600 workloads, pods of one or two containers (four of
 * five containers have a pod of their own).
 */
public final class FleetNames {
  private static final int NAMESPACES = 40;
  private static final int WORKLOADS = 600;
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private FleetNames() {}

  /** Namespace, workload, pod, container, pod uid and container id of a container. */
  public static List<String> container(int number) {
    int group = number / 5;
    int inGroup = number % 5;
    int pod = group * 4 + Math.min(inGroup, 3);
    int workload = pod % WORKLOADS;
    String namespace = "team-" + workload % NAMESPACES;
    String name = "service-" + workload;
    return List.of(
        namespace,
        name,
        name + "-" + letters(workload * 31L + 7, 9) + "-" + letters(pod * 7919L + 13, 5),
        inGroup == 4 ? "sidecar" : "main",
        uid(pod),
        hex(number, 64));
  }

  /** Pods that this many containers have. */
  public static int pods(int containers) {
    return containers == 0 ? 0 : (containers - 1) / 5 * 4 + Math.min((containers - 1) % 5, 3) + 1;
  }

  private static String letters(long seed, int length) {
    StringBuilder out = new StringBuilder();
    long state = mix(seed);
    for (int i = 0; i < length; i++) {
      out.append(LETTERS.charAt((int) Long.remainderUnsigned(state, LETTERS.length())));
      state = mix(state);
    }
    return out.toString();
  }

  private static String uid(int pod) {
    String hex = hex(pod, 32);
    return hex.substring(0, 8)
        + "-"
        + hex.substring(8, 12)
        + "-"
        + hex.substring(12, 16)
        + "-"
        + hex.substring(16, 20)
        + "-"
        + hex.substring(20);
  }

  private static String hex(int number, int length) {
    StringBuilder out = new StringBuilder();
    long state = mix(number + 0x9E3779B97F4A7C15L);
    while (out.length() < length) {
      out.append(String.format("%016x", state));
      state = mix(state);
    }
    return out.substring(0, length);
  }

  /** SplitMix64's finalizer: the same number gives the same name in every run. */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
