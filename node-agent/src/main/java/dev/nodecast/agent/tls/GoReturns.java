package dev.nodecast.agent.tls;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds where a function that Go's compiler made returns. On arm64 each instruction has four bytes.
 * On x86 it has one to fifteen, and nothing tells where one begins; but Go's functions all take
 * their frame and give it back in the same way (cmd/internal/obj/x86/obj6.go), and only a return
 * behind that, of the frame that this function took, is one:
 *
 * <pre>
 * 48 83 ec 68     sub  $0x68,%rsp          at its beginning
 * 48 8b 6c 24 60  mov  0x60(%rsp),%rbp     until Go 1.20
 * 48 83 c4 68     add  $0x68,%rsp
 * 5d              pop  %rbp                since Go 1.21
 * c3              ret
 * </pre>
 *
 * With 128 bytes and more the numbers have four bytes; of 128 itself the opposite of -128 is taken.
 */
final class GoReturns {
  private static final int ARM64_RETURN = 0xd65f03c0;

  /** Behind the comparison of the stack's limit, which may be a long one. */
  private static final int PROLOGUE = 64;

  private static final int MAX = 64;

  private GoReturns() {}

  /** Places in a function of arm64; none when there are too many to be one. */
  static List<Integer> ofArm64(byte[] code) {
    List<Integer> found = new ArrayList<>();
    for (int at = 0; at + 4 <= code.length; at += 4) {
      if (number(code, at) == ARM64_RETURN) {
        found.add(at);
      }
    }
    return found.size() > MAX ? List.of() : found;
  }

  /** Places in a function of x86; none when it takes no frame, as no function that calls does. */
  static List<Integer> ofX86(byte[] code) {
    long frame = 0;
    for (int at = 0; at < Math.min(PROLOGUE, code.length) && frame <= 0; at++) {
      frame = change(code, at, 0xec, 0xc4);
    }
    List<Integer> found = new ArrayList<>();
    for (int at = 0; frame > 0 && at < code.length; at++) {
      if (change(code, at, 0xc4, 0xec) != frame) {
        continue;
      }
      int behind = at + (is(code, at + 1, 0x83) ? 4 : 7);
      boolean popped = is(code, behind, 0x5d) && is(code, behind + 1, 0xc3);
      if (popped || (is(code, behind, 0xc3) && restored(code, at, frame))) {
        found.add(popped ? behind + 1 : behind);
      }
    }
    return found.size() > MAX ? List.of() : found;
  }

  /** By how much the stack pointer is changed here one way, or by its opposite the other. */
  private static long change(byte[] code, int at, int way, int opposite) {
    if (!is(code, at, 0x48)) {
      return 0;
    }
    if (is(code, at + 1, 0x83) && at + 3 < code.length) {
      return is(code, at + 2, way) ? code[at + 3] : is(code, at + 2, opposite) ? -code[at + 3] : 0;
    }
    boolean wide = is(code, at + 1, 0x81) && is(code, at + 2, way) && at + 7 <= code.length;
    return wide ? number(code, at + 3) : 0;
  }

  /** Whether the frame pointer was read back just before. */
  private static boolean restored(byte[] code, int at, long frame) {
    boolean narrow =
        is(code, at - 5, 0x48)
            && is(code, at - 4, 0x8b)
            && is(code, at - 3, 0x6c)
            && is(code, at - 2, 0x24)
            && code[at - 1] == frame - 8;
    return narrow
        || (is(code, at - 8, 0x48)
            && is(code, at - 7, 0x8b)
            && is(code, at - 6, 0xac)
            && is(code, at - 5, 0x24)
            && number(code, at - 4) == frame - 8);
  }

  private static boolean is(byte[] code, int at, int value) {
    return at >= 0 && at < code.length && (code[at] & 0xff) == value;
  }

  private static int number(byte[] code, int at) {
    return (code[at] & 0xff)
        | (code[at + 1] & 0xff) << 8
        | (code[at + 2] & 0xff) << 16
        | (code[at + 3] & 0xff) << 24;
  }
}
