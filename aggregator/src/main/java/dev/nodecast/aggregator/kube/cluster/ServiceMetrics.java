package dev.nodecast.aggregator.kube.cluster;

import dev.nodecast.aggregator.kube.metric.EntityState;
import dev.nodecast.aggregator.kube.metric.K8sMetrics;
import dev.nodecast.aggregator.kube.metric.Subject;
import dev.nodecast.aggregator.kube.model.EndpointsRecord;
import dev.nodecast.aggregator.kube.model.EndpointsRecord.Endpoint;
import dev.nodecast.aggregator.kube.model.ServiceRecord;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Services, with the endpoints that serve them. */
final class ServiceMetrics {
  private ServiceMetrics() {}

  /**
   * @param endpoints all slices of this service
   */
  static void points(
      ServiceRecord service, Collection<EndpointsRecord> endpoints, Subject subject, Points out) {
    out.count(K8sMetrics.SERVICE_INGRESS, subject, service.ingress());
    if (!out.wants(K8sMetrics.SERVICE_ENDPOINTS)) {
      return;
    }
    Map<String, List<EndpointsRecord>> byType =
        endpoints.stream()
            .collect(
                Collectors.groupingBy(
                    EndpointsRecord::addressType, TreeMap::new, Collectors.toList()));
    byType.forEach(
        (type, slices) ->
            slices.stream()
                .flatMap(slice -> slice.endpoints().stream())
                .collect(Collectors.groupingBy(Endpoint::zone, TreeMap::new, Collectors.toList()))
                .forEach((zone, list) -> counts(type, zone, list, subject, out)));
  }

  private static void counts(
      String type, String zone, List<Endpoint> list, Subject subject, Points out) {
    count(type, zone, "ready", list.stream().filter(Endpoint::ready).count(), subject, out);
    count(type, zone, "serving", list.stream().filter(Endpoint::serving).count(), subject, out);
    count(type, zone, "terminating", list.stream().filter(Endpoint::ending).count(), subject, out);
  }

  private static void count(
      String type, String zone, String condition, long count, Subject subject, Points out) {
    Map<String, String> attributes =
        Map.of(
            "k8s.service.endpoint.address_type", type,
            "k8s.service.endpoint.condition", condition,
            "k8s.service.endpoint.zone", zone);
    out.add(K8sMetrics.SERVICE_ENDPOINTS, subject, attributes, count);
  }

  static EntityState entity(ServiceRecord service, Links links) {
    return Attributes.of("k8s.service", service.meta())
        .with("k8s.service.type", service.type())
        .with(
            "k8s.service.publish_not_ready_addresses",
            String.valueOf(service.publishNotReadyAddresses()))
        .with("k8s.service.traffic_distribution", service.trafficDistribution())
        .entity(service.meta(), links.of(service.meta()));
  }
}
