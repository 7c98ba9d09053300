package dev.nodecast.aggregator.kube.kubelet;

import dev.nodecast.aggregator.kube.model.Amounts;
import java.util.HashMap;
import java.util.Map;

/**
 * Cores used since the scrape before, of everything on one node. Knows only what the last scrape
 * had, so it is bounded by one summary. One scrape at a time.
 */
final class CpuRates {
  private record Sample(Summary.Cpu cpu, double cores) {}

  private Map<String, Sample> last = Map.of();
  private Map<String, Sample> present = new HashMap<>();

  /**
   * Cores, or NaN at first sight and after the counter was set back. A kubelet hands out what it
   * saw up to 15 s ago: where it has not looked again, the rate is still that of before.
   *
   * @param key tells apart what is on the node
   */
  double cores(String key, Summary.Cpu cpu) {
    if (cpu.timeMs() == Amounts.NONE || cpu.usedNs() == Amounts.NONE) {
      return Double.NaN;
    }
    Sample before = last.get(key);
    double cores = before == null ? Double.NaN : cores(before, cpu);
    present.put(key, new Sample(cpu, cores));
    return cores;
  }

  /** Ends a scrape: what it did not have is forgotten. */
  void finish() {
    last = present;
    present = new HashMap<>();
  }

  private static double cores(Sample before, Summary.Cpu cpu) {
    long millis = cpu.timeMs() - before.cpu().timeMs();
    long used = cpu.usedNs() - before.cpu().usedNs();
    if (millis == 0 && used == 0) {
      return before.cores();
    }
    return millis <= 0 || used < 0 ? Double.NaN : used / (millis * 1e6);
  }
}
