package dev.nodecast.bpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the kernel and this process's rights allow, read from files alone. Whether a program loads
 * is known only by loading it ({@link BpfSubject}); what is here explains why one did not.
 *
 * @param release the kernel's release, such as {@code 6.1.0-18-amd64}; empty when unreadable
 * @param version the kernel's build line; empty when unreadable
 * @param btf whether the kernel describes its types, without which no CO-RE program loads
 * @param tracefs whether tracefs is mounted, either on its own or under debugfs
 * @param bpffs whether a bpf file system is mounted; the agent pins nothing, so it needs none
 * @param cgroup where the root of the cgroup v2 hierarchy is mounted, as this process sees it; a
 *     container's own mount, which begins at its own cgroup, is none
 * @param capabilities the effective ones of this process, as far as eBPF is concerned
 */
public record KernelSupport(
    String release,
    String version,
    boolean btf,
    Lockdown lockdown,
    boolean tracefs,
    boolean bpffs,
    Optional<Path> cgroup,
    Set<Capability> capabilities) {

  private static final String CAP_EFF = "CapEff:";

  public KernelSupport {
    capabilities = Set.copyOf(capabilities);
  }

  /**
   * Reads a host. A file that is absent or malformed reads as "not there": that is what it means
   * for eBPF.
   *
   * @param proc root of procfs; {@code self} in it must be this process
   * @param sys root of sysfs
   */
  public static KernelSupport read(Path proc, Path sys) {
    String mounts = text(proc.resolve("self/mounts"));
    return new KernelSupport(
        text(proc.resolve("sys/kernel/osrelease")),
        text(proc.resolve("sys/kernel/version")),
        Files.isReadable(sys.resolve("kernel/btf/vmlinux")),
        Lockdown.parse(text(sys.resolve("kernel/security/lockdown"))),
        // Mount points exist while nothing is mounted on them; these files come with the mount.
        Files.exists(sys.resolve("kernel/tracing/events"))
            || Files.exists(sys.resolve("kernel/debug/tracing/events")),
        mounted(mounts, "bpf").findAny().isPresent(),
        mounted(mounts, "cgroup2").filter(KernelSupport::rootCgroup).findFirst(),
        capabilities(text(proc.resolve("self/status"))));
  }

  /** Whether nothing that can be read from files speaks against loading programs. */
  public boolean capable() {
    return obstacles().isEmpty();
  }

  /** Whether this process may load tracing programs at all. */
  public boolean privileged() {
    return capabilities.contains(Capability.SYS_ADMIN)
        || (capabilities.contains(Capability.BPF) && capabilities.contains(Capability.PERFMON));
  }

  /** The capabilities that are missing, by name; for one that is not {@link #privileged}. */
  String lacking() {
    List<String> missing = new ArrayList<>();
    for (Capability each : List.of(Capability.BPF, Capability.PERFMON)) {
      if (!capabilities.contains(each)) {
        missing.add("CAP_" + each);
      }
    }
    return String.join(" and ", missing) + " (Linux 5.8 and later) or CAP_SYS_ADMIN";
  }

  /** One sentence for each thing that keeps programs from loading; empty when there is none. */
  public List<String> obstacles() {
    List<String> found = new ArrayList<>();
    if (!privileged()) {
      found.add("the agent lacks " + lacking());
    }
    if (!btf) {
      found.add(
          "the kernel has no readable BTF at kernel/btf/vmlinux (CONFIG_DEBUG_INFO_BTF):"
              + " only the limited set");
    }
    return List.copyOf(found);
  }

  /** One sentence for each thing that takes away a part only. */
  public List<String> limitations() {
    List<String> found = new ArrayList<>();
    if (lockdown == Lockdown.CONFIDENTIALITY) {
      found.add("kernel lockdown is in confidentiality mode: no kprobes, no fentry programs");
    }
    // BTF-typed and raw tracepoints are opened by name, without it.
    if (!tracefs) {
      found.add("tracefs is not mounted or not readable: no classic tracepoints, no limited set");
    }
    return List.copyOf(found);
  }

  private static Set<Capability> capabilities(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith(CAP_EFF))
        .map(line -> line.substring(CAP_EFF.length()).strip())
        .filter(mask -> mask.matches("[0-9a-fA-F]{1,16}"))
        .findFirst()
        .map(mask -> Capability.of(Long.parseUnsignedLong(mask, 16)))
        .orElse(Set.of());
  }

  /** Third field of a line of {@code /proc/self/mounts}; blanks in paths are escaped there. */
  private static Stream<Path> mounted(String mounts, String type) {
    return mounts
        .lines()
        .map(line -> line.split(" ", 4))
        .filter(fields -> fields.length > 3 && fields[2].equals(type))
        .map(fields -> Path.of(fields[1]));
  }

  /** Every other cgroup has a type. */
  private static boolean rootCgroup(Path directory) {
    return Files.exists(directory.resolve("cgroup.controllers"))
        && !Files.exists(directory.resolve("cgroup.type"));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException ignored) {
      return "";
    }
  }
}
