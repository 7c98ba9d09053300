package dev.nodecast.agent.exchange;

import dev.nodecast.catalog.ServiceKind;

/** One command as it is sent: an array of bulk strings, or a line. Filled anew for each. */
final class RedisCommand {
  /** Longer names are none that is known. */
  private static final int LONGEST_NAME = 64;

  /** Arguments beyond the name that anybody sends: 1024 * 1024 are the server's limit. */
  private static final long MOST = 1024 * 1024;

  String operation = "";

  /** Its first argument, when it is there: from, to. */
  int argument;

  int argumentEnd;

  /** Behind its name. */
  long arguments;

  /** Behind it; {@link Resp#CUT}: its announcements are not all there. */
  long end;

  /** Reads the one that begins here; false when none does. */
  boolean read(byte[] bytes, int at, int to) {
    operation = ServiceKind.OTHER;
    argument = 0;
    argumentEnd = 0;
    arguments = 0;
    end = Resp.CUT;
    if (bytes[at] != '*') {
      return inline(bytes, at, to);
    }
    long behind = Resp.line(bytes, at + 1, to);
    if (behind < 0) {
      return behind == Resp.CUT;
    }
    long count = Resp.number(bytes, at + 1, behind);
    if (count < 1 || count > MOST || (behind < to && bytes[(int) behind] != '$')) {
      return false;
    }
    arguments = count - 1;
    long from = behind;
    for (long i = 0; i < count; i++) {
      if (from >= to) {
        return true;
      }
      behind = Resp.line(bytes, from + 1, to);
      if (bytes[(int) from] != '$' || behind == Resp.MALFORMED) {
        return i > 0; // what is broken behind the name does not make it another
      }
      if (behind == Resp.CUT) {
        return true;
      }
      long size = Resp.number(bytes, from + 1, behind);
      if (size < 0) {
        return i > 0;
      }
      from = behind + size + 2;
      if (i == 0 && size <= LONGEST_NAME && behind + size <= to) {
        operation = RedisCommands.of(bytes, (int) behind, (int) (behind + size));
      } else if (i == 1 && behind + size <= to) {
        argument = (int) behind;
        argumentEnd = (int) (behind + size);
      }
    }
    end = from;
    return true;
  }

  /** "PING\r\n", as people type it: words of letters only, so that a value is none. */
  private boolean inline(byte[] bytes, int at, int to) {
    int name = at;
    while (name < to && name - at < LONGEST_NAME && letter(bytes[name])) {
      name++;
    }
    if (name == at || name == to || bytes[name] > ' ') {
      return false;
    }
    String known = RedisCommands.of(bytes, at, name);
    if (known.equals(ServiceKind.OTHER)) {
      return false;
    }
    int newline = name;
    while (newline < to && bytes[newline] != '\n') {
      newline++;
    }
    operation = known;
    arguments = bytes[name] == ' ' ? 1 : 0;
    end = newline < to ? newline + 1 : Resp.CUT;
    return true;
  }

  private static boolean letter(int c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }
}
