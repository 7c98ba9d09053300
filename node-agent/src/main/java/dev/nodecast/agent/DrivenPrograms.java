package dev.nodecast.agent;

import dev.nodecast.bpf.BpfProgram;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.ProgramSupport;
import dev.nodecast.bpf.RunStats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs, and how often each ran while a command did. The count is the kernel's own, so nothing
 * here knows what a program is for.
 *
 * @param runs of those that were attached
 * @param problem why the counts say nothing; empty when they do
 */
record DrivenPrograms(List<ProgramSupport> programs, List<Runs> runs, String problem) {
  /** One program's count. */
  record Runs(String subject, String program, long count) {}

  DrivenPrograms {
    programs = List.copyOf(programs);
    runs = List.copyOf(runs);
  }

  /**
   * Runs the command to its end; its output goes where this process's goes.
   *
   * @param stats on since before the subjects were started
   */
  static DrivenPrograms drive(List<BpfSubject> subjects, RunStats stats, List<String> command) {
    List<ProgramSupport> programs = subjects.stream().flatMap(s -> s.support().stream()).toList();
    String problem = stats.refusal().isEmpty() ? run(command) : stats.refusal();
    subjects.forEach(DrivenPrograms::iterate);
    return new DrivenPrograms(programs, runs(subjects), problem);
  }

  String report() {
    StringBuilder text = new StringBuilder();
    VerifyKernel.line(text, "drive", problem.isEmpty() ? "ended with 0" : problem);
    for (Runs r : runs) {
      String row = "%-24s %d".formatted(r.subject() + "/" + r.program(), r.count());
      VerifyKernel.line(text, "runs", row);
    }
    return text.toString();
  }

  private static String run(List<String> command) {
    try {
      int code = new ProcessBuilder(command).inheritIO().start().waitFor();
      return code == 0 ? "" : "ended with " + code + " (expected: 0)";
    } catch (IOException e) {
      return command.get(0) + ": does not start (" + e.getMessage() + ")";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /** Iterators run when they are asked to. */
  private static void iterate(BpfSubject subject) {
    subject
        .object()
        .ifPresent(
            object ->
                object.programs().stream()
                    .filter(BpfProgram::attached)
                    .filter(BpfProgram::iterates)
                    .forEach(BpfProgram::iterate));
  }

  private static List<Runs> runs(List<BpfSubject> subjects) {
    List<Runs> found = new ArrayList<>();
    for (BpfSubject subject : subjects) {
      subject
          .object()
          .ifPresent(
              object ->
                  object.programs().stream()
                      .filter(BpfProgram::attached)
                      .map(p -> new Runs(object.name(), p.name(), p.stats().runs()))
                      .forEach(found::add));
    }
    return found;
  }
}
