package dev.nodecast.aggregator.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes bytes on to a port, and cuts connections at random: in the middle of a request, or when
 * the answer begins, which is when the client cannot know whether its insert was done.
 */
final class CuttingProxy implements Closeable {
  private final ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
  private final int target;
  private final Random random;
  private final AtomicInteger cuts = new AtomicInteger();
  private final Queue<Socket> living = new ConcurrentLinkedQueue<>();
  private volatile boolean cutting;

  CuttingProxy(int target, long seed) throws IOException {
    this.target = target;
    random = new Random(seed);
    daemon(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  int cuts() {
    return cuts.get();
  }

  /** From now on no connection lives long; the client keeps one as long as it lives. */
  void cut() {
    cutting = true;
    for (Socket socket = living.poll(); socket != null; socket = living.poll()) {
      close(socket);
    }
  }

  /** From now on new connections live. */
  void heal() {
    cutting = false;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        int kind;
        int bytes;
        int answers;
        synchronized (random) {
          kind = cutting ? 1 + random.nextInt(3) : 0;
          bytes = 300 + random.nextInt(20_000);
          answers = 1 + random.nextInt(4);
        }
        Socket upstream = connect(client);
        if (kind == 0) {
          living.add(client);
        }
        if (upstream != null) {
          boolean inRequest = kind == 1;
          boolean atAnswer = kind >= 2;
          daemon(() -> pump(client, upstream, inRequest ? bytes : Long.MAX_VALUE, false));
          daemon(() -> pump(upstream, client, atAnswer ? answers : Long.MAX_VALUE, true));
        }
      } catch (IOException e) {
        return;
      }
    }
  }

  private Socket connect(Socket client) throws IOException {
    try {
      return new Socket(InetAddress.getLoopbackAddress(), target);
    } catch (IOException e) {
      client.close();
      return null;
    }
  }

  /**
   * @param allowed bytes, or reads, before the cut
   */
  private void pump(Socket from, Socket to, long allowed, boolean reads) {
    byte[] buffer = new byte[4096];
    long passed = 0;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        passed += reads ? 1 : n;
        if (passed >= allowed) {
          cuts.incrementAndGet();
          break;
        }
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException e) {
      // The other direction was cut.
    }
    close(from);
    close(to);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Gone is gone.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "cutting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
