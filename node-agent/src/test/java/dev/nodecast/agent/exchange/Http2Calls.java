package dev.nodecast.agent.exchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Both ends of a connection of gRPC, and the frames of calls on it: a header table each way. */
final class Http2Calls implements AutoCloseable {
  private static final String[] ASKS = {
    ":method=POST", ":path=/nodecast.test.Counts/Get", "content-type=application/grpc"
  };
  private static final String[] ANSWERS = {":status=200", "content-type=application/grpc"};
  private static final int MESSAGE = 30;

  final Socket client;
  final Socket server;

  /** Bytes of frames that were made, by end and way. */
  final Map<String, Long> moved = new TreeMap<>();

  private final NettyHpack requests = new NettyHpack();
  private final NettyHpack answers = new NettyHpack();
  private int next = 1;

  Http2Calls() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (ServerSocketChannel listener = ServerSocketChannel.open().bind(any, 1)) {
      client = SocketChannel.open(listener.getLocalAddress()).socket();
      server = listener.accept().socket();
    }
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    move(client, server, preface);
    move(client, server, new TestingFrames().settings().bytes());
    move(server, client, new TestingFrames().settings().bytes());
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
  }

  void toServer(byte[] all) throws IOException {
    move(client, server, all);
  }

  void toClient(byte[] all) throws IOException {
    move(server, client, all);
  }

  private static void move(Socket from, Socket to, byte[] all) throws IOException {
    from.getOutputStream().write(all);
    to.getInputStream().readNBytes(all.length);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  byte[] ask(int stream, String... more) {
    byte[] block = requests.block(concat(ASKS, more));
    int size = stream % 100 < 10 ? stream % 7 * MESSAGE : MESSAGE; // most are alike, as they are
    TestingFrames frames =
        new TestingFrames()
            .frame(1, TestingFrames.END_HEADERS, stream, block)
            .data(stream, size, true);
    return moved("request", frames.bytes());
  }

  private byte[] moved(String way, byte[] frames) {
    moved.merge("client " + way, (long) frames.length, Long::sum);
    moved.merge("server " + way, (long) frames.length, Long::sum);
    return frames;
  }

  byte[] answer(int stream, String... trailers) {
    TestingFrames frames =
        new TestingFrames()
            .frame(1, TestingFrames.END_HEADERS, stream, answers.block(ANSWERS))
            .data(stream, MESSAGE, false);
    int last = TestingFrames.END_HEADERS | TestingFrames.END_STREAM;
    return moved("response", frames.frame(1, last, stream, answers.block(trailers)).bytes());
  }

  private static String[] concat(String[] first, String[] second) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(second));
    return all.toArray(String[]::new);
  }

  /** The next stream's number. */
  int stream() {
    next += 2;
    return next - 2;
  }

  /** The same by few calls, from wherever the pieces lie. */
  static void gather(Socket from, Socket to, ByteBuffer[] pieces) throws IOException {
    long left = 0;
    for (ByteBuffer piece : pieces) {
      left += piece.remaining();
    }
    while (left > 0) {
      long sent = from.getChannel().write(pieces);
      to.getInputStream().readNBytes((int) sent);
      left -= sent;
    }
  }

  /** The same by calls of any length at both ends. */
  static void cut(Socket from, Socket to, byte[] all, Random random) throws IOException {
    for (int at = 0; at < all.length; ) {
      int length = Math.min(all.length - at, 1 + random.nextInt(random.nextBoolean() ? 12 : 400));
      from.getOutputStream().write(all, at, length);
      for (int read = 0; read < length; ) {
        int more = 1 + random.nextInt(length - read);
        to.getInputStream().readNBytes(more);
        read += more;
      }
      at += length;
    }
  }
}
