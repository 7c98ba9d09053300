package dev.nodecast.bpf.tcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that talks TCP as it is told: a command on each line of its input, a number on each
 * line of its output. Run as a process of its own, in the cgroup and network namespace of a test.
 */
final class TcpProgram {
  private static final int TIMEOUT_MS = 60_000;

  private final List<Socket> sockets = new ArrayList<>();
  private ServerSocket listener;
  private DatagramSocket datagrams;

  private TcpProgram() {}

  public static void main(String[] args) throws IOException {
    TcpProgram program = new TcpProgram();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      System.out.println(program.obey(words));
      System.out.flush();
    }
  }

  private long obey(String[] words) throws IOException {
    return switch (words[0]) {
      case "listen" -> listen(words[1], Integer.parseInt(words[2]));
      case "unlisten" -> unlisten();
      case "accept" -> accept(Integer.parseInt(words[1]));
      case "connect" -> connect(address(words), Integer.parseInt(words[3]), TIMEOUT_MS);
      case "try" -> connect(address(words), Integer.parseInt(words[3]), 1500);
      case "storm" -> storm(address(words), Integer.parseInt(words[3]), Integer.parseInt(words[4]));
      case "serve" -> serve(Integer.parseInt(words[1]));
      case "send" -> send(Integer.parseInt(words[1]));
      case "receive" -> receive(Long.parseLong(words[1]));
      case "half" -> half();
      case "end" -> end();
      case "close" -> close();
      case "reset" -> reset();
      case "port" -> sockets.get(0).getLocalPort();
      case "bind" -> bind(words[1], Integer.parseInt(words[2]));
      case "datagrams" -> datagrams(address(words), Integer.parseInt(words[3]));
      case "drain" -> drain();
      default -> throw new IOException(words[0] + ": no such command");
    };
  }

  private static InetSocketAddress address(String[] words) {
    return new InetSocketAddress(words[1], Integer.parseInt(words[2]));
  }

  /** The port. */
  private long listen(String address, int backlog) throws IOException {
    listener = new ServerSocket(0, backlog, InetAddress.getByName(address));
    listener.setSoTimeout(TIMEOUT_MS);
    return listener.getLocalPort();
  }

  private long unlisten() throws IOException {
    listener.close();
    return 0;
  }

  private long accept(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      sockets.add(listener.accept());
    }
    return sockets.size();
  }

  /** How many were opened. */
  private long connect(InetSocketAddress to, int times, int timeout) throws IOException {
    int opened = 0;
    for (int i = 0; i < times; i++) {
      Socket socket = new Socket();
      try {
        socket.connect(to, timeout);
        socket.setSoTimeout(TIMEOUT_MS);
        sockets.add(socket);
        opened++;
      } catch (SocketTimeoutException | java.net.ConnectException e) {
        socket.close();
      }
    }
    return opened;
  }

  /** One connection after the other, each with some bytes and their answer. */
  private static long storm(InetSocketAddress to, int times, int bytes) throws IOException {
    for (int i = 0; i < times; i++) {
      try (Socket socket = new Socket(to.getAddress(), to.getPort())) {
        socket.getOutputStream().write(new byte[bytes]);
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      }
    }
    return times;
  }

  /** The other side of a storm: reads to the end and answers a byte; how many bytes it read. */
  private long serve(int times) throws IOException {
    long sum = 0;
    for (int i = 0; i < times; i++) {
      try (Socket socket = listener.accept()) {
        sum += socket.getInputStream().readAllBytes().length;
        socket.getOutputStream().write(1);
      }
    }
    return sum;
  }

  private long send(int bytes) throws IOException {
    byte[] data = new byte[Math.min(bytes, 65_536)];
    for (Socket socket : sockets) {
      for (int left = bytes; left > 0; left -= data.length) {
        socket.getOutputStream().write(data, 0, Math.min(left, data.length));
      }
    }
    return bytes;
  }

  private long receive(long bytes) throws IOException {
    byte[] data = new byte[65_536];
    for (Socket socket : sockets) {
      long left = bytes;
      while (left > 0) {
        int n = socket.getInputStream().read(data, 0, (int) Math.min(left, data.length));
        if (n < 0) {
          throw new IOException(left + " bytes are missing");
        }
        left -= n;
      }
    }
    return bytes;
  }

  private long half() throws IOException {
    for (Socket socket : sockets) {
      socket.shutdownOutput();
    }
    return 0;
  }

  /** Reads to the end: how many bytes that were. */
  private long end() throws IOException {
    byte[] data = new byte[65_536];
    long sum = 0;
    for (Socket socket : sockets) {
      for (int n = 0; n >= 0; n = socket.getInputStream().read(data)) {
        sum += n;
      }
    }
    return sum;
  }

  private long close() throws IOException {
    int count = sockets.size();
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
    return count;
  }

  private long reset() throws IOException {
    for (Socket socket : sockets) {
      socket.setSoLinger(true, 0);
    }
    return close();
  }

  private long bind(String address, int buffer) throws IOException {
    datagrams = new DatagramSocket(null);
    datagrams.setReceiveBufferSize(buffer);
    datagrams.bind(new InetSocketAddress(address, 0));
    return datagrams.getLocalPort();
  }

  private static long datagrams(InetSocketAddress to, int times) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      byte[] data = new byte[1000];
      for (int i = 0; i < times; i++) {
        socket.send(new DatagramPacket(data, data.length, to));
      }
    }
    return times;
  }

  /** How many datagrams wait. */
  private long drain() throws IOException {
    datagrams.setSoTimeout(200);
    long count = 0;
    try {
      while (true) {
        datagrams.receive(new DatagramPacket(new byte[2000], 2000));
        count++;
      }
    } catch (SocketTimeoutException empty) {
      return count;
    }
  }
}
