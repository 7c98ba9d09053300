package dev.nodecast.agent;

import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.ProgramSupport;
import dev.nodecast.bpf.RunStats;
import dev.nodecast.bpf.basic.Basic;
import dev.nodecast.catalog.KernelSubject;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * {@code nodecast-agent verify-kernel}: loads every kernel program for a moment and prints what
 * became of it. For people, and for an init container that asks before the agent starts.
 *
 * <p>{@code verify-kernel --drive COMMAND [ARGUMENT...]} loads all of them together, runs the
 * command meanwhile, and also prints how often each program ran: a hook may be there and yet not be
 * reached.
 */
final class VerifyKernel {
  static final String COMMAND = "verify-kernel";

  private static final String DRIVE = "--drive";

  /** Exit codes. */
  static final int ALL = 0;

  static final int SOME = 1;
  static final int NONE = 2;
  static final int NOT_DRIVEN = 3;
  static final int USAGE = 64; // sysexits.h

  private VerifyKernel() {}

  /** Whether these arguments of the program are for this command. */
  static boolean asked(String[] args) {
    return args.length > 0 && args[0].equals(COMMAND);
  }

  /**
   * Asks the kernel below this process, whatever host tree the agent is configured for.
   *
   * @param args as {@link #asked}
   * @return the exit code
   */
  static int run(String[] args, PrintStream out, PrintStream err) {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    if (args.length == 1) {
      List<ProgramSupport> programs =
          BpfSubject.ALL.stream().flatMap(name -> tried(name, kernel).stream()).toList();
      out.print(report(kernel, programs));
      return exitCode(programs);
    }
    if (args.length == 2 || !args[1].equals(DRIVE)) {
      err.println("argument: " + args[1] + " (expected: nothing or --drive COMMAND [ARGUMENT...])");
      return USAGE;
    }
    DrivenPrograms driven = driven(List.of(args).subList(2, args.length), kernel);
    out.print(report(kernel, driven.programs()));
    out.print(driven.report());
    return driven.problem().isEmpty() ? exitCode(driven.programs()) : NOT_DRIVEN;
  }

  private static List<ProgramSupport> tried(String name, KernelSupport kernel) {
    try (BpfSubject subject = BpfSubject.start(name, kernel)) {
      return subject.support();
    }
  }

  /** All at once, because the command runs once. */
  private static DrivenPrograms driven(List<String> command, KernelSupport kernel) {
    List<BpfSubject> subjects = new ArrayList<>();
    try (RunStats stats = RunStats.open()) {
      BpfSubject.ALL.forEach(name -> subjects.add(BpfSubject.start(name, kernel)));
      return DrivenPrograms.drive(subjects, stats, command);
    } finally {
      subjects.forEach(BpfSubject::close);
    }
  }

  static int exitCode(List<ProgramSupport> programs) {
    List<ProgramSupport> needed = needed(programs);
    long loaded = needed.stream().filter(ProgramSupport::loaded).count();
    return loaded == needed.size() ? ALL : loaded > 0 ? SOME : NONE;
  }

  /** Where anything else loads, the limited set stands in for nothing. */
  private static List<ProgramSupport> needed(List<ProgramSupport> programs) {
    List<ProgramSupport> others =
        programs.stream().filter(p -> !p.subject().equals(Basic.NAME)).toList();
    return others.stream().anyMatch(ProgramSupport::loaded) ? others : programs;
  }

  static String report(KernelSupport kernel, List<ProgramSupport> programs) {
    StringBuilder text = new StringBuilder();
    line(text, "kernel", (kernel.release() + " " + kernel.version()).strip());
    line(text, "btf", kernel.btf() ? "readable" : "missing");
    line(text, "lockdown", lower(kernel.lockdown()));
    line(text, "tracefs", kernel.tracefs() ? "mounted" : "not mounted");
    line(text, "bpffs", (kernel.bpffs() ? "mounted" : "not mounted") + ", nothing is pinned there");
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
    List<ProgramSupport> needed = needed(programs);
    affected(needed).forEach(line -> line(text, "affected", line));
    long loaded = needed.stream().filter(ProgramSupport::loaded).count();
    String spare = needed.size() < programs.size() ? "; the limited set is not needed" : "";
    line(text, "result", loaded + " of " + needed.size() + " programs load" + spare);
    return text.toString();
  }

  /** What is empty or has gaps, and why: a line for each subject and reason. */
  private static List<String> affected(List<ProgramSupport> programs) {
    return programs.stream()
        .filter(p -> !p.loaded())
        .map(p -> KernelSubject.feeds(p.subject()) + ": " + p.reason())
        .distinct()
        .toList();
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

  static void line(StringBuilder text, String name, String value) {
    text.append("%-11s %s".formatted(name, value).stripTrailing()).append('\n');
  }
}
