package dev.nodecast.bench.truth;

import dev.nodecast.bench.Skip;
import dev.nodecast.bench.run.Await;
import dev.nodecast.bench.run.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** DNS over UDP: dnsmasq, on an address of loopback of its own, since the port is always 53. */
public final class DnsPeer implements Peer {
  private static final String ADDRESS = "127.0.153.53";
  private static final int TIMEOUT_MILLIS = 2000;

  /** RFC 1035 section 4.1.1: RCODE, of which 5 is REFUSED. */
  private static final int REFUSED = 5;

  private final Program dnsmasq;

  public DnsPeer(Path directory) throws Exception {
    try {
      dnsmasq =
          Program.start(
              "dnsmasq",
              directory,
              Map.of(),
              List.of(
                  "dnsmasq",
                  "--keep-in-foreground",
                  "--conf-file=/dev/null",
                  "--listen-address=" + ADDRESS,
                  "--bind-interfaces",
                  "--no-resolv",
                  "--no-hosts",
                  "--user=root",
                  "--pid-file=",
                  "--address=/truth.test/192.0.2.1"));
    } catch (IOException e) {
      throw new Skip("dnsmasq: " + e.getMessage() + " (expected: the package dnsmasq-base)");
    }
    try {
      Await.until("dnsmasq", Duration.ofSeconds(20), this::answers);
    } catch (IOException | InterruptedException e) {
      close();
      throw e;
    }
  }

  private boolean answers() throws IOException {
    dnsmasq.requireAlive();
    try (Talk talk = connect()) {
      talk.ask(false);
      return true;
    } catch (Exception notYet) {
      return false;
    }
  }

  @Override
  public String protocol() {
    return "dns";
  }

  @Override
  public String where() {
    return "target IN ('truth.test', 'wrong.test')";
  }

  private static byte[] query(String domain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        new byte[] {0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0}); // recursion desired, 1 question
    for (String label : domain.split("\\.", -1)) {
      out.write(label.length());
      out.writeBytes(Streams.bytes(label));
    }
    out.writeBytes(new byte[] {0, 0, 1, 0, 1}); // A, IN
    return out.toByteArray();
  }

  @Override
  public Talk connect() throws IOException {
    DatagramSocket socket = new DatagramSocket();
    socket.connect(new InetSocketAddress(InetAddress.getByName(ADDRESS), 53));
    socket.setSoTimeout(TIMEOUT_MILLIS);
    byte[] right = query("host.truth.test");
    byte[] wrong = query("host.wrong.test");
    byte[] answer = new byte[512];
    return new Talk() {
      private int id;

      @Override
      public void ask(boolean fail) throws IOException {
        byte[] asked = fail ? wrong : right;
        asked[0] = (byte) (++id >> 8);
        asked[1] = (byte) id;
        socket.send(new DatagramPacket(asked, asked.length));
        socket.receive(new DatagramPacket(answer, answer.length));
        if (answer[1] != asked[1] || (answer[3] & 15) != (fail ? REFUSED : 0)) {
          throw new IOException("dnsmasq: rcode " + (answer[3] & 15));
        }
      }

      @Override
      public void close() {
        socket.close();
      }
    };
  }

  @Override
  public void close() {
    dnsmasq.close();
  }
}
