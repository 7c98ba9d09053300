package dev.nodecast.bpf;

/** The kernel's lockdown mode (since Linux 5.4; security/lockdown). */
public enum Lockdown {
  /** The file is absent: the kernel has no lockdown, or securityfs is not mounted here. */
  UNKNOWN,
  NONE,
  /** Refuses changes of the running kernel. */
  INTEGRITY,
  /** Refuses reads of kernel memory too, and with them kprobes and fentry programs. */
  CONFIDENTIALITY;

  /** Reads {@code none [integrity] confidentiality}: the brackets mark the mode in force. */
  static Lockdown parse(String text) {
    int from = text.indexOf('[');
    int to = text.indexOf(']', from + 1);
    if (from < 0 || to < 0) {
      return UNKNOWN;
    }
    return switch (text.substring(from + 1, to)) {
      case "none" -> NONE;
      case "integrity" -> INTEGRITY;
      case "confidentiality" -> CONFIDENTIALITY;
      default -> UNKNOWN;
    };
  }
}
