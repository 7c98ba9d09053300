package dev.nodecast.agent.procfs;

import static dev.nodecast.agent.procfs.TextScanner.NOT_MEASURED;

import java.util.Arrays;

/**
 * {@code /proc/PID/stat} (Linux: fs/proc/array.c do_task_stat, proc(5)). Times are ticks of
 * USER_HZ.
 *
 * <pre>
 * 6140 (cat) R 6126 6126 2321 0 -1 4194304 96 0 0 0 0 0 0 0 20 0 1 0 88071 3133440 382 ...
 * </pre>
 *
 * The command stands between the first "(" and the last ")", as it may itself hold blanks,
 * parentheses and newlines; it is cut to 15 bytes by the kernel.
 */
public final class ProcessStat {
  /** Numbers of the line; the argument is the field's position in proc(5). */
  public enum Field {
    PARENT_PID(4),
    PROCESS_GROUP(5),
    SESSION(6),
    TTY(7),
    /** PF_ flags; 0x00200000 (PF_KTHREAD) marks kernel threads. */
    FLAGS(9),
    MINOR_FAULTS(10),
    CHILDREN_MINOR_FAULTS(11),
    MAJOR_FAULTS(12),
    CHILDREN_MAJOR_FAULTS(13),
    USER_TICKS(14),
    SYSTEM_TICKS(15),
    CHILDREN_USER_TICKS(16),
    CHILDREN_SYSTEM_TICKS(17),
    PRIORITY(18),
    NICE(19),
    THREADS(20),
    /** Ticks from boot to the start of the process: with the pid its identity. */
    START_TICKS(22),
    VIRTUAL_BYTES(23),
    RESIDENT_PAGES(24),
    /** The CPU it ran on last. */
    PROCESSOR(39),
    REALTIME_PRIORITY(40),
    POLICY(41),
    BLOCK_IO_DELAY_TICKS(42),
    GUEST_TICKS(43),
    CHILDREN_GUEST_TICKS(44);

    private final int position;

    Field(int position) {
      this.position = position;
    }
  }

  private static final int FIRST_NUMBER = 4;
  private static final int LAST_NUMBER = 44;

  /** The process id, from the line itself. */
  public long pid = NOT_MEASURED;

  /** R, S, D, Z, T, t, X, I, or 0 if the line had none. */
  public char state;

  /** The command, with what is not UTF-8 replaced. Never null. */
  public String command = "";

  private final TextScanner scanner = new TextScanner();
  private final Names commands;
  private final long[] numbers = new long[LAST_NUMBER + 1];

  /** A parser that remembers at most {@code commands} distinct commands without allocating. */
  public ProcessStat(int commands) {
    this.commands = new Names(commands);
  }

  /** Reads the file's text; false when it is not such a line. */
  public boolean parse(byte[] bytes, int length) {
    Arrays.fill(numbers, NOT_MEASURED);
    command = "";
    state = 0;
    scanner.over(bytes, length);
    pid = scanner.number();
    int open = indexOf(bytes, length);
    int close = lastIndexOf(bytes, length);
    if (pid == NOT_MEASURED || open < 0 || close < open) {
      return false;
    }
    command = commands.of(bytes, open + 1, close);
    scanner.position(close + 1);
    if (!scanner.word()) {
      return false;
    }
    state = (char) (bytes[scanner.wordStart()] & 0x7f);
    for (int i = FIRST_NUMBER; i <= LAST_NUMBER; i++) {
      numbers[i] = scanner.number();
    }
    return numbers[Field.START_TICKS.position] != NOT_MEASURED;
  }

  private static int indexOf(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '(') {
        return i;
      }
    }
    return -1;
  }

  private static int lastIndexOf(byte[] bytes, int length) {
    for (int i = length - 1; i >= 0; i--) {
      if (bytes[i] == ')') {
        return i;
      }
    }
    return -1;
  }

  /** A number of the line parsed last. */
  public long of(Field field) {
    return numbers[field.position];
  }
}
