package dev.nodecast.agent.stream;

import io.grpc.Status;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a call's final status means to the person who reads the log. */
final class Refusal {
  /** "seq 17", "seq: 17", "frame 17", "frame seq=17". */
  private static final Pattern SEQ = Pattern.compile("\\b(?:seq|frame)[ :=]{1,3}([0-9]{1,18})\\b");

  private Refusal() {}

  /** The server's words, and what to do about it where that is known. */
  static String describe(Status status) {
    String words = status.getCode() + ": " + status.getDescription();
    Throwable cause = status.getCause();
    if (cause != null) {
      words += " (" + rootOf(cause) + ")";
    }
    String remedy =
        switch (status.getCode()) {
          case UNAUTHENTICATED -> "give the agent the aggregator's token, NODECAST_TOKEN";
          case ALREADY_EXISTS -> "give every agent a node name of its own";
          case FAILED_PRECONDITION -> "agent and aggregator do not fit together, see the words";
          case INVALID_ARGUMENT -> "the aggregator does not understand this agent, see the words";
          default -> "";
        };
    return remedy.isEmpty() ? words : words + "; remedy: " + remedy;
  }

  /** The frame that an INVALID_ARGUMENT names, or 0. */
  static long malformedSeq(Status status) {
    if (status.getCode() != Status.Code.INVALID_ARGUMENT || status.getDescription() == null) {
      return 0;
    }
    Matcher seq = SEQ.matcher(status.getDescription());
    return seq.find() ? Long.parseLong(seq.group(1)) : 0;
  }

  private static Throwable rootOf(Throwable cause) {
    Throwable root = cause;
    for (int i = 0; i < 8 && root.getCause() != null; i++) {
      root = root.getCause();
    }
    return root;
  }
}
