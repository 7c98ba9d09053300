package dev.nodecast.web;

import dev.nodecast.web.read.ContainerRow;
import dev.nodecast.web.read.DiskRow;
import dev.nodecast.web.read.FilesystemRow;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.InterfaceRow;
import dev.nodecast.web.read.NodeDetail;
import dev.nodecast.web.read.NodeRow;
import dev.nodecast.web.read.NodeSparks;
import dev.nodecast.web.read.PodDetail;
import dev.nodecast.web.read.PodRow;
import dev.nodecast.web.read.Pressure;
import dev.nodecast.web.read.ProcessDetail;
import dev.nodecast.web.read.ProcessRow;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Reading;
import dev.nodecast.web.read.ReadingGroup;
import dev.nodecast.web.read.Severity;
import java.time.Instant;
import java.util.List;

/** Made-up details and curves. */
final class Samples {
  static final double GIB = 1L << 30;

  private Samples() {}

  /** 0.05 to 0.95, the same for the same arguments. */
  static double wave(int seed, long step) {
    double wave =
        0.5 + 0.3 * Math.sin(step * 0.35 + seed * 1.7) + 0.15 * Math.sin(step * 1.9 + seed);
    return Math.max(0.05, Math.min(0.95, wave));
  }

  static double[] curve(int seed, int points, double top) {
    double[] values = new double[points];
    for (int i = 0; i < points; i++) {
      double late = i > points * 3 / 4 ? 1.8 : 1;
      values[i] = top * Math.min(1, wave(seed, i) * 0.35 * late + 0.02 * ((i * 31 + seed) % 7));
    }
    for (int i = points / 5; i < points / 4; i++) {
      values[i] = Double.NaN;
    }
    return values;
  }

  static NodeDetail node(NodeRow row, long tick) {
    double[] cores = new double[16];
    for (int i = 0; i < cores.length; i++) {
      cores[i] = wave(i, tick);
    }
    return new NodeDetail(
        row,
        new NodeSparks(row.cpuSpark(), row.cpuSpark(), row.cpuSpark(), row.cpuSpark()),
        "6.1.0-27-amd64",
        TestingReads.START.minusSeconds(3_542_400),
        9.7,
        2.4,
        2.5,
        0,
        2.4 * GIB,
        1.1 * GIB,
        0,
        0,
        42.1,
        38,
        43,
        31,
        48_210,
        12.5,
        0.4,
        new Pressure(0.26, 0.02, 0.2, 0.18, 0.41, 0.33),
        1204,
        12,
        31,
        0,
        0.99,
        12_480,
        9_223_372,
        cores,
        List.of(
            new DiskRow("nvme0n1", 96e6, 211e6, 1840, 4210, 0.99, 0.0012, 0.212, 31),
            new DiskRow("sda", 0, 0, 0, 0, 0, Double.NaN, Double.NaN, 0)),
        interfaces(),
        List.of(
            new FilesystemRow(
                "/", "/dev/nvme0n1p1", "ext4", false, 400 * GIB, 340 * GIB, 40 * GIB, 26e6, 22e6),
            new FilesystemRow(
                "/boot/efi",
                "/dev/nvme0n1p15",
                "vfat",
                true,
                0.1 * GIB,
                0.01 * GIB,
                0.09 * GIB,
                0,
                0)),
        readings(),
        KernelSamples.detail(row.name(), true));
  }

  private static List<InterfaceRow> interfaces() {
    return List.of(
        new InterfaceRow("eth0", 25e9, 148e6, 161e6, 120_400, 131_000, 0, 0, 0, 0),
        new InterfaceRow("lo", Double.NaN, 1.2e6, 1.2e6, 840, 840, 0, 0, 0, 0));
  }

  private static List<ReadingGroup> readings() {
    return List.of(
        new ReadingGroup(
            "CPU times",
            List.of(
                Reading.of("user", "CPU time in user mode.", 9.7, Quantity.CORES),
                Reading.of("guest", "CPU time of guests.", 0, Quantity.CORES),
                Reading.of("context switches", "Context switches.", 48_210, Quantity.PER_SECOND))),
        new ReadingGroup(
            "Memory in detail",
            List.of(
                Reading.of("slab reclaimable", "Kernel caches.", 1.2 * GIB, Quantity.BYTES),
                Reading.of("huge pages", "Reserved.", Double.NaN, Quantity.BYTES),
                Reading.text("policy", "", "default"))),
        new ReadingGroup("Sensors", List.of(), "this machine has none"));
  }

  static PodDetail pod(PodRow row) {
    return new PodDetail(
        row,
        Instant.EPOCH,
        1.51,
        0.33,
        0.412,
        0.97 * GIB,
        GIB,
        0.71 * GIB,
        0.02 * GIB,
        0.01 * GIB,
        0,
        3,
        12,
        0.4,
        214,
        Double.NaN,
        new Pressure(0.26, 0.02, 0.2, 0.11, 0.034, 0.01),
        List.of(
            new ContainerRow(
                "app",
                "4f1c9f3e0b7a55aa",
                new Health(Severity.CRITICAL, "OOM-killed 3 times", Instant.EPOCH),
                1.84,
                2,
                0.97 * GIB,
                GIB,
                GIB,
                0.34,
                214,
                3)),
        List.of(
            new DiskRow("nvme0n1", 0, 1e5, 0, 12, Double.NaN, Double.NaN, Double.NaN, Double.NaN)),
        interfaces(),
        List.of(),
        readings(),
        row.kind().equals("Unit")
            ? KernelSamples.none(row.node())
            : KernelSamples.detail(row.node(), false));
  }

  static ProcessDetail process(ProcessRow row) {
    return new ProcessDetail(
        row,
        "/kubepods.slice/kubepods-burstable.slice/cri-containerd-4f1c.scope",
        1,
        1.51,
        0.32,
        0,
        0,
        20,
        0,
        11,
        4.9 * GIB,
        5.1 * GIB,
        0.99 * GIB,
        0,
        0,
        0,
        2810,
        1310,
        1204,
        0,
        0,
        1_048_576,
        "filter",
        "thread vulnerable",
        "0-15",
        "0",
        interfaces(),
        List.of(
            new ReadingGroup(
                "Network",
                List.of(
                    Reading.of("net rx bytes", "Received.", 1.2e6, Quantity.BYTES_PER_SECOND),
                    Reading.of("net rx errors", "Bad packets.", 0, Quantity.PER_SECOND))),
            new ReadingGroup(
                "Disk",
                List.of(
                    Reading.of("read bytes", "Shown by name.", 7, Quantity.BYTES_PER_SECOND),
                    Reading.of("read calls", "Read calls.", 12, Quantity.PER_SECOND)))));
  }
}
