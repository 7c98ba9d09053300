package dev.nodecast.aggregator.edge;

/** What is known of addresses apart from who uses them. */
public interface AddressNames {
  /** Without a cluster nothing is. */
  AddressNames NONE =
      new AddressNames() {
        @Override
        public Peer of(Endpoint other, boolean asked) {
          return Peer.OUTSIDE;
        }

        @Override
        public boolean translates(Endpoint asked, Endpoint answering) {
          return false;
        }
      };

  /**
   * Who has an address now, told by nothing else.
   *
   * @param asked whether requests go there; else they come from there
   */
  Peer of(Endpoint other, boolean asked);

  /** Whether what is asked there may be answered by this one: a Service and one of its pods. */
  boolean translates(Endpoint asked, Endpoint answering);
}
