package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.exchange.Http2Stream;

/**
 * One direction of a connection: its frames (RFC 9113 section 4), from what the kernel program
 * leaves of the bytes: whole headers of frames, DATA without its payload, nothing of settings,
 * pings and windows. Calls cut payloads anywhere. For one thread.
 */
final class Http2Frames {
  private static final int HEADER = 9;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int PUSH_PROMISE = 5;
  private static final int GOAWAY = 7;
  private static final int CONTINUATION = 9;

  /** None that was sent: the kernel program's own. */
  private static final int COUNTED = (byte) Http2Stream.FRAME;

  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  /** Receives what frames say. */
  interface Frames {
    /** A frame of DATA; its bytes count its header and padding. */
    void data(int stream, long bytes);

    /**
     * A whole block of headers, or one that could not be read.
     *
     * @param bytes of all of its frames
     * @param beganNs when the first of them came
     */
    void headers(int stream, Http2Head head, long bytes, long beganNs);

    /** The last of what this side says on the stream was moved. */
    void ends(int stream);

    void reset(int stream, long error);

    /** What came of a stream in the kernel until now, or all of it. */
    void stream(Http2Stream stream);

    /** Streams above the last one will never be answered. */
    void goAway(int last);

    void unread(String reason);
  }

  private final Http2Texts texts;
  private final Hpack hpack;
  private final Http2Block block = new Http2Block();
  private long expected;

  // The frame that is under way; of one that began out of sight the rest passes.
  private int left;
  private boolean passing;
  private int type;
  private int flags;
  private int stream;
  private int frameBytes;

  /** Where in the block it began. */
  private int frameAt;

  /** Whose last DATA is still on its way; 0: none. */
  private int ending;

  Http2Frames(Http2Texts texts) {
    this.texts = texts;
    this.hpack = new Hpack(texts);
  }

  /** What one call moved. */
  void segment(Turn turn, Frames to) {
    if (ending != 0) {
      int ended = ending; // nothing is told before the rest of it is there
      ending = 0;
      to.ends(ended);
    }
    if (turn.sequence != expected || turn.continued != left) {
      to.unread("cut");
      lose(turn.continued);
    }
    expected = turn.sequence + 1;
    int at = 0;
    while (at < turn.requestLength) {
      if (left == 0) {
        if (turn.requestLength - at < HEADER || !begin(turn.request, at, turn.requestNs)) {
          to.unread("malformed");
          lose(0);
          return;
        }
        at += HEADER;
        if (type == DATA) {
          data(turn, at == turn.requestLength, to);
          continue;
        }
        if (type == COUNTED) {
          left = 0;
          if (turn.requestLength - at < Http2Stream.BYTES) {
            to.unread("malformed");
            return;
          }
          texts.stream.read(stream, turn.request, at);
          at += Http2Stream.BYTES;
          to.stream(texts.stream);
          continue;
        }
      }
      int here = Math.min(left, turn.requestLength - at);
      left -= here;
      if (!passing && !payload(turn.request, at, here, to)) {
        to.unread("malformed");
        lose(left);
      }
      at += here;
    }
  }

  /** Bytes went by unseen: what was under way is not complete, what the table held is not known. */
  private void lose(int rest) {
    hpack.lost();
    block.clear();
    left = rest;
    passing = true;
  }

  private boolean begin(byte[] bytes, int at, long now) {
    left = number(bytes, at) >>> 8;
    frameBytes = HEADER + left;
    type = bytes[at + 3];
    flags = bytes[at + 4];
    stream = number(bytes, at + 5);
    passing = false;
    if (stream < 0
        || (stream == 0) != (type == GOAWAY)
        || block.stream != (type == CONTINUATION ? stream : 0)) {
      return false;
    }
    switch (type) {
      case DATA -> left = 0;
      case HEADERS, PUSH_PROMISE -> {
        block.clear();
        block.stream = stream;
        block.ends = type == HEADERS && (flags & END_STREAM) != 0;
        block.frameBytes = frameBytes;
        block.beganNs = now;
      }
      case CONTINUATION -> block.frameBytes += frameBytes;
      case RST_STREAM, GOAWAY -> block.clear();
      case COUNTED -> {}
      default -> {
        return false;
      }
    }
    frameAt = block.length;
    return true;
  }

  private void data(Turn turn, boolean last, Frames to) {
    to.data(stream, frameBytes);
    if ((flags & END_STREAM) == 0) {
      return;
    }
    if (last && turn.unfinished) {
      ending = stream;
    } else {
      to.ends(stream);
    }
  }

  /** A piece of the frame's payload, the last one when nothing is left; false: it is malformed. */
  private boolean payload(byte[] bytes, int at, int size, Frames to) {
    boolean endHeaders = (flags & END_HEADERS) != 0;
    boolean first = type == HEADERS || type == PUSH_PROMISE;
    if (first && endHeaders && left == 0 && block.length == 0 && !block.over) {
      if (!block.unpad(bytes, at, size, flags, type == PUSH_PROMISE)) {
        return false;
      }
      headers(bytes, block.from, block.to, to);
      return true;
    }
    block.append(bytes, at, size);
    if (left > 0) {
      return true;
    }
    if (type == RST_STREAM || type == GOAWAY) {
      return say(to);
    }
    if (first && !block.over) {
      if (!block.unpad(block.bytes, frameAt, block.length - frameAt, flags, type == PUSH_PROMISE)) {
        return false;
      }
      block.keepFragment(frameAt);
    }
    if (endHeaders) {
      headers(block.bytes, 0, block.length, to);
    }
    return true;
  }

  Hpack hpack() {
    return hpack;
  }

  private void headers(byte[] bytes, int from, int end, Frames to) {
    Http2Head head = texts.head;
    if (block.over) {
      hpack.lost();
      head.unreadable();
      to.unread("limit");
    } else {
      Http2Head read = hpack.decode(bytes, from, end, head);
      if (read == null) {
        to.unread("malformed");
      } else {
        head = read;
      }
    }
    boolean told = type != PUSH_PROMISE; // what a server asks of itself is no request
    int of = block.stream;
    boolean ends = block.ends;
    if (told) {
      to.headers(of, head, block.frameBytes, block.beganNs);
    }
    block.clear();
    if (told && ends) {
      to.ends(of);
    }
  }

  private boolean say(Frames to) {
    boolean whole = block.length >= Integer.BYTES;
    int said = whole ? number(block.bytes, 0) : 0;
    block.clear();
    if (whole && type == RST_STREAM) {
      to.reset(stream, Integer.toUnsignedLong(said));
    } else if (whole) {
      to.goAway(said & Integer.MAX_VALUE);
    }
    return whole;
  }

  private static int number(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 24)
        | ((bytes[at + 1] & 0xff) << 16)
        | ((bytes[at + 2] & 0xff) << 8)
        | (bytes[at + 3] & 0xff);
  }
}
