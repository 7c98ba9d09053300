package dev.nodecast.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelSupportTest {
  /** Of a root shell on Linux 6.1. */
  private static final String ROOT = "000001ffffffffff";

  @TempDir Path root;
  private Path proc;
  private Path sys;

  @BeforeEach
  void captured() throws IOException {
    proc = root.resolve("proc");
    sys = root.resolve("sys");
    write("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
    write("proc/sys/kernel/version", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)\n");
    write("proc/self/mounts", "proc /proc proc rw 0 0\nbpf /sys/fs/bpf bpf rw,mode=700 0 0\n");
    write("sys/kernel/btf/vmlinux", "");
    write("sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
    Files.createDirectories(sys.resolve("kernel/tracing/events"));
    status(ROOT);
  }

  @Test
  void findsNothingInTheWayOfRootOnAPlainKernel() {
    KernelSupport support = KernelSupport.read(proc, sys);

    assertThat(support.release()).isEqualTo("6.1.0-18-amd64");
    assertThat(support.version()).startsWith("#1 SMP").endsWith("(2024-02-01)");
    assertThat(support.lockdown()).isEqualTo(Lockdown.NONE);
    assertThat(support.capabilities()).containsExactlyInAnyOrder(Capability.values());
    assertThat(support.obstacles()).isEmpty();
    assertThat(support.limitations()).isEmpty();
    assertThat(support.capable()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "000000c000000000, true", // BPF and PERFMON
    "0000000000200000, true", // SYS_ADMIN alone, as before Linux 5.8
    "0000008000000000, false", // BPF without PERFMON
    "0000000001001000, false", // NET_ADMIN and SYS_RESOURCE
    "0000000000000000, false"
  })
  void asksForBpfAndPerfmonOrSysAdmin(String mask, boolean capable) throws IOException {
    status(mask);

    KernelSupport support = KernelSupport.read(proc, sys);
    assertThat(support.capable()).isEqualTo(capable);
    assertThat(support.obstacles()).hasSize(capable ? 0 : 1);
  }

  @ParameterizedTest
  @CsvSource({
    "0000008000000000, the agent lacks CAP_PERFMON (",
    "0000004000000000, the agent lacks CAP_BPF (",
    "0000000000000000, the agent lacks CAP_BPF and CAP_PERFMON ("
  })
  void namesTheCapabilityThatIsMissing(String mask, String obstacle) throws IOException {
    status(mask);

    assertThat(KernelSupport.read(proc, sys).obstacles())
        .singleElement()
        .asString()
        .startsWith(obstacle)
        .endsWith("or CAP_SYS_ADMIN");
  }

  @ParameterizedTest
  @CsvSource({
    "none [integrity] confidentiality, INTEGRITY",
    "none integrity [confidentiality], CONFIDENTIALITY",
    "none integrity, UNKNOWN",
    "[, UNKNOWN",
    "[future], UNKNOWN"
  })
  void readsTheLockdownModeInBrackets(String text, Lockdown mode) throws IOException {
    write("sys/kernel/security/lockdown", text);

    KernelSupport support = KernelSupport.read(proc, sys);
    assertThat(support.lockdown()).isEqualTo(mode);
    assertThat(support.limitations()).hasSize(mode == Lockdown.CONFIDENTIALITY ? 1 : 0);
  }

  @Test
  void findsTracefsUnderDebugfsToo() throws IOException {
    Files.delete(sys.resolve("kernel/tracing/events"));
    assertThat(KernelSupport.read(proc, sys).tracefs()).isFalse();

    Files.createDirectories(sys.resolve("kernel/debug/tracing/events"));
    assertThat(KernelSupport.read(proc, sys).tracefs()).isTrue();
  }

  @Test
  void findsTheRootOfTheUnifiedHierarchyAmongItsMounts() throws IOException {
    Path own = Files.createDirectories(root.resolve("own"));
    Path host = Files.createDirectories(root.resolve("host"));
    Files.createFile(own.resolve("cgroup.controllers"));
    Files.createFile(own.resolve("cgroup.type"));
    write(
        "proc/self/mounts",
        "cgroup2 %s cgroup2 ro 0 0\ncgroup2 %s cgroup2 ro 0 0\n".formatted(own, host));
    assertThat(KernelSupport.read(proc, sys).cgroup()).isEmpty();

    Files.createFile(host.resolve("cgroup.controllers"));
    assertThat(KernelSupport.read(proc, sys).cgroup()).contains(host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "CapEff", "CapEff:\tzz", "CapEff:\t1ffffffffffffffffff", "\0\1"})
  void takesAMalformedStatusForNoRights(String text) throws IOException {
    write("proc/self/status", text);

    assertThat(KernelSupport.read(proc, sys).capabilities()).isEmpty();
  }

  @Test
  void givesAReasonForEverythingThatAnEmptyHostLacks() {
    KernelSupport support = KernelSupport.read(root.resolve("no"), root.resolve("where"));

    assertThat(support.release()).isEmpty();
    assertThat(support.obstacles()).hasSize(2);
    assertThat(support.limitations()).hasSize(1);
  }

  private void status(String mask) throws IOException {
    write("proc/self/status", "Name:\tjava\nCapPrm:\t0000000000000000\nCapEff:\t" + mask + "\n");
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
