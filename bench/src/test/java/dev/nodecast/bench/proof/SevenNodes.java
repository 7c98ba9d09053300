package dev.nodecast.bench.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The simulation of {@code make agents}: one aggregator and seven agents, shared by all tests that
 * only look at it, ended after the last test.
 */
final class SevenNodes implements BeforeAllCallback {
  static final String[] NAMES = {
    "node-01", "agent-02", "worker-03", "controlplane", "gpunode", "aiworkloadsonly", "node-07"
  };

  private LocalCluster cluster;

  LocalCluster cluster() {
    return cluster;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    cluster =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(SevenNodes.class))
            .computeIfAbsent("running", key -> Running.start(), Running.class)
            .cluster();
  }

  private record Running(Path directory, LocalCluster cluster) implements AutoCloseable {
    static Running start() {
      try {
        Path directory = Files.createTempDirectory("nodecast-seven");
        LocalCluster cluster = new LocalCluster(directory);
        cluster.startAggregator();
        for (String name : NAMES) {
          cluster.startAgent(name);
        }
        cluster.awaitReady();
        cluster.awaitLive(NAMES);
        // Until the database was there agents sent the present alone, and connected anew after
        // that.
        Eventually.within(
            LocalCluster.SOON,
            "every agent's frames are stored",
            () ->
                cluster.sql("SELECT DISTINCT node FROM node").stream()
                    .map(row -> row[0])
                    .toList()
                    .containsAll(List.of(NAMES)));
        return new Running(directory, cluster);
      } catch (IOException e) {
        throw new AssertionError("the seven agents do not start", e);
      }
    }

    @Override
    public void close() throws IOException, InterruptedException {
      cluster.close();
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
