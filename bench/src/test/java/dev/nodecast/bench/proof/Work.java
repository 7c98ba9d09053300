package dev.nodecast.bench.proof;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** Something for the kernel to count: CPU time, packets, bytes written to a disk. */
final class Work {
  private static final int PACKETS = 300;
  private static final int MTU = 1400;
  private static final int BLOCK = 1 << 20;

  private final Path file;
  private final Random random = new Random(1);

  Work(Path file) {
    this.file = file;
  }

  /** Answers something that depends on all of it, so that nothing is optimized away. */
  long some() throws IOException {
    long sum = 0;
    for (int i = 0; i < 20_000_000; i++) {
      sum += sum ^ i;
    }
    try (DatagramSocket from = new DatagramSocket();
        DatagramSocket to = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < PACKETS + random.nextInt(PACKETS); i++) {
        from.send(new DatagramPacket(new byte[MTU], MTU, to.getLocalSocketAddress()));
      }
    }
    byte[] block = new byte[BLOCK];
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < 4 + random.nextInt(8); i++) {
        random.nextBytes(block);
        sum += out.write(ByteBuffer.wrap(block));
      }
      out.force(true);
    }
    return sum;
  }
}
