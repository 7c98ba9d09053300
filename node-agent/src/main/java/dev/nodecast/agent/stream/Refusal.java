package dev.nodecast.agent.stream;

import io.grpc.Status;
import java.net.ConnectException;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** What a call's final status means to the person who reads the log. */
final class Refusal {
  /** "seq 17", "seq: 17", "frame 17", "frame seq=17". */
  private static final Pattern SEQ = Pattern.compile("\\b(?:seq|frame)[ :=]{1,3}([0-9]{1,18})\\b");

  private Refusal() {}

  /**
   * The server's words, and what to do about it where that is known.
   *
   * @param plaintext whether the connection went without TLS
   * @param welcomed whether the aggregator had answered on it
   */
  static String describe(Status status, boolean plaintext, boolean welcomed) {
    // Netty's own words go on about its pipeline, on lines of their own.
    String said = String.valueOf(status.getDescription()).lines().findFirst().orElse("");
    Throwable root = rootOf(status.getCause());
    String words = status.getCode() + ": " + said + (root == null ? "" : " (" + root + ")");
    String remedy =
        switch (status.getCode()) {
          case UNAUTHENTICATED -> "give the agent the aggregator's token, NODECAST_TOKEN";
          case ALREADY_EXISTS -> "give every agent a node name of its own";
          case FAILED_PRECONDITION -> "agent and aggregator do not fit together, see the words";
          case INVALID_ARGUMENT -> "the aggregator does not understand this agent, see the words";
          case UNAVAILABLE -> welcomed ? "" : plaintext ? withoutTls(root) : withTls(root);
          default -> "";
        };
    return remedy.isEmpty() ? words : words + "; remedy: " + remedy;
  }

  /** A server that speaks TLS hangs up on anything else; one that is away refuses at once. */
  private static String withoutTls(Throwable root) {
    boolean hungUp =
        root == null || (root instanceof SocketException && !(root instanceof ConnectException));
    return hungUp ? "if the aggregator speaks TLS, set NODECAST_PLAINTEXT=false" : "";
  }

  private static String withTls(Throwable root) {
    if (root instanceof CertificateException) {
      return "the aggregator's certificate must hold the name or address in NODECAST_AGGREGATOR,"
          + " and be valid now";
    }
    if (root instanceof GeneralSecurityException) {
      return "name the PEM file of the authority that signed the aggregator's certificate in"
          + " NODECAST_TLS_CA";
    }
    return root instanceof SSLException
        ? "the aggregator speaks no TLS there; NODECAST_PLAINTEXT=true exposes token and data"
        : "";
  }

  /** The frame that an INVALID_ARGUMENT names, or 0. */
  static long malformedSeq(Status status) {
    if (status.getCode() != Status.Code.INVALID_ARGUMENT || status.getDescription() == null) {
      return 0;
    }
    Matcher seq = SEQ.matcher(status.getDescription());
    return seq.find() ? Long.parseLong(seq.group(1)) : 0;
  }

  /** Null for null. */
  private static Throwable rootOf(Throwable cause) {
    Throwable root = cause;
    for (int i = 0; i < 8 && root != null && root.getCause() != null; i++) {
      root = root.getCause();
    }
    return root;
  }
}
