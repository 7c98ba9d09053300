package dev.nodecast.aggregator.kube.watch;

import java.io.IOException;

/** The API server's refusal. */
final class ApiException extends IOException {
  private static final long serialVersionUID = 1;

  private final int code;
  private final String reason;

  /**
   * @param reason its one word, {@code Expired}; may be empty
   */
  ApiException(int code, String reason, String message) {
    super("status " + code + (reason.isEmpty() ? "" : " " + reason) + ": " + message);
    this.code = code;
    this.reason = reason;
  }

  /** Whether a version or a page is so old that the server has forgotten it. */
  boolean gone() {
    return code == 410 || reason.equals("Expired") || reason.equals("Gone");
  }

  boolean denied() {
    return code == 401 || code == 403;
  }

  int code() {
    return code;
  }
}
