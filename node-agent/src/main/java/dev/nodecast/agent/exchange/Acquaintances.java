package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.exchange.ExchangeEvent;

/** Follows with whom the connections are that exchanges are told of. For one thread. */
public interface Acquaintances {
  /** Follows nothing. */
  Acquaintances NONE =
      new Acquaintances() {
        private final Sums nowhere = new Sums();

        @Override
        public void event(ExchangeEvent event, Party party) {}

        @Override
        public Sums sums(Exchange exchange, Party of) {
          return nowhere;
        }

        @Override
        public void ended(ExchangeEvent event) {}
      };

  /** An event of a connection is read next. */
  void event(ExchangeEvent event, Party party);

  /**
   * Where an exchange is counted, of the connection that is being read or of the one that it names.
   *
   * @param of whose it is
   */
  Sums sums(Exchange exchange, Party of);

  /** The connection that was read is over. */
  void ended(ExchangeEvent event);
}
