package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.exchange.Http2Known;
import dev.nodecast.bpf.exchange.Http2Stream;
import java.util.function.Consumer;

/**
 * Tells the kernel what the headers on one connection say that come again and again, so that it
 * counts their streams and tells nothing of them. Where headers change with each call (a trace
 * context, a cookie), nothing is told, and all streams go on to be read here. For one thread.
 */
final class Http2Counting {
  /** Requests with one block of headers after which it is worth telling. */
  static final int OFTEN = 4;

  /** Tables that change all the time are followed at this pace. */
  private static final long AGAIN_NS = 10_000_000;

  private final Http2Texts texts;
  private final Hpack requests;
  private final Hpack answers;

  /** By the kernel's count, as of the last segment of each direction; 0: it does not count. */
  private long requestGeneration;

  private long answerGeneration;

  /** What the kernel knows; null: nothing. */
  private Http2Known known;

  private int process;
  private long toldNs;

  /** Blocks that got a shape. */
  private int learned;

  // As of the last time that the kernel was told.
  private long toldRequests;
  private long toldAnswers;
  private int toldChanges;

  Http2Counting(Http2Texts texts, Hpack requests, Hpack answers) {
    this.texts = texts;
    this.requests = requests;
    this.answers = answers;
  }

  /** Whether what this stream asked for is asked for in the same words again and again. */
  boolean often(Http2Streams.Stream stream) {
    Http2Head head = stream.head;
    return requestGeneration != 0
        && head != null
        && !head.unseen
        && head.trace.parent == 0
        && head.grpc == stream.grpc
        && head.method.equals(stream.method)
        && head.path.equals(stream.path) // it may have been filled anew
        && ++head.asked >= OFTEN;
  }

  /** What the kernel counts this block as from now on. */
  void learned(Http2Head head, long shape) {
    if (head.shape != shape) {
      head.shape = shape;
      learned++;
    }
  }

  /** A segment was read: what is remembered now holds behind it. */
  void segment(Turn turn, boolean toServer, Consumer<Http2Stream> open) {
    if (turn.generation == 0 || texts.counts == null) {
      return;
    }
    if (toServer) {
      requestGeneration = turn.generation;
    } else {
      answerGeneration = turn.generation;
    }
    if (known != null && process != turn.process) {
      end(open);
      forgetShapes();
    }
    int changes = learned + requests.memory().changes() + answers.memory().changes();
    boolean news =
        changes != toldChanges
            || requestGeneration != toldRequests
            || answerGeneration != toldAnswers;
    if (learned > 0 && news && answerGeneration != 0 && turn.requestNs - toldNs >= AGAIN_NS) {
      toldNs = turn.requestNs;
      toldChanges = changes;
      toldRequests = requestGeneration;
      toldAnswers = answerGeneration;
      tell(turn);
    }
  }

  private void tell(Turn turn) {
    if (known == null) {
      known = texts.counts.begin(turn.socket, turn.sinceNs, turn.process);
      process = turn.process;
    }
    if (known != null) { // else as many others are counted as can be
      texts.counted.add(this);
      tell();
    }
  }

  private void tell() {
    known.clear(true, requestGeneration);
    known.clear(false, answerGeneration);
    int i = 0;
    for (HpackMemory.Entry entry : requests.memory().entries()) {
      if (holds(entry, requests) && entry.head.shape != 0) {
        known.request(i++, entry.first, entry.second, entry.head.shape, entry.head.grpc);
      }
    }
    i = 0;
    for (HpackMemory.Entry entry : answers.memory().entries()) {
      if (holds(entry, answers) && !entry.head.status.startsWith("1")) {
        int status = StatusCodes.number(entry.head.status);
        int code = GrpcStatus.code(entry.head.grpcStatus);
        known.answer(i++, entry.first, entry.second, status, code, entry.head.grpc);
      }
    }
    texts.counts.know(known);
  }

  private static boolean holds(HpackMemory.Entry entry, Hpack of) {
    return entry != null && entry.generation == of.table().generation() && !entry.head.unseen;
  }

  /** A tick is over: whoever is at the other end may have got a name. */
  void settle() {
    boolean changed = false;
    for (HpackMemory.Entry entry : requests.memory().entries()) {
      if (entry != null && entry.head.shape != 0) {
        long now = texts.shapes.settled(entry.head.shape);
        changed |= now != entry.head.shape;
        entry.head.shape = now;
      }
    }
    if (changed) {
      tell();
    }
  }

  /** Whether the kernel counts by what was told. */
  boolean counted() {
    return known != null;
  }

  /** Of another process, whose requests are others'. */
  private void forgetShapes() {
    for (HpackMemory.Entry entry : requests.memory().entries()) {
      if (entry != null) {
        entry.head.asked = 0;
        entry.head.shape = 0;
      }
    }
    learned = 0;
  }

  /**
   * Nothing is counted any more.
   *
   * @param open receives what was open on the connection, and is only known to the kernel
   */
  void end(Consumer<Http2Stream> open) {
    if (known != null) {
      texts.counts.end(known, open);
      texts.counted.remove(this);
      known = null;
    }
  }
}
