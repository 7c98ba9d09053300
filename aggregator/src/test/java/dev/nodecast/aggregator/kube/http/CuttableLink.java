package dev.nodecast.aggregator.kube.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** A TCP connection to a server that can break: cut, refused, or silent as a lost network is. */
public final class CuttableLink implements AutoCloseable {
  private final URI to;
  private final ServerSocket socket;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile boolean refuses;
  private volatile boolean silent;

  /**
   * @param to scheme, host and port of the server; its certificate has to be for 127.0.0.1 too
   */
  public CuttableLink(URI to) throws IOException {
    this.to = to;
    socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    thread(this::accept);
  }

  public String url() {
    return to.getScheme() + "://127.0.0.1:" + socket.getLocalPort();
  }

  /** Ends what is open, in the middle of whatever it says; what is new goes through. */
  public void cut() throws IOException {
    for (Socket one : open) {
      try {
        one.setSoLinger(true, 0); // a reset, as of a server that was killed
      } catch (SocketException e) {
        // Closed by its other end at this moment.
      }
      one.close();
    }
    open.clear();
  }

  /** Cuts, and refuses what is new, as long as it is so. */
  public void refuse(boolean refuse) throws IOException {
    refuses = refuse;
    cut();
  }

  /** Nothing comes through in either direction and nobody is told, as long as it is so. */
  public void silent(boolean now) {
    silent = now;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket from = socket.accept();
        open.add(from);
        if (refuses) {
          cut();
          continue;
        }
        Socket server = new Socket(to.getHost(), to.getPort());
        open.add(server);
        thread(() -> pump(from, server));
        thread(() -> pump(server, from));
      } catch (IOException e) {
        // Closed, or the server is away: the next one may come through.
      }
    }
  }

  private void pump(Socket from, Socket into) {
    byte[] piece = new byte[16 << 10];
    try (from;
        into) {
      InputStream in = from.getInputStream();
      OutputStream out = into.getOutputStream();
      for (int size = in.read(piece); size >= 0; size = in.read(piece)) {
        while (silent && !into.isClosed()) {
          LockSupport.parkNanos(5_000_000);
        }
        out.write(piece, 0, size);
        out.flush();
      }
    } catch (IOException e) {
      // Cut.
    }
    open.remove(from);
    open.remove(into);
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "link");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    cut();
  }
}
