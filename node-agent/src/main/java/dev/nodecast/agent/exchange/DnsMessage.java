package dev.nodecast.agent.exchange;

/**
 * The header and the question of one DNS message (RFC 1035 section 4.1), and the rcode that EDNS
 * lengthens (RFC 6891 section 6.1.3). Filled anew for each; of records nothing is kept.
 */
final class DnsMessage {
  static final int HEADER = 12;

  /** RFC 1035 section 2.3.4. */
  private static final int LONGEST_NAME = 255;

  private static final int LONGEST_LABEL = 63;
  private static final int RECORD = 10;
  private static final int OPT = 41;
  private static final long PRIME = 0x100000001b3L;

  int id;
  boolean response;
  int opcode;
  boolean truncated;
  int rcode;

  /** Whether there is a question; answers to what was not understood have none. */
  boolean question;

  int type;

  /** Of name, type and class, whatever the letters' case; 0 without a question. */
  long hash;

  /** How many records answer, as it says. */
  int answers;

  /** Where the name's labels are, without the root's. */
  int nameFrom;

  int nameTo;

  /**
   * Whether these bytes begin with a header and a question.
   *
   * @param to where the message ends, or what is there of it
   */
  boolean read(byte[] bytes, int from, int to) {
    if (to - from < HEADER) {
      return false;
    }
    id = u16(bytes, from);
    int flags = u16(bytes, from + 2);
    response = (flags & 0x8000) != 0;
    opcode = flags >> 11 & 15;
    truncated = (flags & 0x200) != 0;
    rcode = flags & 15;
    int questions = u16(bytes, from + 4);
    question = questions == 1;
    answers = u16(bytes, from + 6);
    hash = 0;
    type = 0;
    nameFrom = from + HEADER;
    nameTo = nameFrom;
    if (!question) {
      return questions == 0 && response;
    }
    int end = name(bytes, to);
    if (end < 0 || end + 4 > to) {
      return false;
    }
    type = u16(bytes, end);
    for (int i = end; i < end + 4; i++) {
      hash = (hash ^ (bytes[i] & 255)) * PRIME;
    }
    hash = hash == 0 ? 1 : hash;
    if (response) {
      lengthen(bytes, from, end + 4, to);
    }
    return true;
  }

  /** Whether a query may begin here: what must be zero is, and it asks one thing. */
  static boolean query(byte[] bytes, int from, int to) {
    return to - from >= HEADER && (u16(bytes, from + 2) & 0x8040) == 0 && u16(bytes, from + 4) == 1;
  }

  static int u16(byte[] bytes, int at) {
    return (bytes[at] & 255) << 8 | (bytes[at + 1] & 255);
  }

  /** Where the name is over, behind the root's label; -1: it is none. */
  private int name(byte[] bytes, int to) {
    int at = nameFrom;
    hash = 0xcbf29ce484222325L;
    while (at < to && at - nameFrom < LONGEST_NAME) {
      int length = bytes[at] & 255;
      if (length == 0) {
        nameTo = at;
        return at + 1;
      }
      if (length > LONGEST_LABEL || at + length >= to) {
        return -1; // a pointer has nothing before it to point to
      }
      for (int i = at; i <= at + length; i++) {
        hash = (hash ^ lower(bytes[i])) * PRIME;
      }
      at += length + 1;
    }
    return -1;
  }

  static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  }

  /** The upper bits of the rcode are in the OPT record, among the last. */
  private void lengthen(byte[] bytes, int from, int records, int to) {
    int left = u16(bytes, from + 6) + u16(bytes, from + 8) + u16(bytes, from + 10);
    int at = records;
    while (left-- > 0) {
      boolean root = at < to && bytes[at] == 0;
      at = behindName(bytes, at, to);
      if (at + RECORD > to) {
        return;
      }
      if (root && u16(bytes, at) == OPT) {
        rcode |= (bytes[at + 4] & 255) << 4;
        return;
      }
      at += RECORD + u16(bytes, at + 8);
    }
  }

  static int behindName(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      int length = bytes[at] & 255;
      if (length == 0) {
        return at + 1;
      }
      if (length > LONGEST_LABEL) {
        return at + 2; // a pointer is a name's end
      }
      at += length + 1;
    }
    return to;
  }
}
