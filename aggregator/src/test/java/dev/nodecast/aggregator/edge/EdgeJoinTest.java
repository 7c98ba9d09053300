package dev.nodecast.aggregator.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which ends are put together, and which are not. */
class EdgeJoinTest {
  private static final Peer CLIENT = program("shop", "cart", "java");
  private static final Peer OTHER_CLIENT = program("shop", "search", "node");
  private static final Peer SERVER = program("shop", "db", "postgres");
  private static final Peer OTHER_SERVER = program("shop", "cache", "redis");
  private static final String POD = "10.0.1.5";
  private static final String SERVER_POD = "10.0.2.7";
  private static final String CLUSTER_IP = "10.96.0.9";
  private static final String NODE_IP = "192.168.1.1";
  private static final Peer SERVICE = new Peer(Peer.Kind.SERVICE, "shop", "", "db");

  /** What a cluster knows: one Service of one pod. */
  private final AddressNames names =
      new AddressNames() {
        @Override
        public Peer of(Endpoint other, boolean asked) {
          return asked && other.address().equals(address(CLUSTER_IP)) ? SERVICE : Peer.OUTSIDE;
        }

        @Override
        public boolean translates(Endpoint asked, Endpoint answering) {
          return asked.address().equals(address(CLUSTER_IP))
              && answering.address().equals(address(SERVER_POD));
        }
      };

  private final Map<String, Map<Long, Peer>> answers = new HashMap<>();
  private long now = 1_000_000;
  private long ids;
  private EdgeJoin join;

  @BeforeEach
  void start() {
    join = new EdgeJoin(names, () -> now);
  }

  private static Peer program(String namespace, String workload, String program) {
    return new Peer(Peer.Kind.WORKLOAD, namespace, workload, program);
  }

  private static Address address(String text) {
    return Address.parse(text).orElseThrow();
  }

  private static Endpoint at(String text) {
    int colon = text.lastIndexOf(':');
    return new Endpoint(
        address(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
  }

  private long tell(String agent, Peer self, boolean server, String local, String remote) {
    return tell(agent, self, server, local, remote, 0, 1);
  }

  private long tell(
      String agent, Peer self, boolean server, String local, String remote, long age, int netns) {
    long id = ++ids;
    ToldConnection told =
        new ToldConnection(id, self, server, false, netns, at(local), at(remote), age, false);
    join.told(agent, List.of(told), List.of());
    return id;
  }

  private long client(String agent, String local, String remote) {
    return tell(agent, CLIENT, false, local, remote);
  }

  private long server(String agent, String local, String remote) {
    return tell(agent, SERVER, true, local, remote);
  }

  private void pass(long ms) {
    now += ms;
    join.answers()
        .forEach(
            (agent, of) ->
                of.forEach(
                    (peer, connections) ->
                        connections.forEach(
                            id ->
                                answers
                                    .computeIfAbsent(agent, a -> new HashMap<>())
                                    .put(id, peer))));
  }

  private Peer answer(String agent, long id) {
    return answers.getOrDefault(agent, Map.of()).get(id);
  }

  @Test
  void oneTupleIsOneConnectionAtOnce() {
    long c = client("a", POD + ":40000", SERVER_POD + ":5432");
    pass(100);
    assertThat(answer("a", c)).isNull();
    long s = server("b", SERVER_POD + ":5432", POD + ":40000");
    pass(0);
    assertThat(answer("a", c)).isEqualTo(SERVER);
    assertThat(answer("b", s)).isEqualTo(CLIENT);
    assertThat(join.joined.sum()).isEqualTo(1);
  }

  @Test
  void theServicesPodIsThePeerAndNotTheService() {
    long s = server("b", SERVER_POD + ":5432", POD + ":40000");
    long c = client("a", POD + ":40000", CLUSTER_IP + ":80");
    pass(0);
    assertThat(answer("a", c)).isEqualTo(SERVER);
    assertThat(answer("b", s)).isEqualTo(CLIENT);
  }

  @Test
  void aRewrittenDestinationIsFoundByTheSourceAndTheTime() {
    long c = client("a", POD + ":40000", "203.0.113.1:80");
    long s = server("b", "172.18.0.2:8080", POD + ":40000");
    pass(EdgeJoin.WEAK_MS - 1);
    assertThat(answer("a", c)).as("not before others were told").isNull();
    pass(1);
    assertThat(answer("a", c)).isEqualTo(SERVER);
    assertThat(answer("b", s)).isEqualTo(CLIENT);
  }

  @Test
  void aRewrittenSourceIsFoundByTheServerAndTheClientsPort() {
    long c = client("a", POD + ":40000", SERVER_POD + ":5432");
    long s = server("b", SERVER_POD + ":5432", NODE_IP + ":40000");
    pass(EdgeJoin.WEAK_MS);
    assertThat(answer("a", c)).isEqualTo(SERVER);
    assertThat(answer("b", s)).isEqualTo(CLIENT);
  }

  /** Linux gives one source port to connections to different servers at the same time. */
  @Test
  void onePortToTwoServersIsNotMixedUp() {
    long elsewhere = tell("a", OTHER_CLIENT, false, POD + ":40000", "203.0.113.1:443");
    long c = client("a", POD + ":40000", CLUSTER_IP + ":80");
    long s = server("b", SERVER_POD + ":5432", POD + ":40000");
    pass(EdgeJoin.PATIENCE_MS);
    assertThat(answer("a", c)).isEqualTo(SERVER);
    assertThat(answer("b", s)).isEqualTo(CLIENT);
    assertThat(answer("a", elsewhere)).isEqualTo(Peer.OUTSIDE);
  }

  @Test
  void whatFitsTwiceIsNotGuessed() {
    long one = tell("a", CLIENT, false, POD + ":40000", "203.0.113.1:80");
    long two = tell("a", OTHER_CLIENT, false, POD + ":40000", "203.0.113.2:80");
    long s = server("b", "172.18.0.2:8080", POD + ":40000");
    pass(EdgeJoin.PATIENCE_MS);
    assertThat(answer("b", s)).isEqualTo(Peer.OUTSIDE);
    assertThat(answer("a", one)).isEqualTo(Peer.OUTSIDE);
    assertThat(answer("a", two)).isEqualTo(Peer.OUTSIDE);
    assertThat(join.ambiguous.sum()).isPositive();
    assertThat(join.joined.sum()).isZero();
  }

  @Test
  void whatFitsTwiceIsDecidedByWhenItBegan() {
    long one = tell("a", CLIENT, false, POD + ":40000", "203.0.113.1:80", 1_500, 1);
    long two = tell("a", OTHER_CLIENT, false, POD + ":40000", "203.0.113.2:80", 10, 1);
    long s = server("b", "172.18.0.2:8080", POD + ":40000");
    pass(EdgeJoin.PATIENCE_MS);
    assertThat(answer("b", s)).isEqualTo(OTHER_CLIENT);
    assertThat(answer("a", two)).isEqualTo(SERVER);
    assertThat(answer("a", one)).isEqualTo(Peer.OUTSIDE);
  }

  @Test
  void anAddressThatAnotherPodGotLaterIsTheOthers() {
    long c = client("a", POD + ":40000", SERVER_POD + ":5432");
    long s = server("b", SERVER_POD + ":5432", POD + ":40000");
    pass(EdgeJoin.PATIENCE_MS);
    pass(60_000);
    // On another node, with the same address and even the same port; nobody said that it ended.
    long later = tell("c", OTHER_CLIENT, false, POD + ":40000", SERVER_POD + ":5432");
    long served = server("b", SERVER_POD + ":5432", POD + ":40000");
    pass(0);
    assertThat(answer("b", s)).isEqualTo(CLIENT);
    assertThat(answer("a", c)).isEqualTo(SERVER);
    assertThat(answer("b", served)).isEqualTo(OTHER_CLIENT);
    assertThat(answer("c", later)).isEqualTo(SERVER);
  }

  @Test
  void oneThatEndedIsNobodysPeerLater() {
    long c = client("a", POD + ":40000", SERVER_POD + ":5432");
    pass(100);
    join.told("a", List.of(), List.of(c));
    pass(EdgeJoin.PATIENCE_MS);
    now += 5_000;
    long s = server("b", SERVER_POD + ":5432", POD + ":40000");
    pass(EdgeJoin.PATIENCE_MS);
    assertThat(answer("b", s)).isEqualTo(Peer.OUTSIDE);
    assertThat(answer("a", c)).isEqualTo(Peer.OUTSIDE);
  }

  @Test
  void programsOfOneNodesAddressAreToldApart() {
    long c1 = tell("a", CLIENT, false, NODE_IP + ":40000", SERVER_POD + ":5432");
    long c2 = tell("a", OTHER_CLIENT, false, NODE_IP + ":40001", SERVER_POD + ":5432");
    long s1 = server("b", SERVER_POD + ":5432", NODE_IP + ":40000");
    long s2 = server("b", SERVER_POD + ":5432", NODE_IP + ":40001");
    pass(0);
    assertThat(answer("b", s1)).isEqualTo(CLIENT);
    assertThat(answer("b", s2)).isEqualTo(OTHER_CLIENT);
    assertThat(answer("a", c1)).isEqualTo(SERVER);
    assertThat(answer("a", c2)).isEqualTo(SERVER);
  }

  @Test
  void loopbackIsThatOfOneNamespaceOfOneNode() {
    String here = "127.0.0.1:40000";
    String there = "127.0.0.1:5432";
    long other = tell("a", OTHER_SERVER, true, there, here, 0, 2);
    long elsewhere = tell("b", OTHER_SERVER, true, there, here, 0, 1);
    long c = tell("a", CLIENT, false, here, there, 0, 1);
    long s = tell("a", SERVER, true, there, here, 0, 1);
    pass(EdgeJoin.PATIENCE_MS);
    assertThat(answer("a", c)).isEqualTo(SERVER);
    assertThat(answer("a", s)).isEqualTo(CLIENT);
    assertThat(answer("a", other)).isEqualTo(new Peer(Peer.Kind.NODE, "", "", "a"));
    assertThat(answer("b", elsewhere)).isEqualTo(new Peer(Peer.Kind.NODE, "", "", "b"));
  }

  /** As bridges of Docker have them: 172.17.0.2 is there on each machine. */
  @Test
  void ofEqualAddressesOnTwoNodesThoseOfOneNodeBelongTogether() {
    String c = "172.17.0.2:40000";
    String s = "172.17.0.3:80";
    long c1 = tell("a", CLIENT, false, c, s);
    long c2 = tell("b", OTHER_CLIENT, false, c, s);
    long s1 = tell("a", SERVER, true, s, c);
    long s2 = tell("b", OTHER_SERVER, true, s, c);
    pass(EdgeJoin.PATIENCE_MS);
    assertThat(answer("a", s1)).isEqualTo(CLIENT);
    assertThat(answer("b", s2)).isEqualTo(OTHER_CLIENT);
    assertThat(answer("a", c1)).isEqualTo(SERVER);
    assertThat(answer("b", c2)).isEqualTo(OTHER_SERVER);
  }

  @Test
  void anEndThatWasSeenFromItsMiddleIsFoundByItsTuple() {
    long c = client("a", POD + ":40000", SERVER_POD + ":5432");
    pass(EdgeJoin.PATIENCE_MS);
    now += 50_000;
    long s = server("b", SERVER_POD + ":5432", POD + ":40000");
    pass(0);
    assertThat(answer("b", s)).isEqualTo(CLIENT);
    assertThat(answer("a", c)).as("as soon as it is known").isEqualTo(SERVER);
  }

  @Test
  void aloneItIsNamedByItsAddressAfterAWhile() {
    long service = client("a", POD + ":40000", CLUSTER_IP + ":80");
    long outside = client("a", POD + ":40001", "203.0.113.1:80");
    long nobody = tell("a", SERVER, true, "0.0.0.0:53", "0.0.0.0:0");
    pass(EdgeJoin.PATIENCE_MS - 1);
    assertThat(answers).isEmpty();
    pass(1);
    assertThat(answer("a", service)).isEqualTo(SERVICE);
    assertThat(answer("a", outside)).isEqualTo(Peer.OUTSIDE);
    assertThat(answer("a", nobody)).isEqualTo(Peer.UNKNOWN);
  }

  @Test
  void toldAgainItIsAnsweredAgain() {
    long c = client("a", POD + ":40000", SERVER_POD + ":5432");
    server("b", SERVER_POD + ":5432", POD + ":40000");
    pass(0);
    answers.clear();
    ids = c - 1;
    client("a", POD + ":40000", SERVER_POD + ":5432");
    pass(0);
    assertThat(answer("a", c)).isEqualTo(SERVER);
    assertThat(join.size()).isEqualTo(2);
  }

  @Test
  void forgetsWhatIsOverAndWhatIsTooMuch() {
    join = new EdgeJoin(names, () -> now, 100);
    for (int i = 0; i < 1_000; i++) {
      client("a", POD + ":" + (10_000 + i), "203.0.113.1:80");
    }
    assertThat(join.size()).isEqualTo(100);
    assertThat(join.evicted.sum()).isEqualTo(900);
    pass(0);
    assertThat(answers.get("a")).as("those that went are answered").hasSize(900);
    for (long id = 901; id <= 950; id++) {
      join.told("a", List.of(), List.of(id));
    }
    pass(EdgeJoin.PATIENCE_MS);
    assertThat(answers.get("a")).hasSize(1_000);
    pass(EdgeJoin.ENDED_MS + 1);
    assertThat(join.size()).isEqualTo(50);
    pass(EdgeJoin.OPEN_MS + 1);
    assertThat(join.size()).isZero();
  }

  /** One port of one address to more servers than anybody has. */
  @Test
  void aLiarHasABoundedShare() {
    for (int i = 0; i < 20_000; i++) {
      tell("a", CLIENT, false, POD + ":40000", "203.0.113.1:" + (i + 1));
    }
    long c = client("b", "10.0.9.9:40000", SERVER_POD + ":5432");
    long s = server("c", SERVER_POD + ":5432", "10.0.9.9:40000");
    pass(EdgeJoin.PATIENCE_MS);
    assertThat(answer("b", c)).isEqualTo(SERVER);
    assertThat(answer("c", s)).isEqualTo(CLIENT);
  }
}
