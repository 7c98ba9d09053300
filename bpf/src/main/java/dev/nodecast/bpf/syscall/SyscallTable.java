package dev.nodecast.bpf.syscall;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Names and numbers of an architecture's system calls, from the kernel's own headers. */
public final class SyscallTable {
  /** SYSCALL_NUMBERS of syscall.h: every number is below it. */
  public static final int NUMBERS = 512;

  /** Stands for all calls. */
  public static final String ALL = "*";

  /** What programs wait in, what moves their bytes, and what fails when something is wrong. */
  public static final List<String> DEFAULT =
      List.of(
          "read",
          "write",
          "pread64",
          "pwrite64",
          "readv",
          "writev",
          "openat",
          "newfstatat",
          "statx",
          "close",
          "fsync",
          "fdatasync",
          "connect",
          "accept4",
          "sendto",
          "recvfrom",
          "sendmsg",
          "recvmsg",
          "futex",
          "poll",
          "ppoll",
          "epoll_wait",
          "epoll_pwait",
          "nanosleep",
          "clock_nanosleep",
          "execve",
          "clone",
          "clone3",
          "wait4",
          "mmap");

  /** They do not come back to where they were called, so nothing is ever counted of them. */
  private static final Set<String> WITHOUT_RETURN = Set.of("exit", "exit_group", "rt_sigreturn");

  private static final List<String> ARCHITECTURES = List.of("x86_64", "aarch64");

  private final Map<String, Integer> numbers = new HashMap<>();
  private final String[] names = new String[NUMBERS];

  private SyscallTable(String architecture) {
    String resource = architecture + ".txt";
    try (InputStream in = SyscallTable.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(resource + ": not in the jar (expected: a table of system calls)");
      }
      new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(this::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String line) {
    int space = line.indexOf(' ');
    int number = Integer.parseInt(line.substring(space + 1));
    numbers.put(line.substring(0, space), number);
    names[number] = line.substring(0, space);
  }

  /**
   * The table of an architecture.
   *
   * @param architecture {@code x86_64} or {@code aarch64}
   */
  public static SyscallTable of(String architecture) {
    return new SyscallTable(architecture);
  }

  /** The table of this machine. */
  public static SyscallTable ofMachine() {
    return of(System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64");
  }

  /** Names that cannot be tracked on any architecture, as a user may have misspelled them. */
  public static List<String> unknown(Collection<String> wanted) {
    List<SyscallTable> tables = ARCHITECTURES.stream().map(SyscallTable::of).toList();
    return wanted.stream()
        .filter(name -> !name.equals(ALL))
        .filter(name -> tables.stream().noneMatch(table -> table.number(name).isPresent()))
        .toList();
  }

  /** Empty for a name that this architecture has not, and for a call that does not return. */
  public OptionalInt number(String name) {
    Integer number = WITHOUT_RETURN.contains(name) ? null : numbers.get(name);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /** The numbers of these calls, in order; those that this architecture has not are left out. */
  public Set<Integer> numbers(Collection<String> wanted) {
    Set<Integer> found = new LinkedHashSet<>();
    if (wanted.contains(ALL)) {
      for (int number = 0; number < NUMBERS; number++) {
        if (names[number] == null || !WITHOUT_RETURN.contains(names[number])) {
          found.add(number);
        }
      }
    } else {
      wanted.forEach(name -> number(name).ifPresent(found::add));
    }
    return found;
  }

  /** A call's name; {@code syscall_500} for one that is newer than the table. */
  public String name(int number) {
    String name = number >= 0 && number < NUMBERS ? names[number] : null;
    return name == null ? "syscall_" + number : name;
  }

  /** All names, those without a return included. */
  Map<String, Integer> all() {
    return Map.copyOf(numbers);
  }
}
