package dev.nodecast.agent.exchange;

/** Receives what parsers find. */
public interface Exchanged {
  /** One exchange is over; the object is reused after the return. */
  void exchange(Exchange exchange);

  /**
   * Something could not be read, and is in no count of exchanges.
   *
   * @param reason one word such as {@code cut} (its bytes were not kept), {@code malformed}, {@code
   *     limit} (of what is kept of a connection)
   */
  void unread(String reason);
}
