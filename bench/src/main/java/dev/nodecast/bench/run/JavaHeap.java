package dev.nodecast.bench.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The heap of another Java process, through the JDK's own {@code jcmd}. */
public final class JavaHeap {
  private static final Pattern USED = Pattern.compile("(?m)used (\\d+)K");

  private JavaHeap() {}

  /**
   * In use after a collection, MiB.
   *
   * @throws IOException when this JDK has no {@code jcmd}, or it says nothing of it
   */
  public static double usedMib(long pid) throws IOException, InterruptedException {
    ask(pid, "GC.run");
    // What the first one only marks for finalizers and cleaners.
    ask(pid, "GC.run");
    String answer = ask(pid, "GC.heap_info");
    Matcher used = USED.matcher(answer);
    if (!used.find()) {
      throw new IOException("jcmd GC.heap_info: " + answer.strip() + " (expected: used …K)");
    }
    return Long.parseLong(used.group(1)) / 1024.0;
  }

  private static String ask(long pid, String command) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
            .redirectErrorStream(true)
            .start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("jcmd " + command + ": " + answer.strip());
    }
    return answer;
  }
}
