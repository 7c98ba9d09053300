package dev.nodecast.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.agent.collect.CollectorRun;
import dev.nodecast.agent.procfs.Hosts;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every sample that the agent sends for each captured host. After a change that is meant to change
 * them: {@code mvn -pl node-agent test -Dtest=GoldenTest -Dgolden.update=true}, and read the diff.
 */
final class GoldenTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cgroup1-cgroupfs-docker",
        "cgroup1-systemd-containerd",
        "cgroup2-cgroupfs-containerd",
        "cgroup2-systemd-containerd",
        "cgroup2-systemd-crio",
        "hybrid-systemd-docker",
        "hybrid-this-kernel-6.18",
        "plain-systemd",
        "hostile"
      })
  void sendsWhatIsExpected(String shape) throws Exception {
    Path tree = Hosts.root(shape);
    Path expected = tree.resolve("expected.txt");
    try (CapturedHost host = new CapturedHost(CapturedHost.root(tree))) {
      host.tick();
      String first = host.picture.text();
      if (Boolean.getBoolean("golden.update")) {
        Files.writeString(expected, first);
      }
      assertThat(first).isEqualTo(Files.readString(expected));
      host.tick();
      assertThat(host.picture.text()).as("a second reading of the same files").isEqualTo(first);
      assertThat(host.picture.changes()).as("changes when nothing changed").isZero();
      assertThat(host.runs())
          // The trees have no root filesystem to ask.
          .filteredOn(run -> !shape.equals(Hosts.HOSTILE) && !run.name().equals("filesystem"))
          .allSatisfy(run -> assertThat(run.failures()).as(run.name()).isZero());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = Hosts.HOSTILE)
  void hostileFilesBreakNothing(String shape) throws Exception {
    try (CapturedHost host = new CapturedHost(CapturedHost.root(Hosts.root(shape)))) {
      host.tick();
      assertThat(host.runs()).extracting(CollectorRun::name).contains("process_stat");
      // Only a file that must be there and is not may fail its own collector, and nothing else.
      assertThat(host.runs())
          .filteredOn(run -> run.failures() > 0)
          .allSatisfy(run -> assertThat(run.outcome()).contains(shape));
      assertThat(host.reader.unreadable()).isPositive();
    }
  }
}
