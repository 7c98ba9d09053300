package dev.nodecast.bpf;

/**
 * The kernel's statistics of runs, for every BPF program of the machine, on from here to the close.
 * Several holders may have them on; they go off with the last. They cost each run two reads of a
 * clock, 30 to 50 ns, so they are held open for short windows. A process that dies takes them with
 * it: they hang on a descriptor. Since Linux 5.8 (d46edd671a14); the sysctl
 * kernel.bpf_stats_enabled is another switch, and is left alone.
 */
public final class RunStats implements AutoCloseable {
  private static final int NONE = -1;

  private final String refusal;
  private int descriptor;

  private RunStats(int descriptor, String refusal) {
    this.descriptor = descriptor;
    this.refusal = refusal;
  }

  /** Switches them on. Never throws for what a kernel or a machine lacks. */
  public static RunStats open() {
    try {
      return new RunStats(Libbpf.enableRunStats(), "");
    } catch (BpfException e) {
      return new RunStats(NONE, reason(e.errno()));
    } catch (LinkageError e) {
      return new RunStats(NONE, "the bridge to libbpf does not load: " + e.getMessage());
    }
  }

  /** Why they are not on, in words; empty when they are. */
  public String refusal() {
    return refusal;
  }

  /** The second call does nothing. */
  @Override
  public synchronized void close() {
    if (descriptor != NONE) {
      Libbpf.closeDescriptor(descriptor);
      descriptor = NONE;
    }
  }

  /** What an errno of BPF_ENABLE_STATS means. */
  static String reason(String errno) {
    return switch (errno) {
      case "EPERM", "EACCES" -> "not permitted: statistics of runs need CAP_SYS_ADMIN";
      case "EINVAL" -> "this kernel has no BPF_ENABLE_STATS (Linux 5.8 and later)";
      case "ENOSYS" -> "this kernel has no bpf system call (CONFIG_BPF_SYSCALL)";
      default -> "refused with " + errno;
    };
  }
}
