package dev.nodecast.aggregator.kube.http;

import java.io.IOException;

/** The other side answered, and said no. Its words are cut: they may be a page of HTML. */
public final class HttpFailure extends IOException {
  private static final long serialVersionUID = 1;
  private static final int MAX_WORDS = 300;

  private final int status;
  private final String reason;

  /**
   * @param reason the API server's one word, {@code Expired}; empty from others
   * @param words what it said; may be empty
   */
  public HttpFailure(int status, String reason, String words) {
    super(message(status, reason, words));
    this.status = status;
    this.reason = reason;
  }

  public int status() {
    return status;
  }

  /** Whether credentials are missing, or a rule for them. */
  public boolean denied() {
    return status == 401 || status == 403;
  }

  /** Whether a version or a page is so old that the server has forgotten it. */
  public boolean gone() {
    return status == 410 || reason.equals("Expired") || reason.equals("Gone");
  }

  private static String message(int status, String reason, String words) {
    String said = words.isBlank() ? reason : words;
    return "status " + status + (said.isBlank() ? "" : ": " + printable(said));
  }

  /** What others said, on one line of bounded length. */
  public static String printable(String words) {
    String line = words.strip().replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= MAX_WORDS ? line : line.substring(0, MAX_WORDS) + "…";
  }
}
