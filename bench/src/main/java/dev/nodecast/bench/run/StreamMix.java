package dev.nodecast.bench.run;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Connections of a program to itself that speak nothing which golden signals know: random bytes,
 * packets as SSH has them, TLS, gzip and zlib. One request of HTTP goes before them and one behind,
 * for whoever counts to show that they look.
 */
public final class StreamMix {
  /** Where the two requests go. */
  public static final String CONTROL = "/control";

  private static final int CALLERS = 8;
  private static final int MOST_TURNS = 32;
  private static final int MOST_BYTES_POWER = 15;

  private static final byte[] BANNER =
      "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n".getBytes(StandardCharsets.US_ASCII);

  private enum Kind {
    RANDOM,
    SSH,
    TLS,
    GZIP,
    ZLIB
  }

  private final SelfSigned tls;
  private final long seed;
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  private StreamMix(SelfSigned tls, long seed) {
    this.tls = tls;
    this.seed = seed;
  }

  /**
   * Talks.
   *
   * @param arguments a directory, for how many seconds, connections each second, a seed
   */
  public static void main(String[] arguments) throws Exception {
    StreamMix mix =
        new StreamMix(SelfSigned.make(Path.of(arguments[0])), Long.parseLong(arguments[3]));
    mix.run(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    System.out.println(
        mix.connections.get() + " connections, " + (mix.bytes.get() >> 20) + " MiB each way");
    System.exit(0); // past the threads that accept
  }

  private void run(int seconds, int perSecond) throws Exception {
    control();
    ExecutorService threads = Executors.newCachedThreadPool();
    List<ServerSocket> listeners = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      ServerSocket listener = kind == Kind.TLS ? tls.listen() : loopback();
      listeners.add(listener);
      threads.submit(() -> accept(kind, listener, threads));
    }
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    List<Future<?>> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      Random random = new Random(seed + i);
      callers.add(
          threads.submit(
              () -> {
                call(listeners, random, until, TimeUnit.SECONDS.toNanos(CALLERS) / perSecond);
                return null;
              }));
    }
    for (Future<?> caller : callers) {
      caller.get();
    }
    control();
  }

  private static ServerSocket loopback() throws IOException {
    return new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
  }

  private Void accept(Kind kind, ServerSocket listener, ExecutorService threads)
      throws IOException {
    while (true) {
      Socket accepted = listener.accept();
      threads.submit(
          () -> {
            try (accepted) {
              talk(kind, accepted, accepted.getPort(), false);
              // The client hangs up: a close before what it sent is read would reset its answer.
              accepted.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
            return null;
          });
    }
  }

  private void call(List<ServerSocket> listeners, Random random, long until, long paceNs)
      throws IOException {
    for (long next = System.nanoTime(); System.nanoTime() < until; next += paceNs) {
      LockSupport.parkNanos(next - System.nanoTime());
      Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
      int port = listeners.get(kind.ordinal()).getLocalPort();
      try (Socket socket =
          kind == Kind.TLS
              ? tls.connect(port)
              : new Socket(listeners.get(0).getInetAddress(), port)) {
        talk(kind, socket, socket.getLocalPort(), true);
      }
      connections.incrementAndGet();
    }
  }

  /** Both sides know by the client's port whose turn has how many bytes; which ones is chance. */
  private void talk(Kind kind, Socket socket, int port, boolean client) throws IOException {
    socket.setTcpNoDelay(true);
    Random turns = new Random(seed + port);
    Random random = new Random();
    OutputStream out = writing(kind, socket);
    if (kind == Kind.SSH) {
      out.write(BANNER);
      out.flush();
    }
    DataInputStream in = null;
    for (int turn = 2 * (1 + turns.nextInt(MOST_TURNS)); turn > 0; turn--) {
      int length = 1 + turns.nextInt(1 << turns.nextInt(MOST_BYTES_POWER + 1));
      byte[] message = new byte[length];
      if (turn % 2 == 0 == client) {
        fill(kind, message, random);
        out.write(message);
        out.flush();
        bytes.addAndGet(client ? length : 0);
        continue;
      }
      if (in == null) {
        // A stream of gzip begins with a header, which is waited for.
        in = new DataInputStream(reading(kind, socket));
        in.readFully(new byte[kind == Kind.SSH ? BANNER.length : 0]);
      }
      in.readFully(message);
    }
  }

  private static OutputStream writing(Kind kind, Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    return switch (kind) {
      case GZIP -> new GZIPOutputStream(out, 4096, true);
      case ZLIB -> new DeflaterOutputStream(out, true);
      default -> out;
    };
  }

  private static InputStream reading(Kind kind, Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return switch (kind) {
      case GZIP -> new GZIPInputStream(in);
      case ZLIB -> new InflaterInputStream(in);
      default -> in;
    };
  }

  /**
   * What is compressed or encrypted is text of a small alphabet, else there is nothing to do; a
   * packet of SSH begins with its length and that of its padding (RFC 4253 section 6).
   */
  private static void fill(Kind kind, byte[] message, Random random) {
    random.nextBytes(message);
    if (kind == Kind.SSH && message.length > 5) {
      ByteBuffer.wrap(message).putInt(message.length - 4).put((byte) 10);
    } else if (kind != Kind.RANDOM && kind != Kind.SSH) {
      for (int i = 0; i < message.length; i++) {
        message[i] = (byte) ('a' + (message[i] & 15));
      }
    }
  }

  private static void control() throws Exception {
    try (ServerSocket listener = loopback();
        Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
        Socket server = listener.accept()) {
      say(client, "GET " + CONTROL + " HTTP/1.1\r\nHost: localhost\r\n\r\n", server);
      say(server, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", client);
    }
  }

  private static void say(Socket from, String text, Socket to) throws IOException {
    byte[] all = text.getBytes(StandardCharsets.US_ASCII);
    from.getOutputStream().write(all);
    to.getInputStream().readNBytes(all.length);
  }
}
