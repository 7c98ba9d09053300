package dev.nodecast.agent.host;

import dev.nodecast.agent.HostRoot;
import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.procfs.KernelFile;
import dev.nodecast.agent.procfs.Pressure;
import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.Group;
import dev.nodecast.catalog.NodeKind;
import java.io.IOException;
import java.util.List;

/**
 * {@code /proc/pressure/*} (since 4.20, CONFIG_PSI): how long tasks waited for CPU, memory and I/O.
 * The totals are brought up to date when the file is read (kernel/sched/psi.c psi_show).
 *
 * <pre>
 * some avg10=0.08 avg60=0.92 avg300=0.60 total=2737148
 * full avg10=0.00 avg60=0.00 avg300=0.00 total=0
 * </pre>
 */
public final class PressureCollector implements Collector {
  private static final List<Group> GROUPS =
      List.of(NodeKind.KIND.groups().get(NodeKind.PRESSURE_CPU_SOME.group()));
  private static final String[] FILES = {"cpu", "memory", "io", "irq"};
  private static final Column[] SOME = {
    NodeKind.PRESSURE_CPU_SOME, NodeKind.PRESSURE_MEMORY_SOME, NodeKind.PRESSURE_IO_SOME, null
  };
  private static final Column[] FULL = {
    NodeKind.PRESSURE_CPU_FULL,
    NodeKind.PRESSURE_MEMORY_FULL,
    NodeKind.PRESSURE_IO_FULL,
    NodeKind.PRESSURE_IRQ_FULL
  };

  private final KernelReader reader;
  private final Entity node;
  private final KernelFile[] files = new KernelFile[FILES.length];
  private final Pressure pressure = new Pressure();

  public PressureCollector(HostRoot host, KernelReader reader, Entity node) {
    this.reader = reader;
    this.node = node;
    for (int i = 0; i < FILES.length; i++) {
      files[i] =
          new KernelFile(
              host.proc().resolve("pressure").resolve(FILES[i]), KernelFile.Layout.SINGLE);
    }
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return KernelReader.needs(
        files[0].path(), "kernel without CONFIG_PSI, or booted without psi=1");
  }

  @Override
  public Outcome collect(Samples samples) throws IOException {
    boolean any = false;
    for (int i = 0; i < files.length; i++) {
      // irq came with 6.1; the others are there together or not at all.
      if (reader.read(files[i], pressure::parse)) {
        any = true;
        if (SOME[i] != null) {
          samples.set(node, SOME[i], pressure.someMicros);
        }
        samples.set(node, FULL[i], pressure.fullMicros);
      }
    }
    if (!any) {
      return new Outcome.Empty(files[0].path() + ": " + files[0].failure() + " (boot with psi=1)");
    }
    return Outcome.PRODUCED;
  }
}
