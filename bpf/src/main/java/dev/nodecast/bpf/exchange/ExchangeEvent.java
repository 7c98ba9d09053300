package dev.nodecast.bpf.exchange;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.StructLayout;
import java.nio.ByteBuffer;

/**
 * One request and its answer, or a burst of requests and their answers, as a view of the ring's
 * memory: good until its receiver returns. Times are on the monotonic clock, in nanoseconds.
 */
public final class ExchangeEvent {
  /** struct exchange_event of exchange.h. */
  static final StructLayout LAYOUT = new StructLayout("exchange_event");

  /** EXCHANGE_REQUEST: the most that is kept of a request. */
  public static final int REQUEST = 1024;

  /** EXCHANGE_RESPONSE. */
  public static final int RESPONSE = 512;

  /** EXCHANGE_SEGMENT: the most that is kept of what one call moved. */
  public static final int SEGMENT = 2048;

  /** EXCHANGE_TAIL: the most that is kept of the end of an answer. */
  public static final int TAIL = 248;

  private static final int SEGMENTED = 16;
  private static final int TO_SERVER = 32;
  private static final int UNFINISHED = 128;
  private static final int ENDED = 1;
  private static final int UNANSWERED = 2;
  private static final int BARE = 4;
  private static final int COUNTED = 8;
  private static final int HEADLESS = 64;

  private static final int CGROUP = LAYOUT.struct("cgroup", CgroupIds.LAYOUT);
  private static final int SOCKET = LAYOUT.u64("socket");
  private static final int SINCE = LAYOUT.u64("since_ns");
  private static final int SHAPE = LAYOUT.u64("shape");
  private static final int REQUEST_NS = LAYOUT.u64("request_ns");
  private static final int RESPONSE_NS = LAYOUT.u64("response_ns");
  private static final int END_NS = LAYOUT.u64("end_ns");
  private static final int REQUEST_BYTES = LAYOUT.u64("request_bytes");
  private static final int RESPONSE_BYTES = LAYOUT.u64("response_bytes");
  private static final int PID = LAYOUT.u32("pid");
  private static final int NETNS = LAYOUT.u32("netns");
  private static final int LOCAL_ADDRESS = LAYOUT.chars("local_address", 16);
  private static final int REMOTE_ADDRESS = LAYOUT.chars("remote_address", 16);
  private static final int LOCAL_PORT = LAYOUT.u16("local_port");
  private static final int REMOTE_PORT = LAYOUT.u16("remote_port");
  private static final int STATUS = LAYOUT.u16("status");
  private static final int PROTOCOL = LAYOUT.u8("protocol");
  private static final int ROLE = LAYOUT.u8("role");
  private static final int FIRST_BYTES = LAYOUT.u16("first_bytes");
  private static final int REQUEST_KEPT = LAYOUT.u16("request_kept");
  private static final int RESPONSE_KEPT = LAYOUT.u16("response_kept");
  private static final int FLAGS = LAYOUT.u8("flags");
  private static final int REQUESTS = LAYOUT.u8("requests");

  private static final int TAIL_KEPT = LAYOUT.u8("tail_kept");
  private static final int ALIKE = LAYOUT.u8("alike");

  @SuppressWarnings("unused") // C's explicit padding
  private static final int PAD = LAYOUT.chars("pad", 6);

  private static final int COMM = LAYOUT.chars("comm", 16);

  private ByteBuffer buffer;
  private int at;

  /** Asked for many times. */
  private int flags;

  ExchangeEvent() {}

  void view(ByteBuffer of, int offset) {
    buffer = of;
    at = offset;
    flags = of.get(offset + FLAGS);
  }

  public CgroupIds cgroup() {
    return CgroupIds.read(buffer, at + CGROUP);
  }

  /** {@link CgroupIds#v2} of it. */
  public long cgroupV2() {
    return buffer.getLong(at + CGROUP);
  }

  /** {@link CgroupIds#memory} of it. */
  public long cgroupMemory() {
    return buffer.getLong(at + CGROUP + Long.BYTES);
  }

  /** With {@link #sinceNs} the connection's name. */
  public long socket() {
    return buffer.getLong(at + SOCKET);
  }

  /** When the connection was first seen. */
  public long sinceNs() {
    return buffer.getLong(at + SINCE);
  }

  /** Equal for equal requests between the same two; 0 where none is made. */
  public long shape() {
    return buffer.getLong(at + SHAPE);
  }

  /** First bytes of the request. */
  public long requestNs() {
    return buffer.getLong(at + REQUEST_NS);
  }

  /** First bytes of the answer; 0: none came. */
  public long responseNs() {
    return buffer.getLong(at + RESPONSE_NS);
  }

  /** Last bytes of the answer, or the end of the connection. */
  public long endNs() {
    return buffer.getLong(at + END_NS);
  }

  public long requestBytes() {
    return buffer.getLong(at + REQUEST_BYTES);
  }

  public long responseBytes() {
    return buffer.getLong(at + RESPONSE_BYTES);
  }

  /** In the root pid namespace. */
  public int pid() {
    return buffer.getInt(at + PID);
  }

  /** Inode of the network namespace. */
  public int netns() {
    return buffer.getInt(at + NETNS);
  }

  /** 16 bytes, IPv4 mapped into IPv6. */
  public void localAddress(byte[] to) {
    buffer.get(at + LOCAL_ADDRESS, to, 0, 16);
  }

  /** 16 bytes, IPv4 mapped into IPv6. */
  public void remoteAddress(byte[] to) {
    buffer.get(at + REMOTE_ADDRESS, to, 0, 16);
  }

  public int localPort() {
    return Short.toUnsignedInt(buffer.getShort(at + LOCAL_PORT));
  }

  public int remotePort() {
    return Short.toUnsignedInt(buffer.getShort(at + REMOTE_PORT));
  }

  /** Of HTTP/1, or enum redis_status; 0 where the kernel reads none, or several that differ. */
  public int status() {
    return Short.toUnsignedInt(buffer.getShort(at + STATUS));
  }

  public ExchangeProtocol protocol() {
    return ExchangeProtocol.of(buffer.get(at + PROTOCOL));
  }

  /** Whether requests come in here. */
  public boolean server() {
    return buffer.get(at + ROLE) == 1;
  }

  /**
   * Requests that its first call consisted of, where it has a {@link #shape}: of Redis, commands of
   * one name.
   */
  public int requests() {
    return Math.max(1, Byte.toUnsignedInt(buffer.get(at + REQUESTS)));
  }

  /**
   * Whether {@link #requests} and their answers are alike, as the kernel sees it: the status is all
   * of theirs.
   */
  public boolean alike() {
    return buffer.get(at + ALIKE) != 0;
  }

  /** Whether {@link #remoteAddress} is known: not of a datagram of a socket that talks to many. */
  public boolean hasRemoteAddress() {
    int from = at + REMOTE_ADDRESS;
    return buffer.getLong(from) != 0 || buffer.getInt(from + 12) != 0; // :: and ::ffff:0.0.0.0
  }

  /** Bytes of the request that came by the first call; 65,535 for that and more. */
  public int firstBytes() {
    return Short.toUnsignedInt(buffer.getShort(at + FIRST_BYTES));
  }

  /** No exchange: what one call moved, as {@link #request}, at {@link #requestNs}. */
  public boolean segment() {
    return (flags & SEGMENTED) != 0;
  }

  /** Of a segment: whether it goes to the server. */
  public boolean toServer() {
    return (flags & TO_SERVER) != 0;
  }

  /** Of a segment of HTTP/2: how many went the same way before; one that is missing was lost. */
  public long sequence() {
    return shape();
  }

  /** Of a segment of HTTP/2: bytes at its beginning of a frame that began in one before. */
  public int continued() {
    return firstBytes();
  }

  /**
   * Of a segment of HTTP/2: how often the table that its headers refer to may have changed, by the
   * segment's end; 0 where streams are not counted in the kernel.
   */
  public long generation() {
    return responseBytes();
  }

  /** Of a segment of HTTP/2: its last frame ends a stream, with bytes that are still to come. */
  public boolean unfinished() {
    return (flags & UNFINISHED) != 0;
  }

  /** The connection ended. */
  public boolean ended() {
    return (flags & ENDED) != 0;
  }

  /** The connection ended before any answer. */
  public boolean unanswered() {
    return (flags & UNANSWERED) != 0;
  }

  /** Without bytes: its shape was known, or there was no room for them. */
  public boolean bare() {
    return (flags & BARE) != 0;
  }

  /** A sample of what is told as a count too. */
  public boolean counted() {
    return (flags & COUNTED) != 0;
  }

  /** Without the bytes of the request's first call, {@link #firstBytes}: its shape was known. */
  public boolean headless() {
    return (flags & HEADLESS) != 0;
  }

  /** Of the process that received or sent the request, without its terminator. */
  public int comm(byte[] to) {
    int length = 0;
    while (length < 16 && buffer.get(at + COMM + length) != 0) {
      to[length] = buffer.get(at + COMM + length);
      length++;
    }
    return length;
  }

  /**
   * The beginning of the request, or of the segment.
   *
   * @param to room for {@link #SEGMENT}
   * @return how many bytes it has
   */
  public int request(byte[] to) {
    int length = requestKept();
    buffer.get(at + LAYOUT.size(), to, 0, length);
    return length;
  }

  /**
   * The beginning of the answer.
   *
   * @param to room for {@link #RESPONSE}
   * @return how many bytes it has
   */
  public int response(byte[] to) {
    int length = responseKept();
    buffer.get(at + LAYOUT.size() + requestKept(), to, 0, length);
    return length;
  }

  /**
   * The end of an answer of which {@link #response} has not all.
   *
   * @param to room for {@link #TAIL}
   * @return how many bytes it has
   */
  public int tail(byte[] to) {
    int length = segment() ? 0 : Math.min(TAIL, Byte.toUnsignedInt(buffer.get(at + TAIL_KEPT)));
    buffer.get(at + LAYOUT.size() + requestKept() + responseKept(), to, 0, length);
    return length;
  }

  private int responseKept() {
    return Math.min(RESPONSE, Short.toUnsignedInt(buffer.getShort(at + RESPONSE_KEPT)));
  }

  private int requestKept() {
    return Math.min(SEGMENT, Short.toUnsignedInt(buffer.getShort(at + REQUEST_KEPT)));
  }
}
