package dev.nodecast.bench.truth;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * The clock of a driver's own sockets: from where it first writes until it has read. What the
 * driver does before and behind that is not in it. JDBC drivers make one of these by its name
 * (their property {@code socketFactory}).
 */
public final class ClockedSockets extends SocketFactory {
  /** Of what this thread asks: a driver writes and reads where it is called. */
  private static final ThreadLocal<long[]> SPAN = ThreadLocal.withInitial(() -> new long[2]);

  private static final int WRITTEN = 0;
  private static final int READ = 1;

  /**
   * Asks on such a socket.
   *
   * @return from the first write until the last read, microseconds
   */
  static double time(Talk talk, boolean wrong) throws Exception {
    long[] span = SPAN.get();
    span[WRITTEN] = 0;
    talk.ask(wrong);
    return (span[READ] - span[WRITTEN]) / 1e3;
  }

  private static void writes() {
    long[] span = SPAN.get();
    if (span[WRITTEN] == 0) {
      span[WRITTEN] = System.nanoTime();
    }
  }

  private static final class Written extends FilterOutputStream {
    Written(OutputStream to) {
      super(to);
    }

    @Override
    public void write(byte[] bytes, int at, int length) throws IOException {
      writes();
      out.write(bytes, at, length);
    }

    @Override
    public void write(int one) throws IOException {
      writes();
      out.write(one);
    }
  }

  private static final class Read extends FilterInputStream {
    Read(InputStream from) {
      super(from);
    }

    @Override
    public int read(byte[] to, int at, int length) throws IOException {
      int read = in.read(to, at, length);
      SPAN.get()[READ] = System.nanoTime();
      return read;
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      SPAN.get()[READ] = System.nanoTime();
      return read;
    }
  }

  private static final class Clocked extends Socket {
    @Override
    public InputStream getInputStream() throws IOException {
      return new Read(super.getInputStream());
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new Written(super.getOutputStream());
    }
  }

  @Override
  public Socket createSocket() {
    return new Clocked();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return createSocket(InetAddress.getByName(host), port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    return createSocket(InetAddress.getByName(host), port, from, fromPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port), new InetSocketAddress(from, fromPort));
  }

  private static Socket connected(InetSocketAddress to, InetSocketAddress from) throws IOException {
    Socket socket = new Clocked();
    try {
      socket.bind(from);
      socket.connect(to);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
