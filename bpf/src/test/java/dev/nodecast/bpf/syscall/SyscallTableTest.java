package dev.nodecast.bpf.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The committed tables against the headers of this machine. */
class SyscallTableTest {
  /** What arch/arm64/include/uapi/asm/unistd.h defines before it includes the generic one. */
  private static final String ARM64 =
      """
      #define __ARCH_WANT_RENAMEAT
      #define __ARCH_WANT_NEW_STAT
      #define __ARCH_WANT_SET_GET_RLIMIT
      #define __ARCH_WANT_TIME32_SYSCALLS
      #define __ARCH_WANT_SYS_CLONE3
      #define __ARCH_WANT_MEMFD_SECRET
      #include <asm-generic/unistd.h>
      """;

  private static final Pattern DEFINE =
      Pattern.compile("^#define (__NR(?:3264)?_\\w+) (\\w+)$", Pattern.MULTILINE);

  @Test
  void theTableOfX86IsThatOfTheHeader() throws IOException, InterruptedException {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "asm/unistd_64.h is in x86 headers only");
    same(SyscallTable.of("x86_64"), defined("#include <asm/unistd_64.h>\n"));
  }

  @Test
  void theTableOfArmIsThatOfTheHeader() throws IOException, InterruptedException {
    same(SyscallTable.of("aarch64"), defined(ARM64));
  }

  /** A machine's headers may be older or newer than the table: what both have must agree. */
  private static void same(SyscallTable table, Map<String, Integer> header) {
    Map<String, Integer> both = new TreeMap<>(table.all());
    both.keySet().retainAll(header.keySet());
    assertThat(both).hasSizeGreaterThan(280);
    both.forEach((name, number) -> assertThat(number).as(name).isEqualTo(header.get(name)));
    assertThat(table.all().values()).allMatch(number -> number < SyscallTable.NUMBERS);
    assertThat(Set.copyOf(table.all().values())).hasSameSizeAs(table.all().values());
  }

  @Test
  void namesAndNumbersFindEachOther() {
    SyscallTable table = SyscallTable.of("x86_64");
    table
        .all()
        .forEach((name, number) -> assertThat(table.name(number)).as("" + number).isEqualTo(name));
    assertThat(table.name(500)).isEqualTo("syscall_500");
    assertThat(table.name(-1)).isEqualTo("syscall_-1");
    assertThat(table.name(1 << 30)).isEqualTo("syscall_1073741824");
  }

  @Test
  void whatDoesNotReturnOrIsOfAnotherArchitectureIsNotTracked() {
    SyscallTable x86 = SyscallTable.of("x86_64");
    SyscallTable arm = SyscallTable.of("aarch64");
    assertThat(x86.numbers(List.of("read", "epoll_wait", "exit_group"))).containsExactly(0, 232);
    assertThat(arm.numbers(List.of("read", "epoll_wait", "exit_group"))).containsExactly(63);
    assertThat(x86.numbers(List.of("*")))
        .hasSize(SyscallTable.NUMBERS - 3)
        .contains(0, 500)
        .doesNotContain(15, 60, 231);
    assertThat(SyscallTable.unknown(List.of("read", "opem", "epoll_wait", "*", "exit")))
        .containsExactly("opem", "exit");
    assertThat(SyscallTable.unknown(SyscallTable.DEFAULT)).isEmpty();
  }

  private static Map<String, Integer> defined(String source)
      throws IOException, InterruptedException {
    Process cc =
        new ProcessBuilder("cc", "-E", "-dM", "-x", "c", "-")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var in = cc.getOutputStream()) {
      in.write(("#undef __BITS_PER_LONG\n" + source).getBytes(StandardCharsets.UTF_8));
    }
    String macros = new String(cc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(cc.waitFor() == 0, "the kernel's headers for user space are not installed");
    Map<String, String> raw = new TreeMap<>();
    for (Matcher m = DEFINE.matcher(macros); m.find(); ) {
      raw.put(m.group(1), m.group(2));
    }
    Map<String, Integer> numbers = new TreeMap<>();
    raw.forEach(
        (name, value) -> {
          String number = raw.getOrDefault(value, value); // __NR_fcntl is __NR3264_fcntl is 25
          if (name.startsWith("__NR_") && number.matches("\\d+")) {
            numbers.put(name.substring("__NR_".length()), Integer.valueOf(number));
          }
        });
    return numbers;
  }
}
