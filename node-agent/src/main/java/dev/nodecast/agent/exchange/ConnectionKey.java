package dev.nodecast.agent.exchange;

/**
 * The name of a connection: a socket's address is another's after its end. Filled anew for each
 * look-up, which makes none; what is a map's key stays as it is.
 */
public final class ConnectionKey {
  public long socket;
  public long sinceNs;

  /** Names this one from now on. */
  public ConnectionKey set(long ofSocket, long since) {
    socket = ofSocket;
    sinceNs = since;
    return this;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(socket * 31 + sinceNs);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConnectionKey key && socket == key.socket && sinceNs == key.sinceNs;
  }
}
