package dev.nodecast.agent;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.CollectorRun;
import dev.nodecast.agent.collect.CollectorRunner;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.container.ContainerOwners;
import dev.nodecast.agent.container.Containers;
import dev.nodecast.agent.container.OpenFiles;
import dev.nodecast.agent.delta.Earlier;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Naming;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.delta.TickEncoder;
import dev.nodecast.agent.delta.TickPicture;
import dev.nodecast.agent.ebpf.Programs;
import dev.nodecast.agent.ebpf.ServiceInputs;
import dev.nodecast.agent.ebpf.Workloads;
import dev.nodecast.agent.edge.Acquainting;
import dev.nodecast.agent.edge.PeerQueue;
import dev.nodecast.agent.process.ProcessBounds;
import dev.nodecast.agent.process.ProcessTable;
import dev.nodecast.agent.tls.TlsScope;
import dev.nodecast.agent.tls.TlsSelectors;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.wire.MalformedTickException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** All collectors over one host tree, and what a receiver would know of it. */
public final class CapturedHost implements AutoCloseable {
  public final KernelReader reader = new KernelReader();

  /** Of a machine's files, which stay open until the test's process ends. */
  private static final int FEW = 256;

  public final OpenFiles open;
  public final Samples samples = new Samples(Catalog.KINDS, 20_000, Earlier.none());
  public final Containers containers;
  public final ProcessTable processes;
  public final TickPicture picture = new TickPicture();
  private final TickEncoder encoder = new TickEncoder();
  private final CollectorRunner runner;
  private long timeMs = 1_700_000_000_000L;
  private boolean keyframe = true;

  public CapturedHost(HostRoot host) {
    this(host, 1000, new ProcessBounds(100, 2000), false);
  }

  public CapturedHost(
      HostRoot host, int containerLimit, ProcessBounds bounds, boolean hideArguments) {
    this(
        host,
        containerLimit,
        bounds,
        hideArguments,
        OpenFiles.DEFAULT_LIMIT,
        (containers, processes) -> List.of());
  }

  /** With kernel programs, which see this machine whatever the host tree. */
  public CapturedHost(HostRoot host, Programs programs, int slots) {
    this(host, programs, slots, TlsSelectors.NONE);
  }

  /** The same, with the plaintext of some. */
  public CapturedHost(HostRoot host, Programs programs, int slots, TlsSelectors tls) {
    this(host, programs, slots, Acquainting.of(new PeerQueue(), List.of(), "here"), tls);
  }

  /** The same, and somebody who says with whom connections are. */
  public CapturedHost(HostRoot host, Programs programs, int slots, Acquainting acquainting) {
    this(host, programs, slots, acquainting, TlsSelectors.NONE);
  }

  private CapturedHost(
      HostRoot host, Programs programs, int slots, Acquainting acquainting, TlsSelectors tls) {
    this(
        host,
        1000,
        new ProcessBounds(100, 2000),
        false,
        FEW,
        (containers, processes) ->
            Collectors.kernel(
                host,
                programs,
                new Workloads(programs, containers, slots),
                ServiceInputs.of(
                    acquainting, new TlsScope(tls, host.rootfs(), processes::all, Naming.IDS))));
  }

  private CapturedHost(
      HostRoot host,
      int containerLimit,
      ProcessBounds bounds,
      boolean hideArguments,
      int openFiles,
      BiFunction<Containers, ProcessTable, List<Collector>> more) {
    open = new OpenFiles(openFiles);
    Entity node = samples.define(NodeKind.KIND);
    containers = new Containers(host, reader, open, containerLimit);
    processes = new ProcessTable(host, reader, open, new ContainerOwners(containers), bounds);
    List<Collector> all = new ArrayList<>(Collectors.host(host, reader, node));
    all.addAll(Collectors.containers(host, containers));
    all.addAll(more.apply(containers, processes));
    all.addAll(Collectors.processes(host, processes, true, hideArguments));
    runner = new CollectorRunner(all, Set.of(), System::nanoTime);
  }

  /** A host whose root filesystem is not there, so that the test machine's does not show. */
  public static HostRoot root(Path tree) {
    return new HostRoot(
        tree.resolve("proc"), tree.resolve("sys"), tree.resolve("cgroup"), tree.resolve("rootfs"));
  }

  /** This machine. */
  public static HostRoot machine() {
    return new HostRoot(Path.of("/proc"), Path.of("/sys"), Path.of("/sys/fs/cgroup"), Path.of("/"));
  }

  /** Runs every collector once, whatever its cadence, and sends the tick. */
  public void tick() throws MalformedTickException {
    timeMs += 60_000; // a multiple of every cadence
    send();
  }

  /**
   * Runs the collectors that are due some seconds after the last {@link #tick()}, and sends that.
   */
  public void tick(int seconds) throws MalformedTickException {
    timeMs += seconds * 1000L;
    send();
    timeMs -= seconds * 1000L;
  }

  private void send() throws MalformedTickException {
    runner.tick(timeMs, samples);
    picture.read(encoder.encode(samples, timeMs, keyframe));
    keyframe = false;
  }

  public List<CollectorRun> runs() {
    return runner.runs();
  }

  @Override
  public void close() throws IOException {
    containers.close();
  }
}
