package dev.nodecast.bpf;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Programs that see tracefs, which not every machine has mounted, in mounts of their own. */
public final class OwnTracefs {
  private static final String AT = "/sys/kernel/tracing";

  private OwnTracefs() {}

  /** Skips the test where nobody may mount. */
  public static Process start(List<String> program) throws IOException {
    Set<Capability> rights = Kernel.support().capabilities();
    assumeTrue(rights.contains(Capability.SYS_ADMIN), "CAP_SYS_ADMIN is missing: cannot mount");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("unshare", "--mount", "sh", "-c"));
    command.add("{ mountpoint -q " + AT + " || mount -t tracefs none " + AT + "; } && exec \"$@\"");
    command.add("sh");
    command.addAll(program);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** What a tracepoint's record looks like, as the kernel tells it. */
  public static String format(String tracepoint) throws IOException {
    Process cat = start(List.of("cat", AT + "/events/" + tracepoint + "/format"));
    return new String(cat.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
  }
}
