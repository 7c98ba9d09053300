package dev.nodecast.bench.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernel's own count of what went through TCP sockets, as iproute2's {@code ss} shows it. */
public final class TcpBytes {
  private static final Pattern SENT = Pattern.compile("bytes_sent:(\\d+)");

  private TcpBytes() {}

  /** Bytes that open connections have sent to a port of this machine; 0 without {@code ss}. */
  public static long sentTo(int port) throws InterruptedException {
    try {
      Process ss =
          new ProcessBuilder("ss", "-Htin", "state", "established", "dport", "=", ":" + port)
              .redirectErrorStream(true)
              .start();
      String out = new String(ss.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      ss.waitFor();
      long sum = 0;
      Matcher matcher = SENT.matcher(out);
      while (matcher.find()) {
        sum += Long.parseLong(matcher.group(1));
      }
      return sum;
    } catch (IOException e) {
      return 0;
    }
  }
}
