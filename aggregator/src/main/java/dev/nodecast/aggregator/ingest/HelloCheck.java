package dev.nodecast.aggregator.ingest;

import dev.nodecast.v1.Hello;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;

/** What is wrong with a Hello, in words that name the offender and the expectation. */
final class HelloCheck {
  private static final int MAX_NAME = 253;

  /** An agent's list and its selector may have 64 each. */
  private static final int MAX_POD_LABELS = 128;

  /** A domain of 253, a slash, a name of 63. */
  private static final int MAX_LABEL_KEY = 317;

  private HelloCheck() {}

  /** Null when all is well. A wrong token is told apart by starting with "token". */
  static String problem(Hello hello, String token) {
    if (!MessageDigest.isEqual(bytes(hello.getToken()), bytes(token))) {
      return hello.getToken().isEmpty()
          ? "token: none (expected: the aggregator's; set NODECAST_TOKEN on the agent)"
          : "token: not the aggregator's (set the same NODECAST_TOKEN on both)";
    }
    String node = hello.getNode();
    if (node.isEmpty() || node.length() > MAX_NAME) {
      return "node: " + node.length() + " characters (expected: 1 to 253)";
    }
    for (int i = 0; i < node.length(); i++) {
      if (Character.isISOControl(node.charAt(i))) {
        return "node: control character at " + i + " (expected: none)";
      }
    }
    String boot = hello.getBootId();
    if (!boot.matches("[A-Za-z0-9-]{1,64}")) {
      return "boot_id: "
          + boot.length()
          + " characters (expected: 1 to 64 letters, digits or dashes)";
    }
    if (hello.getSchema().getKindsCount() == 0) {
      return "schema: empty (expected: at least one kind)";
    }
    List<String> labels = hello.getPodLabels().getKeysList();
    if (labels.size() > MAX_POD_LABELS
        || labels.stream().anyMatch(key -> key.length() > MAX_LABEL_KEY)) {
      return "pod_labels: "
          + labels.size()
          + " keys (expected: at most 128, of at most 317 characters)";
    }
    String version = forPeople("agent_version", hello.getAgentVersion());
    String kernel = forPeople("kernel", hello.getKernel());
    return version != null
        ? version
        : kernel != null ? kernel : forPeople("architecture", hello.getArchitecture());
  }

  /** A name that was not accepted, for logs and the Status page: bounded, one line. */
  static String shown(String node) {
    String start = node.substring(0, Math.min(node.length(), MAX_NAME));
    return start.replaceAll("\\p{Cntrl}", "?");
  }

  /** What is only shown: bounded, one line. */
  private static String forPeople(String field, String text) {
    if (text.length() > 256 || text.chars().anyMatch(Character::isISOControl)) {
      return field
          + ": "
          + text.length()
          + " characters (expected: at most 256, no control characters)";
    }
    return null;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What an agent is told whose name another one has: who that is. */
  static String taken(String node, String address, long sinceMs, String boot) {
    return "node: \""
        + node
        + "\" is taken by the agent at "
        + address
        + ", connected since "
        + Instant.ofEpochMilli(sinceMs)
        + ", boot id "
        + boot
        + " (expected: a name of its own for each node; set NODECAST_NODE)";
  }
}
