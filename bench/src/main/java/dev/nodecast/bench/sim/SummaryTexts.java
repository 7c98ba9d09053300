package dev.nodecast.bench.sim;

import java.time.Instant;
import java.util.Random;

/** A kubelet's {@code /stats/summary}: a node and its pods of one container and one interface. */
final class SummaryTexts {
  private static final String FILES =
      "\"availableBytes\":63000000000,\"capacityBytes\":105000000000,\"usedBytes\":%d,"
          + "\"inodes\":6553600,\"inodesFree\":6000000,\"inodesUsed\":%d}";

  private final int pods;

  SummaryTexts(int pods) {
    this.pods = pods;
  }

  /**
   * A node's summary at a time. Six of ten pods idle, as in a fleet; the others' figures move.
   *
   * @param seconds since the cluster began, what has been used by then
   */
  String summary(int node, double seconds) {
    String now = Instant.now().toString();
    Random random = new Random(node * 31L + (long) seconds);
    StringBuilder out = new StringBuilder(300_000);
    out.append("{\"node\":{\"nodeName\":\"").append(PodTexts.node(node)).append("\",");
    usage(out, now, seconds * 8, 60_000_000_000L);
    out.append(",\"network\":{");
    link(out, now, (long) (seconds * 1e6));
    out.append("},\"fs\":{\"time\":\"").append(now).append("\",");
    out.append(FILES.formatted(42_000_000_000L, 553_600));
    out.append("},\"pods\":[");
    for (int pod = node; pod < pods; pod += PodTexts.NODES) {
      boolean idle = pod / PodTexts.NODES % 10 < 6;
      double cores = idle ? 0.001 : 0.2 + 0.02 * random.nextGaussian();
      long memory = 4096L * (20_000 + pod % 1000 + (idle ? 0 : random.nextInt(2_000)));
      out.append(pod == node ? "{" : ",{");
      pod(out, pod, now, Math.max(0, cores * seconds), memory);
      out.append('}');
    }
    return out.append("]}").toString();
  }

  private static void pod(StringBuilder out, int pod, String now, double cpu, long memory) {
    out.append("\"podRef\":{\"name\":\"").append(PodTexts.name(pod));
    out.append("\",\"namespace\":\"").append(PodTexts.namespace(pod % PodTexts.WORKLOADS));
    out.append("\",\"uid\":\"").append(PodTexts.uid(pod));
    out.append("\"},\"startTime\":\"2026-11-21T08:00:00Z\",\"containers\":[{\"name\":\"web\",");
    out.append("\"startTime\":\"2026-11-21T08:00:08Z\",");
    usage(out, now, cpu, memory);
    out.append(",\"rootfs\":{\"time\":\"").append(now).append("\",");
    out.append(FILES.formatted(40_960, 12)).append(",\"logs\":{\"time\":\"").append(now);
    out.append("\",").append(FILES.formatted(8_192 + (long) (cpu * 100), 2)).append("}],");
    usage(out, now, cpu, memory + 1_000_000);
    out.append(",\"network\":{");
    link(out, now, (long) (cpu * 1e5));
    out.append("},\"volume\":[{\"time\":\"").append(now).append("\",\"name\":\"token\",");
    out.append(FILES.formatted(12_288, 9)).append("],\"ephemeral-storage\":{\"time\":\"");
    out.append(now).append("\",").append(FILES.formatted(53_248, 14));
    out.append(",\"process_stats\":{\"process_count\":0}");
  }

  private static void usage(StringBuilder out, String now, double cpu, long memory) {
    out.append("\"cpu\":{\"time\":\"").append(now);
    out.append("\",\"usageNanoCores\":1000000,\"usageCoreNanoSeconds\":");
    out.append((long) (cpu * 1e9)).append("},\"memory\":{\"time\":\"").append(now);
    out.append("\",\"availableBytes\":").append(200_000_000_000L - memory);
    out.append(",\"usageBytes\":").append(memory);
    out.append(",\"workingSetBytes\":").append(memory * 3 / 4);
    out.append(",\"rssBytes\":").append(memory / 2);
    out.append(",\"pageFaults\":").append(memory / 4096);
    out.append(",\"majorPageFaults\":").append(memory % 7).append('}');
  }

  private static void link(StringBuilder out, String now, long bytes) {
    out.append("\"time\":\"").append(now).append("\",");
    String link =
        "\"name\":\"eth0\",\"rxBytes\":%d,\"rxErrors\":0,\"txBytes\":%d,\"txErrors\":0"
            .formatted(bytes, bytes / 3);
    out.append(link).append(",\"interfaces\":[{").append(link).append("}]");
  }
}
