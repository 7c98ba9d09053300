package dev.nodecast.bench;

import dev.nodecast.bench.otlp.OtlpSize;
import dev.nodecast.bench.otlp.SpoolSegments;
import dev.nodecast.bench.run.Await;
import dev.nodecast.bench.run.Cluster;
import dev.nodecast.bench.run.Program;
import dev.nodecast.bench.run.TcpBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Bytes on the wire for each sample, seven agents in {@code --dev} on this machine, once they are
 * steady; and the very same samples as OTLP/gRPC with gzip. A sample is one column of one entity at
 * one tick at which its group was collected, changed or not.
 */
final class WireBytes implements Benchmark {
  private static final List<String> NODES =
      List.of(
          "node-01",
          "agent-02",
          "worker-03",
          "controlplane",
          "gpunode",
          "aiworkloadsonly",
          "node-07");
  private static final int WARM_UP_SECONDS = 20;
  private static final int SECONDS = 75;

  @Override
  public String name() {
    return "wire.bytes";
  }

  @Override
  public void run(Report report) throws Exception {
    try (Cluster cluster = new Cluster("wire", "")) {
      List<Program> agents = new ArrayList<>();
      for (String node : NODES) {
        agents.add(cluster.agent(node, Map.of("NODECAST_SPOOL_KEEP", "true"), "--dev"));
      }
      Await.until(
          "rows of all agents",
          Duration.ofSeconds(90),
          Duration.ofMillis(500),
          () -> {
            for (Program agent : agents) {
              agent.requireAlive();
            }
            return cluster.sql().number("SELECT uniqExact(node) FROM agent") == NODES.size();
          });
      Thread.sleep(WARM_UP_SECONDS * 1000L);
      long tcpBefore = TcpBytes.sentTo(cluster.ingestPort());
      long from = System.currentTimeMillis();
      Thread.sleep(SECONDS * 1000L);
      long tcp = TcpBytes.sentTo(cluster.ingestPort()) - tcpBefore;
      long to = System.currentTimeMillis();
      fromTable(report, cluster, from, to, tcp);
      agents.forEach(Program::close);
      fromSpools(report, cluster, from, to);
    }
  }

  private void fromTable(Report report, Cluster cluster, long from, long to, long tcp)
      throws IOException, InterruptedException {
    Await.until(
        "the last windows",
        Duration.ofSeconds(30),
        Duration.ofMillis(200),
        () ->
            cluster
                    .sql()
                    .number(
                        "SELECT min(t) FROM (SELECT toUnixTimestamp(max(ts)) AS t FROM agent GROUP"
                            + " BY node)")
                >= to / 1000 - 5);
    List<String> row =
        cluster
            .sql()
            .row(
                "SELECT sum(sent_bytes), sum(samples), sum(changes), sum(frame_bytes) FROM agent"
                    + " WHERE ts >= toDateTime("
                    + from / 1000
                    + ") AND ts < toDateTime("
                    + to / 1000
                    + ")");
    double sent = Double.parseDouble(row.get(0));
    double samples = Double.parseDouble(row.get(1));
    report.note(
        NODES.size()
            + " agents, "
            + (to - from) / 1000
            + " s: "
            + Math.round(samples)
            + " samples, "
            + Report.digits(Double.parseDouble(row.get(2)) / samples * 100)
            + " % of them changed, "
            + Math.round(sent)
            + " bytes sent ("
            + Report.digits(Double.parseDouble(row.get(3)) / samples)
            + " B/sample before compression)");
    report.figure(name(), sent / samples, "B/sample", Target.atMost(1.0));
    if (tcp > 0) {
      report.note("beside it: what the sockets sent, so with HTTP/2, pings and the first 5 s");
      report.figure(name() + ".tcp", tcp / samples, "B/sample");
    } else {
      report.note("no `ss`: the sockets' own counters were not compared");
    }
  }

  /** The kept frames of the same seconds, sample for sample. */
  private void fromSpools(Report report, Cluster cluster, long from, long to) throws Exception {
    OtlpSize total = new OtlpSize();
    for (String node : NODES) {
      Path spool = cluster.spool(node);
      OtlpSize one = new OtlpSize();
      SpoolSegments.read(spool, one.of(node, from, to));
      total.add(one);
    }
    report.note(
        "beside it: the same ticks as OTLP, "
            + total.messages()
            + " ExportMetricsServiceRequests, gzip each, a resource for each entity, texts left out:"
            + " "
            + total.points()
            + " data points of "
            + total.samples()
            + " samples");
    report.figure(name() + ".otlp", total.compressed() / (double) total.samples(), "B/sample");
    report.figure(name() + ".otlp.plain", total.plain() / (double) total.samples(), "B/sample");
    report.note("peers (docs/benchmarks.md): Netdata 10.5 B/sample with zstd");
  }
}
