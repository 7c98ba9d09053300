package dev.nodecast.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {
  private static final Set<Capability> RIGHTS = Set.of(Capability.BPF, Capability.PERFMON);

  @ParameterizedTest
  @CsvSource({
    "fentry/do_exit, EPERM, '', kernel refuses fentry (lockdown)",
    "lsm.s/bprm_check, EPERM, '', kernel refuses lsm.s (lockdown)",
    "fentry/do_exit, EACCES, R1 invalid, the verifier refuses it (EACCES)",
    "tp_btf/x, EPERM, '', the verifier refuses it (EPERM)",
    "tp_btf/x, ESRCH, '', this kernel has no tp_btf x",
    "kprobe/x, ENOENT, '', this kernel has no kprobe x",
    "kprobe/x, EPERM, '', kernel refuses kprobe (lockdown)",
    "kprobe/x, ENOENT, failed to add legacy kprobe event for 'x+0x0',"
        + " 'this kernel has no kprobes (lockdown, or CONFIG_KPROBE_EVENTS)'",
    "kprobe.multi/x, EOPNOTSUPP, '', this kernel does not support kprobe.multi",
    "tp_btf/x, E2BIG, '', too large for this kernel's verifier",
    "tp_btf/x, EINVAL, '', refused with EINVAL",
    "sockops, EINVAL, '', refused with EINVAL"
  })
  void namesTheLikelyCause(String hook, String errno, String log, String reason) {
    assertThat(Refusal.reason(kernel(true, RIGHTS), hook, refused(errno, log))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({"fentry/do_exit", "tp_btf/x"})
  void asksForRightsWhereTheyAreMissing(String hook) {
    assertThat(Refusal.reason(kernel(true, Set.of()), hook, refused("EPERM", "probe_loading")))
        .contains("CAP_BPF");
  }

  @ParameterizedTest
  @CsvSource({"fentry/do_exit", "tp_btf/x"})
  void suspectsTheLimitWhereNotEvenAnEmptyProgramLoads(String hook) {
    assertThat(Refusal.reason(kernel(true, RIGHTS), hook, refused("EPERM", "x__probe_loading()")))
        .contains("RLIMIT_MEMLOCK");
  }

  @ParameterizedTest
  @CsvSource({"ESRCH", "ENOENT"})
  void blamesMissingTypesBeforeTheHook(String errno) {
    assertThat(Refusal.reason(kernel(false, RIGHTS), "tp_btf/x", refused(errno, "")))
        .contains("CONFIG_DEBUG_INFO_BTF");
  }

  @Test
  void namesWhatProgramsOfCgroupsLack() {
    String hook = "cgroup_skb/egress";
    KernelSupport bare =
        new KernelSupport("", "", true, Lockdown.NONE, true, true, Optional.empty(), RIGHTS);
    assertThat(Refusal.reason(bare, hook, refused("ENOENT", "")))
        .isEqualTo("no mount shows the root of a cgroup v2 hierarchy");
    assertThat(Refusal.reason(kernel(true, RIGHTS), hook, refused("EPERM", "")))
        .isEqualTo("not permitted: the agent lacks CAP_NET_ADMIN");
    Set<Capability> all = Set.of(Capability.values());
    assertThat(Refusal.reason(kernel(true, all), hook, refused("EPERM", "")))
        .isEqualTo("another program has cgroup_skb/egress of the root cgroup for itself alone");
    assertThat(Refusal.reason(kernel(true, all), hook, refused("EACCES", "R1 invalid")))
        .isEqualTo("the verifier refuses it (EACCES)");
  }

  @ParameterizedTest
  @CsvSource({
    "tracepoint/task/x, true, this kernel has no tracepoint task/x",
    "tracepoint/task/x, false, 'tracefs is not mounted or not readable, where tracepoints have their"
        + " numbers'",
    "tp_btf/x, false, the kernel has no BTF (CONFIG_DEBUG_INFO_BTF)"
  })
  void aClassicTracepointNeedsTracefsAndNoTypes(String hook, boolean tracefs, String reason) {
    KernelSupport kernel =
        new KernelSupport("", "", false, Lockdown.UNKNOWN, tracefs, true, Optional.empty(), RIGHTS);
    assertThat(Refusal.reason(kernel, hook, refused("ENOENT", ""))).isEqualTo(reason);
  }

  @Test
  void saysThatItIsTheMapThatTheKernelRefuses() {
    String log = "libbpf: map 'life_exits': failed to create: Invalid argument(-22)";
    assertThat(Refusal.reason(kernel(true, RIGHTS), "tp_btf/x", refused("EINVAL", log)))
        .isEqualTo("this kernel does not make one of its maps (EINVAL)");
  }

  private static BpfException refused(String errno, String log) {
    return new BpfException("subject", errno, log);
  }

  private static KernelSupport kernel(boolean btf, Set<Capability> rights) {
    return new KernelSupport(
        "", "", btf, Lockdown.UNKNOWN, true, true, Optional.of(Path.of("/sys/fs/cgroup")), rights);
  }
}
