package dev.nodecast.agent;

import static dev.nodecast.config.Range.atLeast;
import static dev.nodecast.config.Range.between;

import dev.nodecast.agent.ebpf.Programs;
import dev.nodecast.agent.edge.Networks;
import dev.nodecast.agent.exchange.SpanSettings;
import dev.nodecast.agent.identity.DiscoveryConfig;
import dev.nodecast.agent.tls.TlsSelectors;
import dev.nodecast.bpf.syscall.SyscallTable;
import dev.nodecast.catalog.Profile;
import dev.nodecast.config.HostPort;
import dev.nodecast.config.Secret;
import dev.nodecast.config.Setting;
import dev.nodecast.config.Settings;
import dev.nodecast.config.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What one agent runs with.
 *
 * @param node name under which this machine appears; 1 to 253 characters
 * @param aggregator where frames are sent
 * @param token shared with the aggregator; may be absent
 * @param tlsCa PEM file of trusted certificates; null means the runtime's own
 * @param plaintext whether the stream goes without TLS
 * @param interval the tick; collectors may run slower, none runs faster
 * @param proc root of procfs; {@code sys}, {@code cgroup} and {@code rootfs} likewise
 * @param spoolMax bytes on disk; beyond them the oldest unacknowledged frames go, counted
 * @param spoolKeep keeps acknowledged segments, for audits
 * @param processLimit processes outside containers that are reported, the busiest first
 * @param containerProcessLimit processes inside containers that are reported
 * @param containerLimit containers and units that are reported
 * @param subjects kernel subjects of profile custom
 * @param disabledCollectors names of groups of the catalog
 * @param telemetryAddress self-telemetry; {@link HostPort#OFF} opens nothing, also below
 * @param metricsAddress Prometheus exposition of what is measured
 * @param cpuBudgetPercent share of the whole machine's CPU time, 0.1 to 100
 * @param ebpf whether kernel programs run where the kernel and the rights allow it
 * @param ebpfCgroupLimit cgroups that kernel programs tell apart
 * @param syscalls names of the system calls that are counted with the comprehensive profile, or *
 * @param spans which requests become spans
 * @param outside networks beyond the cluster that have names, as {@code 10.8.0.0/16=office}
 * @param tls whose plaintext is read within TLS, as {@link TlsSelectors} spells it
 * @param hideArguments leaves the arguments of processes out, keeping the program's path
 * @param discovery how pods get their names
 * @param services what is told of requests
 * @param dev groups this machine's processes into stable fake pods
 */
public record AgentConfig(
    String node,
    HostPort aggregator,
    Secret token,
    Path tlsCa,
    boolean plaintext,
    Duration interval,
    Path proc,
    Path sys,
    Path cgroup,
    Path rootfs,
    Path spoolDir,
    long spoolMax,
    boolean spoolKeep,
    int processLimit,
    int containerProcessLimit,
    int containerLimit,
    Profile profile,
    List<String> subjects,
    List<String> disabledCollectors,
    HostPort telemetryAddress,
    HostPort healthAddress,
    HostPort metricsAddress,
    double cpuBudgetPercent,
    boolean ebpf,
    int ebpfCgroupLimit,
    List<String> syscalls,
    SpanSettings spans,
    List<String> outside,
    List<String> tls,
    boolean hideArguments,
    DiscoveryConfig discovery,
    ServiceConfig services,
    boolean dev) {

  private static final Setting AGGREGATOR =
      Setting.of("aggregator", "127.0.0.1:7443", "The aggregator that frames are sent to");
  private static final Setting TLS_CA =
      Setting.of("tls.ca", "", "PEM file of the certificates to trust instead of the system's");
  private static final Setting NODE = Setting.of("node", "", "Name under which this node appears");
  private static final Setting TELEMETRY =
      Setting.of("telemetry_address", "0.0.0.0:8888", "Serves the agent's own `/metrics`");
  private static final Setting HEALTH =
      Setting.of("health_address", "0.0.0.0:13133", "Serves `/health` and `/ready`");
  private static final Setting METRICS =
      Setting.of(
          "metrics_address",
          "off",
          "Serves what is measured to Prometheus; `0.0.0.0:9400` by convention");

  private static final Setting SUBJECTS =
      Setting.of("subjects", "", "Kernel subjects that profile `custom` runs");

  public AgentConfig {
    subjects = List.copyOf(subjects);
    disabledCollectors = List.copyOf(disabledCollectors);
    syscalls = List.copyOf(syscalls);
    outside = List.copyOf(outside);
    tls = List.copyOf(tls);
  }

  private static final Setting SYSCALLS =
      Setting.of(
          "syscalls",
          String.join(",", SyscallTable.DEFAULT),
          "System calls counted with profile `comprehensive`, at most 64, or `*` for all");

  private static final Setting OUTSIDE =
      Setting.of(
          "outside",
          "",
          "Names of networks beyond the cluster, as `10.8.0.0/16=office`, for the service map");
  private static final Setting TLS =
      Setting.of(
          "tls",
          "",
          "Whose requests are read within TLS, by hooks in OpenSSL: `namespace/workload`,"
              + " `namespace/*`, `exe:/usr/bin/curl`, a systemd unit or a container's id");

  /** Of names; what {@code *} brings is bounded by the kernel's map alone. */
  private static final int MAX_SYSCALLS = 64;

  /**
   * Reads the environment, the file that it names and the command line ({@code --dev}).
   *
   * @throws SettingsException with every problem found
   */
  public static AgentConfig from(Map<String, String> environment, String[] args)
      throws SettingsException {
    Settings settings = Settings.read(environment);
    AgentConfig config = read(settings, args);
    config.check(settings);
    settings.finish();
    return config;
  }

  /** The table of {@code docs/configuration.md}. */
  static String table() {
    Settings settings = Settings.read(Map.of());
    read(settings, new String[0]);
    return settings.table();
  }

  private static AgentConfig read(Settings s, String[] args) {
    boolean devArgument = false;
    for (String arg : args) {
      devArgument |= arg.equals("--dev");
      if (!arg.equals("--dev")) {
        s.problem(
            "argument", arg, "--dev or verify-kernel, everything else is a NODECAST_ variable");
      }
    }
    HostPort aggregator = s.address(AGGREGATOR);
    Path proc = s.path(Setting.of("proc", "/proc", "Root of the host's procfs"));
    return new AgentConfig(
        s.text(new Setting(NODE.key(), hostName(proc), "the host's name", NODE.help())),
        aggregator,
        s.secret(Setting.of("token", "", "Shared secret that the aggregator asks for")),
        s.path(TLS_CA),
        s.flag(
            Setting.of(
                    "plaintext",
                    String.valueOf(aggregator.loopback()),
                    "Sends without TLS; on any other address this exposes token and data")
                .shown("only to a loopback address")),
        s.duration(
            Setting.of("interval", "1s", "The tick; slower kernel sources are read less often"),
            atLeast("1s")),
        proc,
        s.path(Setting.of("sys", "/sys", "Root of the host's sysfs")),
        s.path(Setting.of("cgroup", "/sys/fs/cgroup", "Root of the host's cgroup hierarchies")),
        s.path(Setting.of("rootfs", "/", "Root of the host's file systems")),
        s.path(
            Setting.of(
                "spool.dir",
                "/var/lib/nodecast/spool",
                "Holds frames until the aggregator has stored them; one agent per directory")),
        s.bytes(
            Setting.of(
                "spool.max", "256MiB", "Size of the spool; beyond it the oldest frames are lost"),
            atLeast("1MiB")),
        s.flag(Setting.of("spool.keep", "false", "Keeps stored segments too, for audits")),
        s.integer(
            Setting.of(
                "process_limit", "100", "Processes outside containers reported, busiest first"),
            between("0", "100000")),
        s.integer(
            Setting.of("container_process_limit", "2000", "Processes of containers reported"),
            between("0", "100000")),
        s.integer(
            Setting.of("container_limit", "1000", "Containers and systemd units reported"),
            between("0", "100000")),
        s.choice(Setting.of("profile", "standard", "How much is measured"), Profile.class),
        s.list(SUBJECTS),
        s.list(Setting.of("disabled_collectors", "", "Collectors that do not run, by group name")),
        s.addressOrOff(TELEMETRY),
        s.addressOrOff(HEALTH),
        s.addressOrOff(METRICS),
        s.decimal(
            Setting.of(
                "cpu_budget_percent",
                "1.0",
                "Share of the node's CPU time beyond which the agent sheds collectors"),
            between("0.1", "100")),
        s.flag(
            Setting.of(
                "ebpf", "true", "Runs kernel programs, where the kernel and the user allow it")),
        s.integer(
            Setting.of(
                "ebpf_cgroup_limit",
                "1024",
                "Cgroups that kernel programs tell apart; the rest is one row, `~other`"),
            between("64", "65536")),
        s.list(SYSCALLS),
        new SpanSettings(
            s.decimal(
                Setting.of(
                    "span.sampling_rate",
                    "1",
                    "Share of requests that may become spans; 0 switches spans off, counts never"),
                between("0", "1")),
            s.integer(
                Setting.of(
                    "span.target_tps",
                    "1000",
                    "Most spans a second; beyond it the frequent give way to the rare"),
                between("1", "10000"))),
        s.list(OUTSIDE),
        s.list(TLS),
        s.flag(
            Setting.of(
                "hide_arguments",
                "false",
                "Leaves out the arguments of processes, which may hold secrets")),
        DiscoveryConfig.read(s),
        ServiceConfig.read(s),
        // In this order: else `--dev` would leave the setting undeclared.
        s.flag(Setting.of("dev", "false", "Simulates pods from this machine's processes; `--dev`"))
            || devArgument);
  }

  private void check(Settings settings) {
    if (node.isEmpty()) {
      settings.refuse(NODE, "unset, and the host's name cannot be read", "a name");
    }
    if (aggregator.port() == 0) {
      settings.refuse(AGGREGATOR, aggregator, "a port from 1 to 65535");
    }
    if (tlsCa != null && plaintext) {
      settings.refuse(TLS_CA, tlsCa, "unset, or NODECAST_PLAINTEXT=false");
    } else if (tlsCa != null && !Files.isReadable(tlsCa)) {
      settings.refuse(TLS_CA, tlsCa, "a readable file");
    }
    if ((profile == Profile.CUSTOM) == subjects.isEmpty()) {
      settings.refuse(
          SUBJECTS,
          subjects.isEmpty() ? "unset" : String.join(",", subjects),
          profile == Profile.CUSTOM
              ? "some of " + String.join(", ", Programs.names())
              : "unset, or NODECAST_PROFILE=custom");
    }
    for (String subject : subjects) {
      if (!Programs.names().contains(subject)) {
        settings.refuse(SUBJECTS, subject, "some of " + String.join(", ", Programs.names()));
      }
    }
    TlsSelectors.problem(tls)
        .ifPresent(offender -> settings.refuse(TLS, offender, TlsSelectors.EXPECTED));
    for (String name : SyscallTable.unknown(syscalls)) {
      settings.refuse(SYSCALLS, name, "the name of a system call that returns, or *");
    }
    if (outside.size() > Networks.MAX) {
      settings.refuse(OUTSIDE, outside.size() + " networks", "at most " + Networks.MAX);
    }
    for (String network : outside) {
      if (!Networks.valid(network)) {
        settings.refuse(OUTSIDE, network, "a network and its name, as 10.8.0.0/16=office");
      }
    }
    if (syscalls.size() > MAX_SYSCALLS) {
      settings.refuse(SYSCALLS, syscalls.size() + " names", "at most " + MAX_SYSCALLS);
    }
    if (healthAddress.collides(telemetryAddress)) {
      settings.refuse(HEALTH, healthAddress, "not NODECAST_TELEMETRY_ADDRESS");
    }
    if (metricsAddress.collides(telemetryAddress) || metricsAddress.collides(healthAddress)) {
      settings.refuse(METRICS, metricsAddress, "an address of its own");
    }
  }

  /** From the given procfs and not through a name lookup, which may block on DNS. */
  private static String hostName(Path proc) {
    try {
      return Files.readString(proc.resolve("sys/kernel/hostname")).strip();
    } catch (IOException ignored) {
      return ""; // refused by check(), unless the user named the node
    }
  }
}
