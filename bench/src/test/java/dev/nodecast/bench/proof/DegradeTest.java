package dev.nodecast.bench.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nodecast.bpf.Capability;
import dev.nodecast.bpf.KernelSupport;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Agents that may not, or cannot, use all of eBPF: they measure the rest and Status says why. */
@ExtendWith(LogsOnFailure.class)
class DegradeTest {
  private static final int BURSTS = 3;
  private static final String NO_BTF = "mount -t tmpfs none /sys/kernel/btf && ";
  private static final String TRACEFS =
      "{ mountpoint -q /sys/kernel/tracing || mount -t tracefs none /sys/kernel/tracing; } && ";

  @TempDir static Path directory;
  private static LocalCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    KernelSupport kernel = KernelSupport.read(Path.of("/proc"), Path.of("/sys"));
    assumeTrue(kernel.capable(), String.join("; ", kernel.obstacles()));
    assumeTrue(kernel.capabilities().contains(Capability.SYS_ADMIN), "CAP_SYS_ADMIN: cannot mount");
    // A user without rights writes here too.
    for (Path path : List.of(directory, Files.createDirectories(directory.resolve("spool")))) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    cluster = new LocalCluster(directory).ready();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void aPlainUserMeasuresWhatFilesSay() throws Exception {
    degraded(
        "plain",
        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
        "lacks CAP_BPF and CAP_PERFMON",
        "Grant the agent CAP_BPF and CAP_PERFMON, or run it as root.");
  }

  @Test
  void aMissingCapabilityIsNamed() throws Exception {
    degraded(
        "capability",
        List.of("setpriv", "--bounding-set=-all,+bpf", "--inh-caps=-all"),
        "lacks CAP_PERFMON (",
        "Grant the agent CAP_BPF and CAP_PERFMON, or run it as root.");
  }

  @Test
  void withoutTracefsTheLimitedSetSaysWhatItNeeds() throws Exception {
    // Whatever is mounted here is hidden, for this agent.
    degraded(
        "untraced",
        mounts(
            NO_BTF
                + "mount -t tmpfs none /sys/kernel/tracing && "
                + "mount -t tmpfs none /sys/kernel/debug && "),
        "the kernel has no BTF, and the limited set does not run: tracefs is not mounted",
        "Mount it: mount -t tracefs tracefs /sys/kernel/tracing");
  }

  /** And that two agents on one machine do not disturb each other. */
  @Test
  void theLimitedSetCountsWhatTheWholeOneCounts() throws Exception {
    cluster.startAgentBy(mounts(NO_BTF + TRACEFS), "limited");
    cluster.startAgentBy(List.of(), "whole");
    cluster.awaitLive("limited", "whole");
    Eventually.within(
        LocalCluster.SOON,
        "both count processes",
        () -> {
          // On a machine where nothing else happens.
          new ProcessBuilder("true").start().waitFor();
          return host("limited", "forks") > 0 && host("whole", "forks") > 0;
        });
    Eventually.within(
        LocalCluster.SOON,
        "both count connects",
        () -> {
          connect();
          return host("limited", "tcp_connects") > 0 && host("whole", "tcp_connects") > 0;
        });
    try (BusyContainer container = new BusyContainer(directory)) {
      for (int burst = 0; burst < BURSTS; burst++) {
        container.work();
      }
      // Each burst runs dd at least once, and waits for it.
      for (String column : List.of("forks", "execs", "exits")) {
        Eventually.within(
            LocalCluster.SOON,
            column + " of both agree",
            () ->
                of("whole", container, column) >= BURSTS
                    && of("whole", container, column) == of("limited", container, column));
      }
      assertThat(of("limited", container, "context_switches_voluntary")).isPositive();
    }
    assertThat(status()).contains("the kernel has no BTF: limited set").contains("basic_exec");
  }

  /** It lives, its files are read, and Status says why the rest is empty. */
  private static void degraded(String node, List<String> before, String why, String remedy)
      throws Exception {
    Program agent = cluster.startAgentBy(before, node);
    cluster.awaitLive(node);
    Eventually.within(
        LocalCluster.SOON,
        node + " measures its processors",
        () ->
            number("SELECT count() FROM node WHERE node = '" + node + "' AND cpu_user_ms > 0") > 0);
    Eventually.within(
        LocalCluster.SOON,
        () -> "Status says \"" + why + "\" and how to get on",
        () -> status().contains(why) && status().contains(remedy));
    assertThat(status()).contains("processes started and ended, exit codes");
    assertThat(host(node, "forks")).isZero();
    assertThat(agent.alive()).isTrue();
  }

  private static List<String> mounts(String commands) {
    return List.of("unshare", "--mount", "sh", "-c", commands + "exec \"$@\"", "sh");
  }

  private static long host(String node, String column) throws Exception {
    return number("SELECT sum(" + column + ") FROM container_kernel WHERE node = '" + node + "'");
  }

  private static long of(String node, BusyContainer container, String column) throws Exception {
    return number(
        "SELECT sum(%s) FROM container_kernel WHERE node = '%s' AND container_id = '%s'"
            .formatted(column, node, container.id()));
  }

  private static long number(String statement) throws Exception {
    String text = cluster.sql(statement).get(0)[0];
    return text.matches("\\d+") ? Long.parseLong(text) : 0;
  }

  private static void connect() throws IOException {
    URI to = URI.create(cluster.url("/"));
    new Socket(to.getHost(), to.getPort()).close();
  }

  private static String status() throws Exception {
    return Web.text(cluster.url("/status"));
  }
}
