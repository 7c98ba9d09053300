package dev.nodecast.aggregator.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.nodecast.aggregator.edge.AddressNames;
import dev.nodecast.aggregator.edge.EdgeJoin;
import dev.nodecast.v1.Connection;
import dev.nodecast.v1.Connections;
import dev.nodecast.v1.Party;
import dev.nodecast.v1.Peer;
import dev.nodecast.v1.PeerKind;
import dev.nodecast.v1.Peers;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two agents tell of their ends of a connection over real streams, and are told of each other. */
final class PeerPushTest extends FaultyAgents {
  private static final ByteString CLIENT = ByteString.copyFrom(new byte[] {10, 0, 1, 5});
  private static final ByteString SERVER = ByteString.copyFrom(new byte[] {10, 0, 2, 7});

  private final List<TestingStream> streams = new ArrayList<>();
  private PeerPush push;

  @BeforeEach
  void startPush() {
    push =
        new PeerPush(
            new EdgeJoin(AddressNames.NONE, () -> System.nanoTime() / 1_000_000), sessions);
  }

  @AfterEach
  void closePush() {
    streams.forEach(TestingStream::close);
    push.close();
  }

  private TestingStream connect(String node) throws Exception {
    TestingStream stream = open();
    streams.add(stream);
    stream.hello(hello(new TestingAgent(node, "b-" + node, 1)));
    assertThat(stream.message().hasWelcome()).isTrue();
    return stream;
  }

  private static Connection.Builder client(long id, int port) {
    return Connection.newBuilder()
        .setId(id)
        .setLocalAddress(CLIENT)
        .setLocalPort(port)
        .setRemoteAddress(SERVER)
        .setRemotePort(5432);
  }

  private static Connection.Builder server(long id, int port) {
    return Connection.newBuilder()
        .setId(id)
        .setServer(true)
        .setLocalAddress(SERVER)
        .setLocalPort(5432)
        .setRemoteAddress(CLIENT)
        .setRemotePort(port);
  }

  private static Connections.Builder of(String workload, Connection.Builder... connections) {
    Connections.Builder told =
        Connections.newBuilder()
            .addParties(Party.newBuilder().setNamespace("shop").setWorkload(workload));
    for (Connection.Builder each : connections) {
      told.addConnections(each);
    }
    return told;
  }

  private static Peers peers(TestingStream stream) throws Exception {
    return stream.message().getCommand().getPeers();
  }

  @Test
  void eachIsToldOfTheOther() throws Exception {
    TestingStream here = connect("n1");
    TestingStream there = connect("n2");
    here.connections(of("cart", client(7, 40_000), client(8, 40_001)));
    there.connections(of("db", server(3, 40_000), server(4, 40_001)));
    Peer db = peers(here).getPeers(0);
    assertThat(db.getKind()).isEqualTo(PeerKind.PEER_KIND_WORKLOAD);
    assertThat(db.getNamespace() + "/" + db.getWorkload()).isEqualTo("shop/db");
    assertThat(db.getIdsList()).containsExactlyInAnyOrder(7L, 8L);
    Peer cart = peers(there).getPeers(0);
    assertThat(cart.getWorkload()).isEqualTo("cart");
    assertThat(cart.getIdsList()).containsExactlyInAnyOrder(3L, 4L);
    assertThat(push.counters().joined()).isEqualTo(2);
  }

  @Test
  void oneWithoutAnotherEndIsSomethingOutside() throws Exception {
    TestingStream here = connect("n1");
    here.connections(of("cart", client(7, 40_000)));
    Peer outside = peers(here).getPeers(0);
    assertThat(outside.getKind()).isEqualTo(PeerKind.PEER_KIND_OUTSIDE);
    assertThat(outside.getIdsList()).containsExactly(7L);
    assertThat(push.counters().alone()).isEqualTo(1);
  }

  @Test
  void whatMakesNoSenseIsLeftOutAndCounted() throws Exception {
    TestingStream here = connect("n1");
    TestingStream there = connect("n2");
    ByteString odd = ByteString.copyFrom(new byte[5]);
    ByteString huge = ByteString.copyFrom(new byte[50_000]);
    here.connections(
        of(
            "x".repeat(10_000),
            client(1, 40_000).setLocalAddress(odd),
            client(2, 40_000).setRemoteAddress(huge),
            client(3, 40_000).clearLocalAddress(),
            client(4, 70_000),
            client(5, -1),
            client(6, 40_000).setParty(1),
            client(7, 40_000).setParty(-1),
            client(8, 40_000).setAgeMs(-1)));
    there.connections(of("db", server(9, 40_000).setAgeMs(Long.MAX_VALUE)));
    there.connections(of("db", server(10, 40_000)));
    Peer db = peers(here).getPeers(0);
    assertThat(db.getIdsList()).containsExactly(8L);
    assertThat(peers(there).getPeersList())
        .anySatisfy(peer -> assertThat(peer.getWorkload()).hasSize(253));
    assertThat(push.counters().dropped()).containsEntry("malformed", 7L);
  }

  @Test
  void moreThanAMessageMayHaveIsLeftOut() throws Exception {
    TestingStream here = connect("n1");
    Connections.Builder many = of("cart");
    for (int i = 0; i < WireConnections.MOST + 10; i++) {
      many.addConnections(
          Connection.newBuilder()
              .setId(i)
              .setLocalAddress(CLIENT)
              .setRemoteAddress(SERVER)
              .setLocalPort(i));
    }
    here.connections(many);
    TestingStream.await("all of it", () -> push.counters().dropped().get("malformed") == 10L);
    assertThat(push.counters().told()).isEqualTo(WireConnections.MOST);
  }

  @Test
  void nobodySaysItBeforeHello() throws Exception {
    TestingStream stream = open();
    streams.add(stream);
    stream.connections(of("cart", client(7, 40_000)));
    ended(stream, Code.FAILED_PRECONDITION, "Connections: came before Hello");
  }
}
