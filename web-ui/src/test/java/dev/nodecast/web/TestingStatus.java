package dev.nodecast.web;

import dev.nodecast.web.read.AgentRow;
import dev.nodecast.web.read.ClusterStatus;
import dev.nodecast.web.read.CollectorRow;
import dev.nodecast.web.read.Health;
import dev.nodecast.web.read.MapRow;
import dev.nodecast.web.read.Missing;
import dev.nodecast.web.read.ProbeRow;
import dev.nodecast.web.read.Probes;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Reading;
import dev.nodecast.web.read.Reason;
import dev.nodecast.web.read.Severity;
import dev.nodecast.web.read.StatusReport;
import dev.nodecast.web.read.TlsRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Status report of agents of which the second is silent and the fifth hides processes.
 *
 * @param names of the nodes
 */
record TestingStatus(List<String> names, long tick, ClusterStatus cluster) {
  TestingStatus(List<String> names, long tick) {
    this(names, tick, ClusterStatus.NONE);
  }

  StatusReport report() {
    List<AgentRow> agents =
        new ArrayList<>(
            IntStream.range(0, Math.min(200, names.size())).mapToObj(this::agent).toList());
    agents.sort(Comparator.comparing(AgentRow::severity).reversed());
    return new StatusReport(
        agents,
        names.size(),
        Health.of(Severity.OK, "Storage running"),
        "ClickHouse, embedded",
        TestingReads.START.minusSeconds(5),
        61_200,
        1.2e6,
        38.2 * Samples.GIB,
        412 * Samples.GIB,
        0,
        264_000,
        39_600,
        0.41,
        1.1 * Samples.GIB,
        8 * Samples.GIB,
        TestingReads.START.minusSeconds(11_520),
        "0.1.0",
        List.of(
            new Reason(
                "code_243",
                "ClickHouse: <disk> is full",
                "",
                2,
                TestingReads.START.minusSeconds(60),
                true)),
        List.of(
            new Reason(
                "malformed_frame",
                "Frame refused",
                "<b>'\"&",
                3,
                TestingReads.START.minusSeconds(30),
                true),
            new Reason("wrong_token", "Agent refused", "", 0, Instant.EPOCH, false)),
        probes(),
        cluster,
        List.of(Reading.of("Insert, p99", "", 0.038, Quantity.SECONDS)));
  }

  /** One program runs everywhere, one not on all nodes, and one is said to by a hostile agent. */
  private Probes probes() {
    int nodes = names.size();
    String hook = "tp_btf/sched_process_";
    String feeds = "processes started and ended";
    double none = Double.NaN;
    ProbeRow refused =
        new ProbeRow(
            "life",
            "life_exit",
            hook + "exit",
            feeds,
            "this kernel has no tp_btf sched_process_exit",
            "",
            names.subList(0, Math.min(5, nodes)),
            Math.min(6, nodes),
            nodes,
            none,
            none,
            none,
            "");
    ProbeRow hostile =
        new ProbeRow(
            "<i>s",
            "<b>'\"&",
            "<u>",
            "<s>&",
            "<script>",
            "",
            List.of("<b>'\"&"),
            1,
            1,
            none,
            none,
            none,
            "");
    ProbeRow loaded =
        new ProbeRow(
            "life",
            "life_exec",
            hook + "exec",
            feeds,
            "",
            "",
            names.subList(0, 1),
            nodes,
            nodes,
            41.5,
            220e-9,
            0.00041,
            names.get(0));
    ProbeRow uncounted =
        new ProbeRow(
            "life",
            "life_fork",
            hook + "fork",
            feeds,
            "",
            "not permitted: <needs> CAP_SYS_ADMIN",
            names.subList(0, 1),
            nodes,
            nodes,
            none,
            none,
            none,
            "");
    return new Probes(
        List.of(hostile, refused, loaded, uncounted),
        List.of(
            new MapRow("life", "life_by_cgroup", nodes, 9_800, 10_240, names.get(0), 1.1e6, 0),
            new MapRow("life", "life_exits", nodes, none, 2_097_152, "", 2.1e6, 12),
            new MapRow("<i>", "<b>'\"&", 1, 0, 1, "<b>'\"&", none, none)),
        List.of(
            new TlsRow(
                "<b>'\"&", "<i>/x", "<u>", "<s>: not visible", false, none, 1, "<b>'\"&", none),
            new TlsRow(
                "vault",
                "infra/vault",
                "Go crypto/tls",
                "TLS, library Go crypto/tls: not visible",
                false,
                812,
                1,
                names.get(0),
                4711),
            new TlsRow(
                "nginx", "shop/front", "OpenSSL", "read", true, 51_200, nodes, names.get(0), 815)),
        2 * nodes,
        3 * nodes + 1);
  }

  private AgentRow agent(int i) {
    boolean silent = i == 1;
    double wave = Samples.wave(i, tick);
    return new AgentRow(
        names.get(i),
        "0.1.0",
        silent ? AgentRow.State.SILENT : AgentRow.State.LIVE,
        silent ? "Silent 2 min 48 s" : "Live",
        TestingReads.START.minusSeconds(9000),
        silent ? 168 : 0.8,
        silent ? Double.NaN : 0.05 * wave,
        silent ? Double.NaN : 0.0034 * wave,
        0.01,
        silent ? Double.NaN : 58 * 1048576.0,
        silent ? Double.NaN : 0.002 * 256 * 1048576,
        256 * 1048576,
        1,
        silent ? 0 : 58_300 * wave,
        silent ? 0 : 8800 * wave,
        0.15,
        i == 2 ? "kubelet: 0 pods; <401> refused" : "stream: 12 pods",
        i == 3 ? 7 : 0,
        i == 4
            ? List.of(
                new Reason(
                    "process_limit", "Processes hidden", names.get(i), 37, Instant.EPOCH, false))
            : List.of(),
        List.of(
            new CollectorRow("cpu", 11_520, 0.00021, "produced", ""),
            i == 4
                ? new CollectorRow("pressure", 1, 0.0001, "unsupported", "no /proc/pressure")
                : new CollectorRow("pressure", 5760, 0.0001, "produced", "")),
        i == 4
            ? List.of(
                new Missing(
                    "Stalled time", "no /proc/pressure: CONFIG_PSI is off", "Boot with psi=1"))
            : List.of());
  }
}
