package dev.nodecast.bench.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodecast.bench.Skip;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk: one thread that keeps its connections. */
public final class Wrk {
  public static final int CONNECTIONS = 32;

  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s*([0-9.]+)");
  private static final Pattern FAILED = Pattern.compile("(Socket errors|Non-2xx).*");

  private Wrk() {}

  /**
   * Asks for so long, as fast as answers come; returns answers for each second.
   *
   * @throws Skip when it is not installed
   * @throws IOException when an answer failed too
   */
  public static double requestsPerSecond(String url, int seconds)
      throws Skip, IOException, InterruptedException {
    Process wrk;
    try {
      wrk =
          new ProcessBuilder("wrk", "-t1", "-c" + CONNECTIONS, "-d" + seconds + "s", url)
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      throw new Skip("wrk: " + e.getMessage() + " (expected: the Debian package of that name)");
    }
    String printed = new String(wrk.getInputStream().readAllBytes(), UTF_8);
    int code = wrk.waitFor();
    Matcher rate = RATE.matcher(printed);
    Matcher failed = FAILED.matcher(printed);
    if (code != 0 || !rate.find() || failed.find()) {
      throw new IOException("wrk: ended with " + code + ":\n" + printed);
    }
    return Double.parseDouble(rate.group(1));
  }
}
