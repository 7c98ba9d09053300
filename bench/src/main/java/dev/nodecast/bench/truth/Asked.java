package dev.nodecast.bench.truth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What clients did, by their own clocks, or what the server wrote of it.
 *
 * @param micros how long each request took, sorted
 */
public record Asked(long requests, long errors, double[] micros) {
  /** One in so many is wrong. */
  private static final int WRONG = 20;

  /**
   * Asks.
   *
   * @param clients at a time
   * @param each requests of each of them
   * @param kept whether a client keeps its connection
   */
  public static Asked of(Peer peer, int clients, int each, boolean kept) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Callable<double[]>> work = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        work.add(() -> kept ? keeping(peer, each) : reconnecting(peer, each));
      }
      double[] all = new double[clients * each];
      int at = 0;
      for (Future<double[]> done : threads.invokeAll(work)) {
        System.arraycopy(done.get(), 0, all, at, each);
        at += each;
      }
      all = peer.logged(all);
      Arrays.sort(all);
      long errors = peer.fails() ? (long) clients * ((each + WRONG - 1) / WRONG) : 0;
      return new Asked((long) clients * each, errors, all);
    } finally {
      threads.shutdownNow();
    }
  }

  private static double[] keeping(Peer peer, int each) throws Exception {
    double[] micros = new double[each];
    try (Talk talk = peer.connect()) {
      for (int i = 0; i < each; i++) {
        micros[i] = talk.time(peer.fails() && i % WRONG == 0);
      }
    }
    return micros;
  }

  private static double[] reconnecting(Peer peer, int each) throws Exception {
    double[] micros = new double[each];
    for (int i = 0; i < each; i++) {
      try (Talk talk = peer.connect()) {
        micros[i] = talk.time(peer.fails() && i % WRONG == 0);
      }
    }
    return micros;
  }

  /** The value that this share of all requests did not pass, microseconds. */
  public double quantile(double share) {
    return micros[(int) Math.min(micros.length - 1, Math.ceil(share * micros.length) - 1)];
  }
}
