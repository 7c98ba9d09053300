package dev.nodecast.aggregator.kube.strip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.model.EndpointsRecord;
import dev.nodecast.aggregator.kube.model.EndpointsRecord.Endpoint;
import dev.nodecast.aggregator.kube.model.ServiceRecord;
import java.util.ArrayList;
import java.util.List;

/** Strips services and who serves them. */
public final class Services {
  private static final String SERVICE_OF_SLICE = "kubernetes.io/service-name";

  /** Label of nodes and, in discovery/v1beta1, key of an endpoint's topology. */
  private static final String ZONE = "topology.kubernetes.io/zone";

  private final Strip strip;

  public Services(Strip strip) {
    this.strip = strip;
  }

  public ServiceRecord service(JsonNode object) {
    JsonNode spec = object.path("spec");
    return new ServiceRecord(
        strip.meta("Service", object),
        strip.one(spec, "type"),
        ips(spec),
        ports(spec.path("ports")),
        Fields.texts(spec.path("selector"), key -> true, strip.texts),
        object.path("status").path("loadBalancer").path("ingress").size(),
        Fields.flag(spec, "publishNotReadyAddresses"),
        strip.one(spec, "trafficDistribution"));
  }

  /** Of discovery/v1 and v1beta1, which differ in where the zone is. */
  public EndpointsRecord slice(JsonNode object) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (JsonNode endpoint : object.path("endpoints")) {
      JsonNode conditions = endpoint.path("conditions");
      String zone = strip.one(endpoint, "zone");
      // A missing `ready` means yes, and a missing `serving` the same as `ready`.
      boolean ready = conditions.path("ready").asBoolean(true);
      for (JsonNode address : endpoint.path("addresses")) {
        add(
            endpoints,
            new Endpoint(
                address.asText(""),
                uid(endpoint),
                zone.isEmpty() ? strip.one(endpoint, "topology", ZONE) : zone,
                ready,
                conditions.path("serving").asBoolean(ready),
                Fields.flag(conditions, "terminating")));
      }
    }
    return new EndpointsRecord(
        strip.meta("EndpointSlice", object),
        strip.one(object.path("metadata").path("labels"), SERVICE_OF_SLICE),
        strip.one(object, "addressType"),
        List.copyOf(endpoints));
  }

  /** Of the core API, for servers without slices: there it has the service's own name. */
  public EndpointsRecord endpoints(JsonNode object) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (JsonNode subset : object.path("subsets")) {
      subset.path("addresses").forEach(address -> add(endpoints, endpoint(address, true)));
      subset.path("notReadyAddresses").forEach(address -> add(endpoints, endpoint(address, false)));
    }
    boolean v6 = !endpoints.isEmpty() && endpoints.get(0).address().indexOf(':') >= 0;
    return new EndpointsRecord(
        strip.meta("Endpoints", object),
        strip.one(object, "metadata", "name"),
        v6 ? "IPv6" : "IPv4",
        List.copyOf(endpoints));
  }

  private static Endpoint endpoint(JsonNode of, boolean ready) {
    return new Endpoint(Fields.text(of, "ip"), uid(of), "", ready, ready, false);
  }

  private static String uid(JsonNode endpoint) {
    JsonNode target = endpoint.path("targetRef");
    return Fields.text(target, "kind").equals("Pod") ? Fields.text(target, "uid") : "";
  }

  private static void add(List<Endpoint> to, Endpoint endpoint) {
    // The API bounds a slice at 1000; the old Endpoints are cut there by the control plane.
    if (to.size() < Strip.MAX_ITEMS) {
      to.add(endpoint);
    }
  }

  private static List<String> ips(JsonNode spec) {
    List<String> ips = new ArrayList<>();
    spec.path("clusterIPs").forEach(ip -> ips.add(ip.asText("")));
    // Before 1.20 there was one.
    if (ips.isEmpty() && spec.has("clusterIP")) {
      ips.add(Fields.text(spec, "clusterIP"));
    }
    return List.copyOf(ips);
  }

  private static List<String> ports(JsonNode of) {
    List<String> ports = new ArrayList<>();
    for (JsonNode port : of) {
      if (ports.size() < Strip.MAX_ITEMS) {
        ports.add(
            Fields.text(port, "name")
                + ":"
                + Fields.text(port, "port")
                + "/"
                + Fields.text(port, "protocol"));
      }
    }
    return List.copyOf(ports);
  }
}
