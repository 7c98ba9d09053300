package dev.nodecast.agent.edge;

import dev.nodecast.agent.exchange.DnsAddresses;
import java.util.List;

/**
 * What it takes to know with whom connections are.
 *
 * @param addresses by the names that were looked up
 */
public record Acquainting(Links links, Edges edges, DnsAddresses addresses) {
  /**
   * All of it.
   *
   * @param queue where the aggregator is asked
   * @param networks that have names, as {@link Networks} takes them
   * @param node this machine
   */
  public static Acquainting of(PeerQueue queue, List<String> networks, String node) {
    DnsAddresses addresses = new DnsAddresses();
    Edges edges = new Edges();
    AddressLabels labels =
        new AddressLabels(
            new Networks(networks), address -> addresses.of(address, System.nanoTime()), node);
    // CLOCK_MONOTONIC, as the kernel's times are
    return new Acquainting(new Links(queue, edges, labels, System::nanoTime), edges, addresses);
  }
}
