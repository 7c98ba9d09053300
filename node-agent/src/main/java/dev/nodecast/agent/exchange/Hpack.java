package dev.nodecast.agent.exchange;

import java.nio.charset.StandardCharsets;

/**
 * Decodes the header blocks of one direction (RFC 7541), as far as something of them is told. A
 * field of the table costs nothing but its number, so a block of references expands to nothing. For
 * one thread.
 */
final class Hpack {
  /** Fields of a block that are looked at; of those behind only the table is kept. */
  static final int FIELDS = 64;

  /** Appendix A: names, and with {@code =} the values that are of interest. */
  private static final String[] STATIC = {
    ":authority",
    ":method=GET",
    ":method=POST",
    ":path=/",
    ":path=/index.html",
    ":scheme",
    ":scheme",
    ":status=200",
    ":status=204",
    ":status=206",
    ":status=304",
    ":status=400",
    ":status=404",
    ":status=500",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "accept-ranges",
    "accept",
    "access-control-allow-origin",
    "age",
    "allow",
    "authorization",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-location",
    "content-range",
    "content-type",
    "cookie",
    "date",
    "etag",
    "expect",
    "expires",
    "from",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "last-modified",
    "link",
    "location",
    "max-forwards",
    "proxy-authenticate",
    "proxy-authorization",
    "range",
    "referer",
    "refresh",
    "retry-after",
    "server",
    "set-cookie",
    "strict-transport-security",
    "transfer-encoding",
    "user-agent",
    "vary",
    "via",
    "www-authenticate"
  };

  private static final byte[] STATIC_KINDS = new byte[STATIC.length];
  private static final int[] STATIC_NAMES = new int[STATIC.length];
  private static final String[] STATIC_VALUES = new String[STATIC.length];

  static {
    for (int i = 0; i < STATIC.length; i++) {
      int end = STATIC[i].indexOf('=');
      String name = end < 0 ? STATIC[i] : STATIC[i].substring(0, end);
      byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
      STATIC_KINDS[i] = Http2Head.kind(bytes, bytes.length);
      STATIC_NAMES[i] = bytes.length;
      STATIC_VALUES[i] = end < 0 ? "" : STATIC[i].substring(end + 1);
    }
  }

  /** Numbers are of lengths and places, none of which is larger. */
  private static final int LARGEST = 1 << 24;

  private static final int MALFORMED = -1;

  private final Http2Texts texts;
  private final HpackTable table = new HpackTable();
  private final HpackMemory memory = new HpackMemory();

  // Of the block that is being decoded.
  private byte[] block;
  private int at;
  private int end;

  /** The path that came as text and what it says is known at the end; -1: none did. */
  private int pathLength;

  /** Where in the table it is by now; -1: nowhere. */
  private int pathEntry;

  Hpack(Http2Texts texts) {
    this.texts = texts;
  }

  /** A block was not seen. */
  void lost() {
    table.clear();
  }

  /**
   * Decodes a block.
   *
   * @param head is filled with what it says, unless the same is remembered
   * @return what it says, to be read before the next block; null when it is malformed, after which
   *     nothing of the table is known, and {@code head} says so
   */
  Http2Head decode(byte[] bytes, int from, int to, Http2Head head) {
    boolean plain = memory.plain(bytes, from, to);
    Http2Head known = plain ? memory.of(table.generation()) : null;
    if (known != null) {
      return known;
    }
    boolean read = decodeFields(bytes, from, to, head);
    if (plain) {
      memory.keep(table.generation(), head);
    }
    return read ? head : null;
  }

  private boolean decodeFields(byte[] bytes, int from, int to, Http2Head head) {
    block = bytes;
    at = from;
    end = to;
    pathLength = -1;
    pathEntry = -1;
    head.clear();
    for (int fields = 0; at < end; fields++) {
      if (!field(head, fields < FIELDS)) {
        table.clear();
        head.unreadable();
        return false;
      }
    }
    if (pathLength >= 0) {
      String text = texts.path(pathLength, head.grpc);
      head.take(Http2Head.PATH, text);
      if (pathEntry >= 0 && table.has(pathEntry)) {
        table.value(pathEntry, text);
      }
    }
    return true;
  }

  /** Section 6. */
  private boolean field(Http2Head head, boolean taken) {
    int first = block[at] & 0xff;
    if (first >= 0x80) {
      return indexed(head, taken);
    }
    if (first >= 0x40) {
      return literal(integer(6), true, head, taken);
    }
    if (first >= 0x20) {
      int limit = integer(5);
      if (limit != MALFORMED) {
        table.limit(limit);
      }
      return limit != MALFORMED;
    }
    return literal(integer(4), false, head, taken);
  }

  private boolean indexed(Http2Head head, boolean taken) {
    int index = integer(7);
    if (index <= 0) {
      return false;
    }
    int entry = index - 1 - STATIC.length;
    if (!taken) {
      return true;
    }
    if (entry < 0) {
      head.take(STATIC_KINDS[index - 1], STATIC_VALUES[index - 1]);
    } else if (table.has(entry)) {
      head.take(table.kind(entry), table.value(entry));
      if (table.kind(entry) == Http2Head.TRACEPARENT) {
        head.take(table.trace(entry));
      }
    } else {
      head.take(Http2Head.UNSEEN, "");
    }
    return true;
  }

  private boolean literal(int index, boolean keep, Http2Head head, boolean taken) {
    if (index == MALFORMED) {
      return false;
    }
    byte kind = Http2Head.UNSEEN;
    int nameLength = 0;
    int entry = index - 1 - STATIC.length;
    if (index == 0) {
      nameLength = string(texts.name);
      if (nameLength == MALFORMED) {
        return false;
      }
      kind = Http2Head.kind(texts.name, nameLength);
    } else if (entry < 0) {
      kind = STATIC_KINDS[index - 1];
      nameLength = STATIC_NAMES[index - 1];
    } else if (table.has(entry)) {
      kind = table.kind(entry);
      nameLength = table.nameLength(entry);
    }
    boolean path = kind == Http2Head.PATH && pathLength < 0 && taken;
    byte[] value = path ? texts.path : texts.value;
    int length = string(value);
    if (length == MALFORMED) {
      return false;
    }
    String text = "";
    if (path) {
      pathLength = length;
    } else if (kind == Http2Head.TRACEPARENT) {
      texts.trace.read(value, 0, Math.min(length, value.length));
      if (taken) {
        head.take(texts.trace);
      }
    } else {
      text = texts.head.text(kind, value, length);
      if (taken) {
        head.take(kind, text);
      }
    }
    if (keep) {
      if (table.insert(kind, nameLength, length, text) && kind == Http2Head.TRACEPARENT) {
        table.trace(texts.trace);
      }
      pathEntry = path ? 0 : pathEntry >= 0 ? pathEntry + 1 : -1;
    }
    return true;
  }

  /** Section 5.1. */
  private int integer(int prefix) {
    int most = (1 << prefix) - 1;
    int value = block[at++] & most;
    if (value < most) {
      return value;
    }
    for (int shift = 0; shift <= 28; shift += 7) {
      if (at >= end) {
        return MALFORMED;
      }
      int next = block[at++];
      long more = (long) (next & 0x7f) << shift;
      if (more > LARGEST) {
        return MALFORMED;
      }
      value += (int) more;
      if (next >= 0) {
        return value;
      }
    }
    return MALFORMED;
  }

  /** Section 5.2: its length; as much of it as there is room for is in {@code out}. */
  private int string(byte[] out) {
    if (at >= end) {
      return MALFORMED;
    }
    boolean huffman = block[at] < 0;
    int length = integer(7);
    if (length == MALFORMED || length > end - at) {
      return MALFORMED;
    }
    int from = at;
    at += length;
    if (huffman) {
      return HpackHuffman.decode(block, from, at, out);
    }
    System.arraycopy(block, from, out, 0, Math.min(length, out.length));
    return length;
  }

  HpackTable table() {
    return table;
  }

  HpackMemory memory() {
    return memory;
  }
}
