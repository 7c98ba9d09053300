package dev.nodecast.bench;

import dev.nodecast.bench.run.AgentPrograms;
import dev.nodecast.bench.run.Cluster;
import dev.nodecast.bench.run.Program;
import dev.nodecast.bench.truth.Asked;
import dev.nodecast.bench.truth.DatabasePeer;
import dev.nodecast.bench.truth.DnsPeer;
import dev.nodecast.bench.truth.GrpcPeer;
import dev.nodecast.bench.truth.HttpPeer;
import dev.nodecast.bench.truth.KafkaPeer;
import dev.nodecast.bench.truth.Peer;
import dev.nodecast.bench.truth.RedisPeer;
import dev.nodecast.bench.truth.Stored;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is stored of services against what their clients know: requests and errors at both ends, and
 * durations by the client's own clock or the server's own log. One line of a table for each way of
 * asking.
 */
final class ServiceTruth implements Benchmark {
  private static final String NODE = "truth";
  private static final int REQUESTS = 10_000;
  private static final int[] CLIENTS = {1, 64};

  /** So far may a quantile be off: the width of a bucket, and what a program's own clock adds. */
  private static final double TOLERANCE = 0.05;

  private static final double TOLERANCE_MICROS = 50;

  /** Starts a server in a directory. */
  private interface Start {
    Peer in(Path directory) throws Exception;
  }

  private static final Map<String, Start> PEERS =
      Map.of(
          "http1", HttpPeer::new,
          "grpc", in -> new GrpcPeer(false),
          "grpc.shared", in -> new GrpcPeer(true),
          "postgresql", in -> DatabasePeer.postgresql(),
          "mysql", in -> DatabasePeer.mysql(),
          "redis", RedisPeer::new,
          "kafka", in -> new KafkaPeer(in, false),
          "kafka.producer", in -> new KafkaPeer(in, true),
          "dns", DnsPeer::new);

  private static final List<String> ORDER =
      List.of(
          "http1",
          "grpc",
          "grpc.shared",
          "postgresql",
          "mysql",
          "redis",
          "kafka",
          "kafka.producer",
          "dns");

  @Override
  public String name() {
    return "exchange.truth";
  }

  @Override
  public void run(Report report) throws Exception {
    Skip.unlessKernelPrograms();
    try (Cluster cluster = new Cluster("truth", "")) {
      Program agent =
          cluster.agent(
              NODE, Map.of("NODECAST_PROFILE", "standard", "NODECAST_CPU_BUDGET_PERCENT", "100"));
      AgentPrograms.settled(agent);
      report.note("load " + Machine.load());
      report.note(
          "| protocol | clients | connections | requests | server | client | errors |"
              + " p50 µs, own | told | p99 µs, own | told |");
      report.note("|---|---|---|---|---|---|---|---|---|---|---|");
      for (String peerName : ORDER) {
        try (Peer peer = PEERS.get(peerName).in(cluster.path())) {
          report(report, cluster, peerName, peer);
        } catch (Skip e) {
          report.note("| " + peerName + " | skipped: " + e.getMessage() + " |");
        }
      }
    }
  }

  private void report(Report report, Cluster cluster, String peerName, Peer peer) throws Exception {
    Asked.of(peer, 4, 500, true); // both programs compile themselves
    double missing = 0;
    double wrong = 0;
    double farthest = 0;
    Stored before = Stored.settled(cluster.sql(), peer);
    for (int clients : CLIENTS) {
      for (boolean kept : peer.reconnects() ? new boolean[] {true, false} : new boolean[] {true}) {
        Asked asked = Asked.of(peer, clients, REQUESTS / clients, kept);
        Stored now = Stored.settled(cluster.sql(), peer);
        Stored of = now.less(before);
        before = now;
        missing += Math.abs(of.served() - asked.requests());
        missing += Math.abs(of.made() - asked.requests());
        wrong += Math.abs(of.failed() - asked.errors());
        farthest = Math.max(farthest, deviation(asked.quantile(0.5), of.micros(0.5)));
        farthest = Math.max(farthest, deviation(asked.quantile(0.99), of.micros(0.99)));
        report.note(line(peerName, clients, kept, asked, of));
      }
    }
    String figure = name() + "." + peerName;
    report.figure(figure + ".requests.off", missing, "requests", Target.atMost(0));
    report.figure(figure + ".errors.off", wrong, "requests", Target.atMost(0));
    if (peer.near()) {
      report.figure(figure + ".quantiles.off", farthest, "of 5 % and 50 us", Target.atMost(1));
    }
  }

  /** 1: as far off as it may be. */
  private static double deviation(double own, double told) {
    return Math.abs(told - own) / (TOLERANCE * own + TOLERANCE_MICROS);
  }

  private static String line(String peerName, int clients, boolean kept, Asked asked, Stored of) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %s | %d | %+d | %+d | %+d | %.0f | %.0f | %.0f | %.0f |",
        peerName,
        clients,
        kept ? "kept" : "new",
        asked.requests(),
        of.served() - asked.requests(),
        of.made() - asked.requests(),
        of.failed() - asked.errors(),
        asked.quantile(0.5),
        of.micros(0.5),
        asked.quantile(0.99),
        of.micros(0.99));
  }
}
