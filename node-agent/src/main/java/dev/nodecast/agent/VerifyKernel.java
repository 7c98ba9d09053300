package dev.nodecast.agent;

import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.ProgramSupport;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * {@code nodecast-agent verify-kernel}: loads every kernel program for a moment and prints what
 * became of it. For people, and for an init container that asks before the agent starts.
 */
final class VerifyKernel {
  static final String COMMAND = "verify-kernel";

  /** Exit codes. */
  static final int ALL = 0;

  static final int SOME = 1;
  static final int NONE = 2;

  private VerifyKernel() {}

  /** Asks the kernel below this process, whatever host tree the agent is configured for. */
  static int run(PrintStream out) {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    List<ProgramSupport> programs =
        BpfSubject.ALL.stream().flatMap(name -> tried(name, kernel).stream()).toList();
    out.print(report(kernel, programs));
    return exitCode(programs);
  }

  private static List<ProgramSupport> tried(String name, KernelSupport kernel) {
    try (BpfSubject subject = BpfSubject.start(name, kernel)) {
      return subject.support();
    }
  }

  static int exitCode(List<ProgramSupport> programs) {
    long loaded = programs.stream().filter(ProgramSupport::loaded).count();
    return loaded == programs.size() ? ALL : loaded > 0 ? SOME : NONE;
  }

  static String report(KernelSupport kernel, List<ProgramSupport> programs) {
    StringBuilder text = new StringBuilder();
    line(text, "kernel", (kernel.release() + " " + kernel.version()).strip());
    line(text, "btf", kernel.btf() ? "readable" : "missing");
    line(text, "lockdown", lower(kernel.lockdown()));
    line(text, "tracefs", kernel.tracefs() ? "mounted" : "not mounted");
    line(text, "bpffs", kernel.bpffs() ? "mounted" : "not mounted");
    line(text, "rights", rights(kernel));
    kernel.obstacles().forEach(obstacle -> line(text, "obstacle", obstacle));
    kernel.limitations().forEach(limitation -> line(text, "limitation", limitation));
    String said = "";
    for (ProgramSupport p : programs) {
      String result = p.loaded() ? "loaded" : "refused: " + p.reason();
      line(text, "program", "%-24s %s".formatted(p.subject() + "/" + p.program(), result));
      if (!p.detail().equals(said)) { // not again what was said about the program before
        said = p.detail();
        said.lines().forEach(detail -> line(text, "", "  " + detail));
      }
    }
    long loaded = programs.stream().filter(ProgramSupport::loaded).count();
    line(text, "result", loaded + " of " + programs.size() + " programs load");
    return text.toString();
  }

  private static String rights(KernelSupport kernel) {
    if (kernel.capabilities().isEmpty()) {
      return "none that eBPF needs";
    }
    return kernel.capabilities().stream()
        .sorted()
        .map(capability -> "CAP_" + capability)
        .collect(Collectors.joining(" "));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("%-11s %s".formatted(name, value).stripTrailing()).append('\n');
  }
}
