package dev.nodecast.aggregator.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.aggregator.kube.Cluster;
import dev.nodecast.aggregator.kube.model.Amounts;
import dev.nodecast.aggregator.kube.model.EndpointsRecord;
import dev.nodecast.aggregator.kube.model.Meta;
import dev.nodecast.aggregator.kube.model.NodeRecord;
import dev.nodecast.aggregator.kube.model.OwnerRef;
import dev.nodecast.aggregator.kube.model.PodRecord;
import dev.nodecast.aggregator.kube.model.ServiceRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What addresses of a cluster are, and which are none. */
class ClusterAddressesTest {
  private static final OwnerRef SET = new OwnerRef("StatefulSet", "db", "uid-db");
  private final Cluster cluster = new Cluster();
  private long now = 10_000;
  private final ClusterAddresses addresses = new ClusterAddresses(cluster, () -> now);

  private static Meta meta(String kind, String name, Optional<OwnerRef> owner) {
    String namespace = kind.equals("Node") ? "" : "shop";
    return new Meta(kind, namespace, name, "uid-" + name, Map.of(), owner, 1, Amounts.NONE);
  }

  private void pod(String name, Optional<OwnerRef> owner, String ip, String phase, boolean host) {
    cluster
        .podStore()
        .put(
            new PodRecord(
                meta("Pod", name, owner),
                "n1",
                ip,
                phase,
                "",
                "",
                "",
                "Burstable",
                "",
                host,
                true,
                1,
                List.of(),
                List.of()));
  }

  private static Endpoint at(String address) {
    return new Endpoint(Address.parse(address).orElseThrow(), 80);
  }

  private Peer of(String address) {
    return addresses.of(at(address), true);
  }

  @Test
  void aPodIsItsWorkloadOrItself() {
    pod("db-0", Optional.of(SET), "10.0.2.7", "Running", false);
    pod("bare", Optional.empty(), "fd00::7", "Running", false);
    assertThat(of("10.0.2.7")).isEqualTo(new Peer(Peer.Kind.WORKLOAD, "shop", "db", ""));
    assertThat(of("fd00::7")).isEqualTo(new Peer(Peer.Kind.WORKLOAD, "shop", "", "bare"));
    assertThat(of("10.0.2.8")).isEqualTo(Peer.OUTSIDE);
  }

  @Test
  void onTheNodesNetworkOrEndedItHasNoAddress() {
    cluster
        .nodeStore()
        .put(
            new NodeRecord(
                meta("Node", "n1", Optional.empty()),
                Amounts.UNKNOWN,
                Amounts.UNKNOWN,
                Map.of(),
                Map.of(),
                false,
                List.of(),
                Map.of("InternalIP", "192.168.1.1", "Hostname", "n1"),
                10250,
                "",
                "",
                "",
                "",
                "",
                ""));
    pod("proxy", Optional.empty(), "192.168.1.1", "Running", true);
    pod("job", Optional.empty(), "10.0.2.9", "Succeeded", false);
    assertThat(of("192.168.1.1")).isEqualTo(new Peer(Peer.Kind.NODE, "", "", "n1"));
    assertThat(of("10.0.2.9")).isEqualTo(Peer.OUTSIDE);
  }

  @Test
  void oneAddressOfTwoIsNobodys() {
    pod("db-0", Optional.of(SET), "10.0.2.7", "Running", false);
    pod("bare", Optional.empty(), "10.0.2.7", "Running", false);
    assertThat(of("10.0.2.7")).isEqualTo(Peer.UNKNOWN);
  }

  @Test
  void aServiceIsWhereRequestsGoAndExplainsItsPods() {
    cluster
        .serviceStore()
        .put(
            new ServiceRecord(
                meta("Service", "db", Optional.empty()),
                "ClusterIP",
                List.of("10.96.0.9", "None"),
                List.of("sql:5432/TCP"),
                Map.of(),
                0,
                false,
                ""));
    cluster
        .endpointsStore()
        .put(
            new EndpointsRecord(
                meta("EndpointSlice", "db-abc", Optional.empty()),
                "db",
                "IPv4",
                List.of(
                    new EndpointsRecord.Endpoint("10.0.2.7", "uid", "", true, true, false),
                    new EndpointsRecord.Endpoint("<b>", "uid", "", true, true, false))));
    assertThat(of("10.96.0.9")).isEqualTo(new Peer(Peer.Kind.SERVICE, "shop", "", "db"));
    assertThat(addresses.of(at("10.96.0.9"), false)).isEqualTo(Peer.OUTSIDE);
    assertThat(addresses.translates(at("10.96.0.9"), at("10.0.2.7"))).isTrue();
    assertThat(addresses.translates(at("10.96.0.9"), at("10.0.2.8"))).isFalse();
    assertThat(addresses.translates(at("10.0.2.7"), at("10.0.2.7"))).isFalse();
  }

  @Test
  void anAddressGoesToWhoHasItNow() {
    pod("db-0", Optional.of(SET), "10.0.2.7", "Running", false);
    assertThat(of("10.0.2.7").workload()).isEqualTo("db");
    cluster.podStore().remove("uid-db-0");
    pod("bare", Optional.empty(), "10.0.2.7", "Running", false);
    now += 2_000;
    assertThat(of("10.0.2.7").name()).isEqualTo("bare");
  }

  @Test
  void namesAreNeverLookedUp() {
    for (String text :
        List.of("", "localhost", "None", "1.2.3", "a:b", "1.2.3.4.5", "x".repeat(99))) {
      assertThat(Address.parse(text)).as(text).isEmpty();
    }
    assertThat(Address.parse("::ffff:10.0.0.1")).isEqualTo(Address.parse("10.0.0.1"));
  }
}
