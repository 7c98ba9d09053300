package dev.nodecast.bench;

import dev.nodecast.bench.run.AgentPrograms;
import dev.nodecast.bench.run.Cluster;
import dev.nodecast.bench.run.Ports;
import dev.nodecast.bench.run.Program;
import dev.nodecast.bench.run.SelfMetrics;
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
import java.util.TreeMap;

/**
 * What is stored of services against what their clients know: requests and errors at both ends, and
 * durations by the client's own clock or the server's own log. One line of a table for each way of
 * asking. {@code TRUTH_PROTOCOLS=http2,dns} asks some alone.
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

  private record Named(String name, Start start) {}

  private static final List<Named> PEERS =
      List.of(
          new Named("http1", in -> new HttpPeer(in, false)),
          new Named("http2", in -> new HttpPeer(in, true)),
          new Named("grpc", in -> new GrpcPeer(false)),
          new Named("grpc.shared", in -> new GrpcPeer(true)),
          new Named("postgresql", in -> DatabasePeer.postgresql()),
          new Named("mysql", in -> DatabasePeer.mysql()),
          new Named("redis", RedisPeer::new),
          new Named("kafka", in -> new KafkaPeer(in, false)),
          new Named("kafka.producer", in -> new KafkaPeer(in, true)),
          new Named("dns", DnsPeer::new));

  @Override
  public String name() {
    return "exchange.truth";
  }

  @Override
  public void run(Report report) throws Exception {
    Skip.unlessKernelPrograms();
    List<Named> wanted = wanted(System.getenv("TRUTH_PROTOCOLS"));
    try (Cluster cluster = new Cluster("truth", "")) {
      int telemetry = Ports.free();
      Program agent =
          cluster.agent(
              NODE,
              Map.of(
                  "NODECAST_PROFILE",
                  "standard",
                  "NODECAST_CPU_BUDGET_PERCENT",
                  "100",
                  "NODECAST_TELEMETRY_ADDRESS",
                  "127.0.0.1:" + telemetry));
      AgentPrograms.settled(agent);
      report.note("load " + Machine.load());
      report.note(
          "| protocol | clients | connections | requests | server | client | errors |"
              + " p50 µs, own | told | p99 µs, own | told |");
      report.note("|---|---|---|---|---|---|---|---|---|---|---|");
      for (Named named : wanted) {
        try (Peer peer = named.start().in(cluster.path())) {
          report(report, cluster, named.name(), peer);
          report.note("dropped so far: " + dropped(telemetry));
        } catch (Skip e) {
          report.note("| " + named.name() + " | skipped: " + e.getMessage() + " |");
        }
      }
    }
  }

  private static List<Named> wanted(String names) {
    if (names == null) {
      return PEERS;
    }
    List<String> asked = List.of(names.split(",", -1));
    List<String> known = PEERS.stream().map(Named::name).toList();
    if (!known.containsAll(asked)) {
      throw new IllegalArgumentException(
          "TRUTH_PROTOCOLS: " + names + " (expected: of " + String.join(",", known) + ")");
    }
    return PEERS.stream().filter(named -> asked.contains(named.name())).toList();
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

  /** What the agent says that it did not count, by reason. */
  private static Map<String, Double> dropped(int telemetry) throws Exception {
    Map<String, Double> dropped = new TreeMap<>(SelfMetrics.of(telemetry).values());
    dropped
        .entrySet()
        .removeIf(one -> !one.getKey().contains("_dropped_total") || one.getValue() == 0);
    return dropped;
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
