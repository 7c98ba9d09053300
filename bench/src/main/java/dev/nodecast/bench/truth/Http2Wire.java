package dev.nodecast.bench.truth;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection of HTTP/2 by prior knowledge (RFC 9113 section 3.3), one stream after another by
 * blocking calls: of a client with threads for its connections nobody's clock is at its sockets. As
 * others do, it sends a field once and then its number in the table of HPACK (RFC 7541).
 */
final class Http2Wire implements Talk {
  private static final byte[] PREFACE = Streams.bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

  /** RFC 9113 section 6: types of frames, and what their flags say. */
  private static final int DATA = 0;

  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int WINDOW_UPDATE = 8;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  /** What is added to the 65,535 bytes that a server may send: all that it will. */
  private static final byte[] WINDOW = {0x40, 0, 0, 0};

  /** RFC 7541 appendix A: the static table's numbers, and the first one behind it. */
  private static final int AUTHORITY = 1;

  private static final int METHOD_GET = 2;
  private static final int PATH = 4;
  private static final int SCHEME_HTTP = 6;
  private static final int STATUS_200 = 8;
  private static final int STATUS_500 = 14;
  private static final int DYNAMIC = 62;

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;
  private final List<String> table = new ArrayList<>();
  private int stream = -1;

  Http2Wire(int port) throws IOException {
    socket = new ClockedSockets().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    out = socket.getOutputStream();
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    first.writeBytes(PREFACE);
    first.writeBytes(frame(SETTINGS, 0, 0, new byte[0]));
    first.writeBytes(frame(WINDOW_UPDATE, 0, 0, WINDOW));
    out.write(first.toByteArray());
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    number(frame, payload.length, 3);
    frame.write(type);
    frame.write(flags);
    number(frame, stream, 4);
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  private static void number(ByteArrayOutputStream to, int value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      to.write(value >> shift);
    }
  }

  private byte[] fields(String path) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x80 | METHOD_GET);
    block.write(0x80 | SCHEME_HTTP);
    field(block, AUTHORITY, "truth");
    field(block, PATH, path);
    return block.toByteArray();
  }

  /** RFC 7541 section 6.2.1, or section 6.1 from the second time on. */
  private void field(ByteArrayOutputStream to, int name, String value) {
    int known = table.indexOf(value);
    if (known >= 0) {
      to.write(0x80 | DYNAMIC + table.size() - 1 - known); // the newest is the first
      return;
    }
    to.write(0x40 | name);
    to.write(value.length());
    to.writeBytes(Streams.bytes(value));
    table.add(value);
  }

  @Override
  public void ask(boolean wrong) throws IOException {
    stream += 2;
    byte[] fields = fields(wrong ? "/broken" : "/truth");
    out.write(frame(HEADERS, END_STREAM | END_HEADERS, stream, fields));
    int status = answer();
    if (status != (wrong ? STATUS_500 : STATUS_200)) {
      throw new IOException("nginx: field " + status + " for a status");
    }
  }

  /** Reads until the stream ends; the number of its status' field. */
  private int answer() throws IOException {
    int status = 0;
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int of = in.readInt();
      byte[] payload = in.readNBytes(length);
      if (type == SETTINGS && (flags & ACK) == 0) {
        out.write(frame(SETTINGS, ACK, 0, new byte[0]));
      } else if (type == HEADERS && of == stream) {
        status = status(payload);
      } else if (type != DATA && type != SETTINGS && type != WINDOW_UPDATE) {
        throw new IOException("nginx: a frame of type " + type + " on stream " + of);
      }
      if (of == stream && type <= HEADERS && (flags & END_STREAM) != 0) {
        return status;
      }
    }
  }

  /**
   * RFC 7541 section 6.3: a table's new size may stand before it, as nginx' first answer has it.
   */
  private static int status(byte[] block) {
    int at = 0;
    while (at < block.length && (block[at] & 0xe0) == 0x20) {
      at++;
    }
    return at < block.length ? block[at] & 0x7f : 0;
  }

  @Override
  public double time(boolean wrong) throws Exception {
    return ClockedSockets.time(this, wrong);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
