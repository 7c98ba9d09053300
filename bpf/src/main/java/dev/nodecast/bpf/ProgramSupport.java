package dev.nodecast.bpf;

/**
 * What became of one program.
 *
 * @param subject the object file that it is in
 * @param hook where it belongs, such as {@code tp_btf/sched_process_exec}
 * @param reason why it does not run, in words; empty when it does
 * @param detail the last lines that the kernel and libbpf said about it; empty when it runs
 */
public record ProgramSupport(
    String subject, String program, String hook, String reason, String detail) {

  /** Whether the kernel took it. */
  public boolean loaded() {
    return reason.isEmpty();
  }
}
