package dev.nodecast.agent.exchange;

import java.util.ArrayList;
import java.util.List;

/**
 * Plays exchange_http2.bpf.h: what one side of a connection sends, in calls that cut it anywhere,
 * becomes the segments that the agent gets.
 */
final class Http2Wire {
  private static final int DATA = 0;

  private final boolean toServer;
  private final Dialogue dialogue;
  private final Exchanged to;
  private final Turn turn = new Turn();
  private final byte[] header = new byte[9];
  private final boolean server;
  private int have;
  private int copy;
  private int skip;
  private boolean ends;
  private boolean ended;
  private int continued;
  private long segments;

  /** Whether the next segments get lost on their way. */
  boolean losing;

  Http2Wire(Dialogue dialogue, boolean toServer, boolean server, Exchanged to) {
    this.dialogue = dialogue;
    this.toServer = toServer;
    this.server = server;
    this.to = to;
  }

  /** One call. */
  void call(long now, byte[] bytes, int from, int end) {
    turn.requestLength = 0;
    turn.requestNs = now;
    ended = false;
    continued = copy;
    int at = from;
    while (at < end) {
      if (skip > 0) {
        int n = Math.min(skip, end - at);
        skip -= n;
        at += n;
        ended |= skip == 0 && ends;
      } else if (turn.requestLength + 9 > Turn.MAX) {
        tell();
        continued = copy;
      } else if (copy > 0) {
        int n = Math.min(Math.min(copy, end - at), Turn.MAX - turn.requestLength);
        keep(bytes, at, n);
        copy -= n;
        at += n;
      } else {
        header[have++] = bytes[at++];
        if (have == 9) {
          have = 0;
          begin();
        }
      }
    }
    tell();
  }

  private void begin() {
    int length = ((header[0] & 0xff) << 16) | ((header[1] & 0xff) << 8) | (header[2] & 0xff);
    boolean tells = List.of(0, 1, 3, 5, 7, 9).contains((int) header[3]);
    if (tells) {
      keep(header, 0, 9);
    }
    ends = header[3] == DATA && length > 0 && (header[4] & 1) != 0;
    if (tells && header[3] != DATA) {
      copy = length;
    } else {
      skip = length;
    }
  }

  private void keep(byte[] bytes, int at, int n) {
    System.arraycopy(bytes, at, turn.request, turn.requestLength, n);
    turn.requestLength += n;
  }

  private void tell() {
    if (turn.requestLength == 0 && !ended) {
      return;
    }
    turn.sequence = segments++;
    turn.continued = continued;
    turn.unfinished = skip > 0 && ends;
    turn.requestBytes = turn.requestLength;
    turn.server = server;
    turn.ended = false;
    if (!losing) {
      dialogue.segment(turn, toServer, to);
    }
    turn.requestLength = 0;
    ended = false;
  }

  /** The connection's end, as either side has it. */
  void close(long now) {
    turn.requestLength = 0;
    turn.requestNs = now;
    turn.server = server;
    turn.ended = true;
    dialogue.segment(turn, false, to);
  }

  /** Keeps what was told. */
  static final class Told implements Exchanged {
    final List<String> exchanges = new ArrayList<>();
    final List<String> unread = new ArrayList<>();
    final List<String> traces = new ArrayList<>();

    @Override
    public void exchange(Exchange e) {
      if (e.trace.parent != 0) {
        traces.add(Long.toHexString(e.trace.low) + "/" + Long.toHexString(e.trace.parent));
      }
      exchanges.add(
          String.join(
              " ",
              e.protocol.isEmpty() ? "http2" : e.protocol,
              e.operation,
              e.target.isEmpty() ? "-" : e.target,
              e.status.isEmpty() ? "-" : e.status,
              e.error ? "error" : "ok",
              Long.toString(e.startNs),
              Long.toString(e.endNs),
              Long.toString(e.requestBytes),
              Long.toString(e.responseBytes)));
    }

    @Override
    public void unread(String reason) {
      unread.add(reason);
    }
  }
}
