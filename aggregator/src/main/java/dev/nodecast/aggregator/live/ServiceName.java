package dev.nodecast.aggregator.live;

import dev.nodecast.catalog.ServiceKind;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What makes rows of kind {@code service} one service: the workload that they are of, on all nodes;
 * where there is none, the program. Servers and clients are apart, since a request has both.
 *
 * @param role {@code server} or {@code client}
 * @param workload whether {@code name} is a workload's; else an executable's
 */
public record ServiceName(String role, String namespace, String name, boolean workload) {
  public static final String SERVER = "server";
  public static final String CLIENT = "client";

  private static final int NAMESPACE = ServiceKind.KIND.labels().indexOf("namespace");
  private static final int WORKLOAD = ServiceKind.KIND.labels().indexOf("workload");
  private static final int SERVICE = ServiceKind.KIND.labels().indexOf("service");
  private static final int ROLE = ServiceKind.KIND.labels().indexOf("role");

  /** Of a row's labels. */
  public static ServiceName of(String[] labels) {
    boolean workload = !labels[WORKLOAD].isEmpty();
    return new ServiceName(
        labels[ROLE], labels[NAMESPACE], labels[workload ? WORKLOAD : SERVICE], workload);
  }

  /** The one of a {@link #key}; of what is no key, one that nothing has. */
  public static ServiceName parse(String key) {
    String[] parts = key.split(":", 3);
    if (parts.length < 3) {
      return new ServiceName("", "", "", true);
    }
    boolean workload = !parts[2].startsWith(":");
    return new ServiceName(
        parts[0], parts[1], workload ? parts[2] : parts[2].substring(1), workload);
  }

  /**
   * What its address is made of. Neither roles nor namespaces have a colon, and no workload begins
   * with one; a name takes the rest.
   */
  public String key() {
    return role + ':' + namespace + (workload ? ":" : "::") + name;
  }

  public boolean server() {
    return role.equals(SERVER);
  }

  /** The same thing at the other end of its requests. */
  public ServiceName as(String otherRole) {
    return new ServiceName(otherRole, namespace, name, workload);
  }

  /** Values of the labels that all of its rows have. */
  public Map<String, String> labels() {
    Map<String, String> where = new LinkedHashMap<>();
    where.put("role", role);
    where.put("namespace", namespace);
    where.put("workload", workload ? name : "");
    if (!workload) {
      where.put("service", name);
    }
    return where;
  }
}
