package dev.nodecast.aggregator.live;

import dev.nodecast.catalog.ServiceKind;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What makes rows of kind {@code service} one service: the name that agents found for it, in one
 * namespace, on all nodes. Servers and clients are apart, since a request has both.
 *
 * @param role {@code server} or {@code client}
 * @param namespace of Kubernetes; empty outside
 */
public record ServiceName(String role, String namespace, String name) {
  public static final String SERVER = "server";
  public static final String CLIENT = "client";

  private static final int NAMESPACE = ServiceKind.KIND.labels().indexOf("namespace");
  private static final int SERVICE = ServiceKind.KIND.labels().indexOf("service");
  private static final int ROLE = ServiceKind.KIND.labels().indexOf("role");

  /** Of a row's labels. */
  public static ServiceName of(String[] labels) {
    return new ServiceName(labels[ROLE], labels[NAMESPACE], labels[SERVICE]);
  }

  /** The one of a {@link #key}; of what is no key, one that nothing has. */
  public static ServiceName parse(String key) {
    String[] parts = key.split(":", 3);
    return parts.length < 3
        ? new ServiceName("", "", "")
        : new ServiceName(parts[0], parts[1], parts[2]);
  }

  /**
   * What its address is made of. Neither roles nor namespaces have a colon; a name takes the rest.
   */
  public String key() {
    return role + ':' + namespace + ':' + name;
  }

  public boolean server() {
    return role.equals(SERVER);
  }

  /** The same thing at the other end of its requests. */
  public ServiceName as(String otherRole) {
    return new ServiceName(otherRole, namespace, name);
  }

  /** Values of the labels that all of its rows have. */
  public Map<String, String> labels() {
    Map<String, String> where = new LinkedHashMap<>();
    where.put("role", role);
    where.put("namespace", namespace);
    where.put("service", name);
    return where;
  }
}
