package dev.nodecast.agent.host;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.Uptime;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.NodeKind;
import java.io.IOException;
import java.util.List;

/**
 * {@code /proc/uptime}: time since boot and the sum of all CPUs' idle time.
 *
 * <pre>
 * 2763.42 5210.11
 * </pre>
 */
public final class UptimeCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(NodeKind.KIND.groups().get(NodeKind.UPTIME_SECONDS.group()));

  private final KernelReader reader;
  private final Entity node;
  private final KernelFile file;
  private final Uptime uptime = new Uptime();

  public UptimeCollector(HostRoot host, KernelReader reader, Entity node) {
    this.reader = reader;
    this.node = node;
    file = new KernelFile(host.proc().resolve("uptime"), KernelFile.Layout.SINGLE);
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return KernelReader.needs(file.path(), "mount the host's procfs and set NODECAST_PROC");
  }

  @Override
  public Outcome collect(Samples samples) throws IOException {
    reader.require(file, uptime::parse);
    samples.set(node, NodeKind.UPTIME_SECONDS, uptime.sinceBootHundredths / 100);
    return Outcome.PRODUCED;
  }
}
