package dev.nodecast.web.page;

/** The kernel's letters for the state of a task (fs/proc/array.c), as words. */
final class ProcessState {
  private ProcessState() {}

  static String word(String letter) {
    return switch (letter) {
      case "R" -> "running";
      case "S" -> "asleep";
      case "D" -> "waiting for I/O";
      case "Z" -> "zombie";
      case "T" -> "stopped";
      case "t" -> "traced";
      case "I" -> "idle";
      case "X" -> "dead";
      default -> letter;
    };
  }
}
