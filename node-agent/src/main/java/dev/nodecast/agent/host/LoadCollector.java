package dev.nodecast.agent.host;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.LoadAverage;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.NodeKind;
import java.io.IOException;
import java.util.List;

/**
 * {@code /proc/loadavg}; the kernel computes it every 5 s and a bit (LOAD_FREQ in
 * include/linux/sched/loadavg.h).
 *
 * <pre>
 * 0.43 0.52 0.37 1/214 32187
 * </pre>
 */
public final class LoadCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(NodeKind.KIND.groups().get(NodeKind.LOAD_1M.group()));

  private final KernelReader reader;
  private final Entity node;
  private final KernelFile file;
  private final LoadAverage load = new LoadAverage();

  public LoadCollector(HostRoot host, KernelReader reader, Entity node) {
    this.reader = reader;
    this.node = node;
    file = new KernelFile(host.proc().resolve("loadavg"), KernelFile.Layout.SINGLE);
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
    reader.require(file, load::parse);
    samples.set(node, NodeKind.LOAD_1M, load.oneMinuteHundredths);
    samples.set(node, NodeKind.LOAD_5M, load.fiveMinutesHundredths);
    samples.set(node, NodeKind.LOAD_15M, load.fifteenMinutesHundredths);
    samples.set(node, NodeKind.TASKS, load.threads);
    return Outcome.PRODUCED;
  }
}
