package dev.nodecast.web;

import dev.nodecast.web.read.BlockRow;
import dev.nodecast.web.read.DropRow;
import dev.nodecast.web.read.InterruptRow;
import dev.nodecast.web.read.KernelDetail;
import dev.nodecast.web.read.KernelGroup;
import dev.nodecast.web.read.Metric;
import dev.nodecast.web.read.PeerRow;
import dev.nodecast.web.read.ProtocolRow;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Reading;
import dev.nodecast.web.read.SyscallRow;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Made-up values of kernel programs; what outsiders name is hostile. */
final class KernelSamples {
  static final String HOSTILE = "<b>'\"&";

  private KernelSamples() {}

  /** Everything but system calls, which the profile leaves out, and block I/O, which failed. */
  static KernelDetail detail(String node, boolean devices) {
    Map<Metric, Double> now = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      boolean block = metric.name().startsWith("BLOCK_");
      if (metric.ordinal() >= Metric.RUN_QUEUE_P50.ordinal() && !block) {
        now.put(metric, metric.quantity() == Quantity.SECONDS ? 0.00042 : 31.5);
      }
    }
    now.put(Metric.VOLUNTARY_SWITCHES, 4_120.0);
    now.put(Metric.FORCED_SWITCHES, 12.0);
    now.put(Metric.TCP_RETRANSMITTED, 0.0138);
    now.put(Metric.TCP_RTT_P99, Double.NaN);
    Map<KernelGroup, List<Reading>> facts = new EnumMap<>(KernelGroup.class);
    facts.put(
        KernelGroup.TCP,
        List.of(
            Reading.of("Received", "Payload <received>.", 6.1e6, Quantity.BYTES_PER_SECOND),
            Reading.of("Retransmitted of sent", "Again.", 0.0138, Quantity.SHARE),
            Reading.of("Round trip, p99", "Times.", Double.NaN, Quantity.SECONDS)));
    facts.put(
        KernelGroup.SCHEDULING,
        List.of(Reading.of("Wait for a CPU, p99", "Waits.", 0.00042, Quantity.SECONDS)));
    facts.put(
        KernelGroup.LIFE, List.of(Reading.of("Started", "Forks.", 31.5, Quantity.PER_SECOND)));
    facts.put(
        KernelGroup.CACHE,
        List.of(
            Reading.of("Pages added", "Pages <added>.", 210, Quantity.PER_SECOND),
            Reading.of("Pages used", "Without kprobes.", Double.NaN, Quantity.PER_SECOND)));
    facts.put(
        KernelGroup.PACKETS, List.of(Reading.of("UDP sent", "", 0, Quantity.BYTES_PER_SECOND)));
    return new KernelDetail(
        node,
        Map.of(
            KernelGroup.SYSCALLS,
            "not in profile standard",
            KernelGroup.BLOCK,
            "block_rq_complete: " + HOSTILE),
        now,
        facts,
        List.of(new ProtocolRow("TCP", 120, 131, 1.2e5, 9.1e5)),
        List.of(new DropRow("TCP_OFO_DROP", 0, 12), new DropRow(HOSTILE, 0.5, 3)),
        devices
            ? List.of(
                new BlockRow("nvme0n1", "read", 1840, 96e6, 0, 0.0001, 0.0012, 16_384),
                new BlockRow(HOSTILE, "write", 4210, 211e6, 0.2, 0.002, 0.212, 131_072))
            : List.of(),
        devices
            ? List.of(
                new InterruptRow("soft", "3", "NET_RX", 9120, 0.041, 2e-6, 31e-6, 12e-6),
                new InterruptRow("hard", "36", HOSTILE, 512, 0.002, 3e-6, 9e-6, Double.NaN))
            : List.of());
  }

  /** Of a pod of an agent without the right to run programs. */
  static KernelDetail none(String node) {
    Map<KernelGroup, String> absent = new EnumMap<>(KernelGroup.class);
    for (KernelGroup group : KernelGroup.values()) {
      absent.put(group, "no CAP_BPF");
    }
    absent.remove(KernelGroup.DEVICES);
    absent.remove(KernelGroup.INTERRUPTS);
    return new KernelDetail(
        node, absent, Map.of(), Map.of(), List.of(), List.of(), List.of(), List.of());
  }

  static List<PeerRow> peers() {
    return List.of(
        peer("a", "postgres-orders-0", "uid-2-0", "out", "10.244.3.71", "5432"),
        peer("b", "Host", "", "in", "fd00::7", "22"),
        peer("c", HOSTILE, "uid-3-0", HOSTILE, HOSTILE, HOSTILE),
        peer("d", "Others", "", "out", "~other", "0"));
  }

  private static PeerRow peer(
      String id, String owner, String uid, String direction, String address, String port) {
    return new PeerRow(
        id,
        owner,
        uid,
        HOSTILE,
        direction,
        address,
        port,
        3,
        7.4e6,
        6.1e6,
        0.4,
        0,
        1.5,
        0.0006,
        Double.NaN);
  }

  static List<SyscallRow> calls() {
    return List.of(
        new SyscallRow("futex", 8_420, 12, 12, 0, 0, 0, 0, 0.000_003, 0.021),
        new SyscallRow(HOSTILE, 1, 1, 0, 0, 0, 1, 0, Double.NaN, Double.NaN));
  }
}
