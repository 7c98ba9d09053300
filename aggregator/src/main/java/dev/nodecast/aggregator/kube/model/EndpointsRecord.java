package dev.nodecast.aggregator.kube.model;

import java.util.List;

/**
 * Who serves a service: a slice of them, or all where the server has no slices.
 *
 * @param service its name
 * @param addressType IPv4, IPv6 or FQDN
 */
public record EndpointsRecord(
    Meta meta, String service, String addressType, List<Endpoint> endpoints) {
  /** One address. */
  public record Endpoint(
      String address, String podUid, String zone, boolean ready, boolean serving, boolean ending) {}
}
