package dev.nodecast.bpf;

/** Says in words why the kernel did not take a program. */
final class Refusal {
  private Refusal() {}

  /**
   * The likely cause. EPERM means two things: without the rights it means them; with them it is the
   * kernel that patches no text of its own, which fentry, fexit and LSM programs need.
   */
  static String reason(KernelSupport kernel, String hook, BpfException refused) {
    String type = hook.contains("/") ? hook.substring(0, hook.indexOf('/')) : hook;
    String target = hook.substring(Math.min(hook.length(), type.length() + 1));
    if (ofCgroups(hook) && kernel.cgroup().isEmpty()) {
      return "no mount shows the root of a cgroup v2 hierarchy";
    }
    if (classic(type) && !kernel.tracefs() && kernel.privileged()) {
      return "tracefs is not mounted or not readable, where " + type + "s have their numbers";
    }
    if (refused.log().contains(": failed to create: ")) {
      return "this kernel does not make one of its maps (" + refused.errno() + ")";
    }
    if (refused.log().contains("legacy kprobe")) {
      // libbpf goes that way where the kernel has no kprobes of perf (Linux 4.17), then none at
      // all.
      return "this kernel has no kprobes (lockdown, or CONFIG_KPROBE_EVENTS)";
    }
    return switch (refused.errno()) {
      case "EPERM", "EACCES" -> {
        if (!kernel.privileged()) {
          yield "not permitted: the agent lacks " + kernel.lacking();
        }
        if (refused.log().contains("probe_loading")) {
          // libbpf's own trial of an empty program: before Linux 5.11 maps count as locked memory.
          yield "not even an empty program loads (RLIMIT_MEMLOCK, CONFIG_BPF_SYSCALL, seccomp)";
        }
        if (ofCgroups(hook) && refused.errno().equals("EPERM")) {
          yield kernel.capabilities().contains(Capability.NET_ADMIN)
              ? "another program has " + hook + " of the root cgroup for itself alone"
              : "not permitted: the agent lacks CAP_NET_ADMIN";
        }
        yield patchesText(type) && refused.errno().equals("EPERM")
            ? "kernel refuses " + type + " (lockdown)"
            : "the verifier refuses it (" + refused.errno() + ")";
      }
      case "ESRCH", "ENOENT" ->
          kernel.btf() || classic(type)
              ? "this kernel has no " + type + " " + target
              : "the kernel has no BTF (CONFIG_DEBUG_INFO_BTF)";
      case "EOPNOTSUPP", "ENOTSUPP" -> "this kernel does not support " + type;
      case "ENOMEM" -> "not enough memory that may be locked (RLIMIT_MEMLOCK or the cgroup's)";
      case "E2BIG" -> "too large for this kernel's verifier";
      default -> "refused with " + refused.errno();
    };
  }

  /** Whether programs of a section are attached to a cgroup. */
  static boolean ofCgroups(String hook) {
    return hook.startsWith("cgroup/") || hook.startsWith("cgroup_skb/");
  }

  /** By its number in tracefs. */
  private static boolean classic(String type) {
    return type.equals("tracepoint") || type.equals("tp");
  }

  private static boolean patchesText(String type) {
    return type.startsWith("fentry")
        || type.startsWith("fexit")
        || type.startsWith("fmod_ret")
        || type.startsWith("kprobe")
        || type.startsWith("lsm");
  }
}
