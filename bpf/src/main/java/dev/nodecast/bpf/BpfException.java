package dev.nodecast.bpf;

/** The kernel or libbpf refused: about what, which errno, and the end of what they said. */
public final class BpfException extends RuntimeException {
  private final String subject;
  private final String errno;
  private final String log;

  /**
   * Called by the native code.
   *
   * @param subject the object, program or map that it is about
   * @param errno the error's name, such as {@code EPERM}
   * @param log the last lines of libbpf's messages, with the verifier's log among them; may be
   *     empty
   */
  BpfException(String subject, String errno, String log) {
    super(log.isBlank() ? subject + ": " + errno : subject + ": " + errno + "\n" + log.strip());
    this.subject = subject;
    this.errno = errno;
    this.log = log;
  }

  public String subject() {
    return subject;
  }

  public String errno() {
    return errno;
  }

  public String log() {
    return log;
  }
}
