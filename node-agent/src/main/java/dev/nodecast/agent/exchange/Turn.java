package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.exchange.ExchangeEvent;

/**
 * What a connection moved between two changes of its direction: a request and its answer, or a
 * burst of requests and their answers. Of each only the beginning may be there. Or, in protocols
 * that mix both directions, what one call moved, which has no answer. Filled anew for each; a
 * parser copies what it keeps. Times are on the monotonic clock, in nanoseconds.
 */
public final class Turn {
  /** Most bytes of a request or of a segment that are ever there. */
  public static final int MAX = 2048;

  public final byte[] request = new byte[MAX];
  public final byte[] response = new byte[MAX];

  /** Bytes that are there, from the request's beginning. */
  public int requestLength;

  /** Bytes that were moved; when more than are there, the rest is not known. */
  public long requestBytes;

  /** The end of an answer of SQL that is longer than what is there of its beginning. */
  public final byte[] tail = new byte[248];

  public int tailLength;

  public int responseLength;
  public long responseBytes;

  /** First bytes of the request. */
  public long requestNs;

  /** First bytes of the answer; 0: none came. */
  public long responseNs;

  /** Last bytes of the answer, or the connection's end. */
  public long endNs;

  /** The connection, for a parser that reads several; a socket is another's after its end. */
  public long socket;

  /** When it was first seen: with its socket its name. */
  public long sinceNs;

  /** Whose it is. */
  public Party.Key owner;

  /** As the kernel program read it ({@link ExchangeEvent#status}); 0: it did not. */
  public int status;

  /** {@link #headRequests} requests that are alike, each with an answer of that status. */
  public boolean alike;

  /** Whether requests come in here, and do not go out. */
  public boolean server;

  /** The connection is over after this. */
  public boolean ended;

  /** The connection ended before any answer. */
  public boolean unanswered;

  /** Of a segment of HTTP/2: how many went the same way before it. */
  public long sequence;

  /** Of a segment of HTTP/2: its bytes, from the beginning, of a frame that began before it. */
  public int continued;

  /** Of a segment of HTTP/2: {@link ExchangeEvent#generation}. */
  public long generation;

  /** Whose call it was, in the root pid namespace. */
  public int process;

  /** Of a segment of HTTP/2: its last frame ends a stream, and not all of it was moved yet. */
  public boolean unfinished;

  /**
   * Bytes of the request in front of those that are there: one request of an operation that is
   * known, or several of it.
   */
  public int headBytes;

  /** How many that are, or how many are alike. */
  public int headRequests;

  /** What they were: their operation. */
  public String head = "";

  /** What every event has. */
  void fill(ExchangeEvent event, Party.Key owner) {
    this.owner = owner;
    requestLength = event.request(request);
    requestBytes = event.requestBytes();
    headBytes = event.headless() ? event.firstBytes() : 0;
    socket = event.socket();
    sinceNs = event.sinceNs();
    requestNs = event.requestNs();
    server = event.server();
    ended = event.ended();
    sequence = event.sequence();
    continued = event.continued();
    unfinished = event.unfinished();
    generation = event.generation();
    process = event.pid();
  }

  /** What a segment has not. */
  void fillAnswer(ExchangeEvent event) {
    responseLength = event.response(response);
    tailLength = event.tail(tail);
    responseBytes = event.responseBytes();
    responseNs = event.responseNs();
    endNs = event.endNs();
    status = event.status();
    unanswered = event.unanswered();
    headRequests = event.requests();
    alike = event.alike();
  }

  /** Whether all of the request is there, or known. */
  public boolean wholeRequest() {
    return headBytes + requestLength == requestBytes;
  }

  /** Whether all of the answer is there. */
  public boolean wholeResponse() {
    return responseLength == responseBytes;
  }
}
