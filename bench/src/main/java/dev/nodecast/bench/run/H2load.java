package dev.nodecast.bench.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodecast.bench.Skip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator h2load, which keeps a rate, with as many requests as that makes. */
public final class H2load {
  private static final Pattern DONE =
      Pattern.compile("requests: (\\d+) total, \\d+ started, \\d+ done, (\\d+) succeeded");

  private static final int CLIENTS = 10;

  private H2load() {}

  /**
   * Asks for so long, {@code rate} times a second by HTTP/1.1; returns how many answers came.
   *
   * @throws Skip when it is not installed
   * @throws IOException when one did not succeed
   */
  public static long requests(String url, int rate, int seconds)
      throws Skip, IOException, InterruptedException {
    return requests(List.of(url), rate, seconds);
  }

  /** The same of the URLs in a file, a line each, in turns. */
  public static long requests(Path urls, int rate, int seconds)
      throws Skip, IOException, InterruptedException {
    return requests(List.of("-i", urls.toString()), rate, seconds);
  }

  private static long requests(List<String> what, int rate, int seconds)
      throws Skip, IOException, InterruptedException {
    long asked = (long) rate * seconds;
    List<String> command = new ArrayList<>(List.of("h2load", "--h1", "-c" + CLIENTS));
    command.addAll(List.of("-n" + asked, "--rps=" + rate / CLIENTS));
    command.addAll(what);
    Process h2load;
    try {
      h2load = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new Skip(
          "h2load: " + e.getMessage() + " (expected: the Debian package nghttp2-client)");
    }
    String printed = new String(h2load.getInputStream().readAllBytes(), UTF_8);
    Matcher done = DONE.matcher(printed);
    if (h2load.waitFor() != 0 || !done.find() || Long.parseLong(done.group(2)) != asked) {
      throw new IOException("h2load: not " + asked + " answers:\n" + printed);
    }
    return asked;
  }
}
