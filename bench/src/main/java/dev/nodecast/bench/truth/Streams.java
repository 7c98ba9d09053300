package dev.nodecast.bench.truth;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection of text over loopback whose answers are known by their ends. */
final class Streams implements AutoCloseable {
  private static final int ROOM = 4096;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] buffer = new byte[ROOM];

  Streams(int port) throws IOException {
    socket = new ClockedSockets().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  /** Sends by one call and reads until what came ends so; returns it. */
  String ask(byte[] request, String end) throws IOException {
    out.write(request);
    int length = 0;
    while (true) {
      int more = in.read(buffer, length, ROOM - length);
      if (more <= 0) {
        throw new IOException(
            "the answer ended after " + length + " bytes (expected: " + end + ")");
      }
      length += more;
      String answer = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
      if (answer.endsWith(end)) {
        return answer;
      }
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
