package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills agents, aggregator and ClickHouse at random moments; afterwards ClickHouse must hold
 * exactly what the agents' ledgers say: nothing lost, nothing twice.
 */
@ExtendWith(LogsOnFailure.class)
class ChaosTest {
  private static final int ROUNDS = 21;
  private static final List<String> AGENTS = List.of("left", "right");
  private static final Duration STOP = Duration.ofSeconds(20);

  @TempDir Path directory;

  private LocalCluster cluster;

  @AfterEach
  void end() throws InterruptedException {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void nothingIsLostAndNothingIsStoredTwice() throws Exception {
    long seed = Long.getLong("chaos.seed", System.nanoTime());
    System.out.println("ChaosTest: repeat with -Dchaos.seed=" + seed);
    Random random = new Random(seed);
    // Short windows: more commits for a kill to hit.
    cluster = new LocalCluster(directory).set("NODECAST_WINDOW", "1s").ready();
    for (String agent : AGENTS) {
      cluster.startAgent(agent, "NODECAST_SPOOL_KEEP=true");
    }
    cluster.awaitLive(AGENTS.toArray(String[]::new));
    ProcessHandle engine = cluster.engine();
    for (int round = 0; round < ROUNDS; round++) {
      letRun(random);
      // Each victim has its share of rounds, in an order that no seed can make one-sided.
      switch (round % 3) {
        case 0 -> restart(AGENTS.get(random.nextInt(AGENTS.size())));
        case 1 -> {
          engine.destroyForcibly();
          engine.onExit().get(30, TimeUnit.SECONDS);
          engine = null;
        }
        default -> {
          cluster.program("aggregator").kill();
          cluster.startAggregator();
          engine = null;
        }
      }
      if (engine == null) {
        // At times the next kill comes before all is well again.
        if (random.nextInt(3) > 0) {
          cluster.awaitReady();
        }
        engine = cluster.engine();
      }
    }
    System.out.println("ChaosTest: " + ROUNDS + " kills done");
    cluster.awaitReady();
    cluster.awaitLive(AGENTS.toArray(String[]::new));
    thePageRecovers();
    compare(settle());
  }

  /** A random while, in which nothing is waited for: the kill's moment is to be arbitrary. */
  private static void letRun(Random random) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200 + random.nextInt(2300));
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
  }

  private void restart(String agent) throws Exception {
    cluster.program(agent).kill();
    cluster.restartAgent(agent);
  }

  private void thePageRecovers() throws Exception {
    String page = Web.text(cluster.url("/nodes"));
    for (String agent : AGENTS) {
      assertThat(page).contains("href=\"/nodes/" + agent + "\"");
    }
    String before = Web.text(cluster.url("/api/v1/nodes"));
    Eventually.within(
        LocalCluster.SOON,
        "the nodes' values move again",
        () -> !Web.text(cluster.url("/api/v1/nodes")).equals(before));
  }

  /**
   * Waits until all that the agents had written when the kills ended is stored, then ends them.
   *
   * @return by agent and boot id, the last frame that is stored
   */
  private Map<String, Map<String, Long>> settle() throws Exception {
    Map<String, Map<String, Long>> written = new HashMap<>();
    for (String agent : AGENTS) {
      written.put(agent, lastFrames(agent));
    }
    Eventually.within(
        LocalCluster.SOON,
        () -> "ClickHouse has all frames of the time of the kills: " + written,
        () -> {
          for (String agent : AGENTS) {
            Map<String, Long> stored = stored(agent);
            for (Map.Entry<String, Long> boot : written.get(agent).entrySet()) {
              if (stored.getOrDefault(boot.getKey(), 0L) < boot.getValue()) {
                return false;
              }
            }
          }
          return true;
        });
    for (String agent : AGENTS) {
      cluster.program(agent).stop(STOP);
    }
    // A node's row is written last: all rows up to this frame are there, whatever comes after it.
    Map<String, Map<String, Long>> last = new HashMap<>();
    for (String agent : AGENTS) {
      last.put(agent, stored(agent));
    }
    return last;
  }

  private Map<String, Long> lastFrames(String agent) throws Exception {
    Map<String, Long> frames = new HashMap<>();
    // The agent writes while we read: a segment may move to the ledger in between.
    Eventually.within(
        LocalCluster.SOON,
        "the spool of " + agent + " can be read",
        () -> {
          frames.clear();
          Ledger.read(cluster.spool(agent), Map.of())
              .forEach((boot, is) -> frames.put(boot, is.lastSeq));
          return !frames.isEmpty();
        });
    return frames;
  }

  private Map<String, Long> stored(String agent) throws Exception {
    Map<String, Long> seqs = new HashMap<>();
    for (String[] row :
        cluster.sql("SELECT boot, max(seq) FROM node WHERE node = '" + agent + "' GROUP BY boot")) {
      seqs.put(row[0], Long.parseLong(row[1]));
    }
    return seqs;
  }

  private void compare(Map<String, Map<String, Long>> stored) throws Exception {
    List<String> wrong = new ArrayList<>();
    long cells = 0;
    for (String agent : AGENTS) {
      Map<String, Ledger.Boot> ledger = Ledger.read(cluster.spool(agent), stored.get(agent));
      assertThat(ledger.keySet()).as("boot ids of %s", agent).isEqualTo(stored.get(agent).keySet());
      for (Map.Entry<String, Ledger.Boot> boot : ledger.entrySet()) {
        Comparison comparison = new Comparison(cluster::sql, agent, boot.getKey(), boot.getValue());
        comparison.all();
        wrong.addAll(comparison.wrong());
        cells += comparison.cells();
      }
    }
    System.out.println("ChaosTest: " + cells + " sums compared, " + wrong.size() + " differ");
    assertThat(wrong).isEmpty();
    assertThat(cells).as("sums compared").isGreaterThan(1000);
  }
}
