package dev.nodecast.aggregator.kube.http;

import java.io.IOException;

/** The other side answered, and said no. Its words are cut: they may be a page of HTML. */
public final class HttpFailure extends IOException {
  private static final long serialVersionUID = 1;
  private static final int MAX_WORDS = 300;

  private final int status;

  /**
   * @param words what it said; may be empty
   */
  public HttpFailure(int status, String words) {
    super("status " + status + (words.isBlank() ? "" : ": " + printable(words)));
    this.status = status;
  }

  public int status() {
    return status;
  }

  /** Whether credentials are missing, or a rule for them. */
  public boolean denied() {
    return status == 401 || status == 403;
  }

  private static String printable(String words) {
    String line = words.strip().replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= MAX_WORDS ? line : line.substring(0, MAX_WORDS) + "…";
  }
}
