package dev.nodecast.bench.proof;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for programs that are restarted and must come back on the same one. They lie below the
 * range that the kernel gives to outgoing connections, so that none takes one in between.
 */
final class Ports {
  private static final int FIRST = 14_000;
  private static final int COUNT = 16_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private Ports() {}

  static int free() {
    for (int tried = 0; tried < COUNT; tried++) {
      int port = FIRST + NEXT.getAndIncrement() % COUNT;
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // In use: the next one.
      }
    }
    throw new AssertionError("no free port from " + FIRST + " to " + (FIRST + COUNT));
  }
}
