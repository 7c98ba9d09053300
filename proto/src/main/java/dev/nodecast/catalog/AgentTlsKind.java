package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.COUNT;

import java.util.ArrayList;
import java.util.List;

/**
 * Programs whose connections are TLS, and whether anybody can see into them: what they ask and
 * answer is in {@code service} only where it can, and where {@code NODECAST_TLS} selects them.
 */
public final class AgentTlsKind {
  private static final Kind.Builder B =
      Kind.named("agent_tls", "One program that speaks TLS by one library.").labels(labels());
  private static final Kind.Builder.GroupBuilder TLS = B.group("tls", 2);

  public static final Column CONNECTIONS =
      TLS.counter("connections", COUNT, "Connections that began with TLS, of either side.", "");
  public static final Column READ =
      TLS.gauge("read", COUNT, "1 when its plaintext is read, else 0.", "");
  public static final Column STATE =
      TLS.text("state", "Whether it is read, or could be, or why not.");
  public static final Column PID =
      TLS.gauge("pid", COUNT, "The process that was seen last, in the host's numbers.", "");

  public static final Kind KIND = B.build();

  private AgentTlsKind() {}

  private static String[] labels() {
    List<String> labels = new ArrayList<>(Event.LABELS);
    labels.add("program");
    labels.add("library");
    return labels.toArray(String[]::new);
  }
}
