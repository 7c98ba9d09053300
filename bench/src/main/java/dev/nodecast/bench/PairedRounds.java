package dev.nodecast.bench;

import dev.nodecast.bench.run.AgentPrograms;
import dev.nodecast.bench.run.Await;
import dev.nodecast.bench.run.Cluster;
import dev.nodecast.bench.run.ProcessFiles;
import dev.nodecast.bench.run.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The same work with some kernel programs and without them, in turns, the order alternating. One
 * agent all the time, which the aggregator orders to run them or not, so that nothing else differs;
 * with them it drains them too.
 */
final class PairedRounds<T> {
  private static final String NODE = "paired";
  private static final Duration ORDERED = Duration.ofSeconds(20);

  /** A subject that there is not: without one at all, the profile would be no order. */
  private static final String OFF = "{\"profile\": \"custom\", \"subjects\": [\"none\"]}";

  /** What is done and measured. */
  interface Work<T> {
    T run() throws Exception;
  }

  private final Cluster cluster;
  private final Program agent;
  private final String on;
  private final List<T> with = new ArrayList<>();
  private final List<T> without = new ArrayList<>();
  private int programs;

  private PairedRounds(Cluster cluster, Program agent, String on) {
    this.cluster = cluster;
    this.agent = agent;
    this.on = on;
  }

  /**
   * Starts an agent, which sheds nothing: it would stop programs while they are measured.
   *
   * @param subjects whose programs run in half of the rounds
   */
  static <T> PairedRounds<T> start(Cluster cluster, String... subjects) throws Exception {
    return start(cluster, Map.of(), subjects);
  }

  /** The same with further settings of the agent. */
  static <T> PairedRounds<T> start(
      Cluster cluster, Map<String, String> settings, String... subjects) throws Exception {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("NODECAST_PROFILE", "standard");
    environment.put("NODECAST_CPU_BUDGET_PERCENT", "100");
    Program agent = cluster.agent(NODE, environment);
    String on =
        "{\"profile\": \"custom\", \"subjects\": [\"" + String.join("\", \"", subjects) + "\"]}";
    PairedRounds<T> rounds = new PairedRounds<>(cluster, agent, on);
    rounds.awaitPrograms(count -> count > 0);
    cluster.order(NODE, OFF);
    rounds.awaitPrograms(count -> count == 0);
    cluster.order(NODE, on);
    rounds.awaitPrograms(count -> count > 0);
    return rounds;
  }

  private interface Enough {
    boolean is(int programs);
  }

  private void awaitPrograms(Enough enough) throws Exception {
    Await.until(
        "its programs",
        Duration.ofSeconds(60),
        () -> {
          agent.requireAlive();
          return enough.is(ProcessFiles.kernelPrograms(agent.pid()));
        });
  }

  /** Does it so many times with the programs, and as often without. */
  void run(int rounds, Work<T> work) throws Exception {
    programs = AgentPrograms.settled(agent);
    for (int round = 0; round < rounds; round++) {
      boolean first = round % 2 == 0;
      round(first, work);
      round(!first, work);
    }
  }

  /** Checked before and after: a round in which programs come or go is none. */
  private void round(boolean watched, Work<T> work) throws Exception {
    int expected = watched ? programs : 0;
    cluster.order(NODE, watched ? on : OFF);
    Await.until(
        expected + " programs",
        ORDERED,
        () -> ProcessFiles.kernelPrograms(agent.pid()) == expected);
    T result = work.run();
    int after = ProcessFiles.kernelPrograms(agent.pid());
    if (after != expected) {
      throw new IOException(after + " programs after a round (expected: " + expected + ")");
    }
    (watched ? with : without).add(result);
  }

  /** Once more with the programs, for another measurement. */
  <R> R watched(Work<R> work) throws Exception {
    cluster.order(NODE, on);
    awaitPrograms(count -> count == programs);
    return work.run();
  }

  Program agent() {
    return agent;
  }

  /** Kernel programs that ran in half of the rounds. */
  int programs() {
    return programs;
  }

  /** The results with the programs. */
  List<T> with() {
    return List.copyOf(with);
  }

  Quantiles with(ToDoubleFunction<T> of) {
    return Quantiles.of(with.stream().mapToDouble(of).toArray());
  }

  Quantiles without(ToDoubleFunction<T> of) {
    return Quantiles.of(without.stream().mapToDouble(of).toArray());
  }

  /** Of each pair: with them by without them. */
  Quantiles ratios(ToDoubleFunction<T> of) {
    double[] ratios = new double[with.size()];
    Arrays.setAll(ratios, i -> of.applyAsDouble(with.get(i)) / of.applyAsDouble(without.get(i)));
    return Quantiles.of(ratios);
  }

  /** Of each pair: with them less without them. */
  Quantiles differences(ToDoubleFunction<T> of) {
    double[] more = new double[with.size()];
    Arrays.setAll(more, i -> of.applyAsDouble(with.get(i)) - of.applyAsDouble(without.get(i)));
    return Quantiles.of(more);
  }
}
