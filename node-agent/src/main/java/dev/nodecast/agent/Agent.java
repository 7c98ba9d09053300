package dev.nodecast.agent;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.CollectorRunner;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Urgency;
import dev.nodecast.agent.container.ContainerIdentityCollector;
import dev.nodecast.agent.container.ContainerOwners;
import dev.nodecast.agent.container.Containers;
import dev.nodecast.agent.container.OpenFiles;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Naming;
import dev.nodecast.agent.delta.PrometheusText;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.dev.DevContainers;
import dev.nodecast.agent.dev.DevPods;
import dev.nodecast.agent.ebpf.Budget;
import dev.nodecast.agent.ebpf.EbpfExposition;
import dev.nodecast.agent.ebpf.MapStatsCollector;
import dev.nodecast.agent.ebpf.ProgramStatsCollector;
import dev.nodecast.agent.ebpf.Programs;
import dev.nodecast.agent.ebpf.Selection;
import dev.nodecast.agent.ebpf.ServiceInputs;
import dev.nodecast.agent.ebpf.Workloads;
import dev.nodecast.agent.edge.Acquainting;
import dev.nodecast.agent.edge.EdgeExposition;
import dev.nodecast.agent.edge.PeerQueue;
import dev.nodecast.agent.identity.Identity;
import dev.nodecast.agent.process.ProcessBounds;
import dev.nodecast.agent.process.ProcessTable;
import dev.nodecast.agent.self.CollectorStatsCollector;
import dev.nodecast.agent.self.ProcessSelf;
import dev.nodecast.agent.self.ScrapePage;
import dev.nodecast.agent.self.SelfCollector;
import dev.nodecast.agent.self.SpanExposition;
import dev.nodecast.agent.self.Telemetry;
import dev.nodecast.agent.self.TickStats;
import dev.nodecast.agent.stream.Delivery;
import dev.nodecast.agent.stream.Orders;
import dev.nodecast.agent.stream.Recovery;
import dev.nodecast.agent.stream.Spool;
import dev.nodecast.agent.stream.SpoolSettings;
import dev.nodecast.agent.stream.StreamTarget;
import dev.nodecast.agent.tls.TlsScope;
import dev.nodecast.agent.tls.TlsSelectors;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.catalog.AgentKind;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.config.SettingsException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's main: reads its configuration, connects the parts, ticks until SIGTERM. */
public final class Agent {
  private static final Logger logger = LoggerFactory.getLogger(Agent.class);

  /** Most entities of one kind; beyond it the aggregator would refuse them anyway. */
  private static final int ENTITY_LIMIT = 20_000;

  private Agent() {}

  public static void main(String[] args) throws InterruptedException {
    if (VerifyKernel.asked(args)) {
      System.exit(VerifyKernel.run(args, System.out, System.err));
    }
    AgentConfig config;
    try {
      config = AgentConfig.from(System.getenv(), args);
    } catch (SettingsException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    try {
      run(config);
    } catch (IOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static void run(AgentConfig config) throws IOException, InterruptedException {
    Urgency.ofThisProcess(); // first: threads have the niceness of those that start them
    HostRoot host = new HostRoot(config.proc(), config.sys(), config.cgroup(), config.rootfs());
    KernelSupport kernel = KernelSupport.read(host.proc(), host.sys());
    Spool spool =
        Spool.open(
            SpoolSettings.ofCatalog(
                config.spoolDir(),
                config.spoolMax(),
                config.spoolKeep(),
                Spool.kernelBoot(host.proc())));
    Identity identity =
        Identity.start(config.discovery(), config.spoolDir(), config.node(), System.getenv());
    Samples samples =
        new Samples(
            Catalog.KINDS,
            ENTITY_LIMIT,
            Recovery.read(spool, ENTITY_LIMIT),
            config.dev() ? Naming.IDS : identity.naming());
    Programs programs =
        new Programs(
            kernel, config.ebpfCgroupLimit(), config.syscalls(), config.services().requests());
    Selection selection =
        new Selection(programs, runsPrograms(config), config.profile(), config.subjects());
    ProcessSelf self = new ProcessSelf(host.proc());
    LongAdder requests = new LongAdder();
    Budget budget =
        new Budget(
            programs,
            selection,
            () -> self.cpuMicros() * 1000,
            requests::sum,
            config.cpuBudgetPercent());
    PeerQueue peers = new PeerQueue();
    Acquainting acquainting = Acquainting.of(peers, config.outside(), config.node());
    Delivery delivery =
        Delivery.start(
            spool,
            target(config, kernel),
            new Orders(selection::order, identity.streamed()::take, peers));
    KernelReader reader = new KernelReader();
    TickStats ticks = new TickStats();
    Entity node = samples.define(NodeKind.KIND);
    Entity agent = samples.define(AgentKind.KIND);

    OpenFiles open = new OpenFiles(OpenFiles.DEFAULT_LIMIT);
    ProcessBounds bounds = new ProcessBounds(config.processLimit(), config.containerProcessLimit());
    List<Collector> collectors = new ArrayList<>(Collectors.host(host, reader, node));
    ProcessTable processes;
    if (config.dev()) {
      DevPods pods = new DevPods(config.node());
      processes = new ProcessTable(host, reader, open, pods, bounds);
      collectors.addAll(new DevContainers(processes, pods, reader).collectors());
    } else {
      Containers containers = new Containers(host, reader, open, config.containerLimit());
      processes = new ProcessTable(host, reader, open, new ContainerOwners(containers), bounds);
      collectors.addAll(Collectors.containers(host, containers));
      collectors.add(
          new ContainerIdentityCollector(containers, identity.names(), identity.labels()));
      Workloads workloads = new Workloads(programs, containers, config.ebpfCgroupLimit());
      TlsScope tls =
          new TlsScope(
              new TlsSelectors(config.tls()), host.rootfs(), processes::all, identity.naming());
      collectors.addAll(
          Collectors.kernel(
              host,
              programs,
              workloads,
              new ServiceInputs(
                  requests::add, config.spans(), identity.names(), acquainting, tls)));
    }
    collectors.addAll(Collectors.processes(host, processes, !config.dev(), config.hideArguments()));
    ProgramStatsCollector programStats = new ProgramStatsCollector(programs::tried);
    MapStatsCollector mapStats = new MapStatsCollector(programs::tried, programs::counts);
    collectors.add(programStats);
    collectors.add(mapStats);
    CollectorStatsCollector stats = new CollectorStatsCollector();
    collectors.add(stats);
    collectors.add(
        new SelfCollector(
            host.proc(),
            reader,
            ticks,
            delivery,
            processes::hidden,
            Version.current(),
            String.join("; ", kernel.obstacles()),
            selection::text,
            budget::shed,
            identity::text,
            agent));
    CollectorRunner runner =
        new CollectorRunner(collectors, Set.copyOf(config.disabledCollectors()), System::nanoTime);
    stats.watch(runner.runs());
    if (config.metricsAddress().enabled()) {
      samples.keepHistogramTotals();
    }
    ScrapePage scrape =
        new ScrapePage(
            out -> PrometheusText.of(samples, config.node(), config.services().scraped(), out));
    TickLoop loop =
        new TickLoop(
            config.interval().toMillis(),
            runner,
            samples,
            delivery,
            ticks,
            scrape::ticked,
            InstantSource.system());

    EbpfExposition ebpf = new EbpfExposition(programStats, mapStats);
    EdgeExposition edges = new EdgeExposition(acquainting.links());
    Telemetry telemetry =
        new Telemetry(
            config.interval().toMillis(),
            loop::sinceLastTickNanos,
            loop::ticked,
            delivery,
            ticks,
            samples::droppedEvents,
            () -> samples.filtered(ContainerKind.KIND),
            runner.runs(),
            host.proc(),
            out -> {
              ebpf.write(out);
              SpanExposition.write(out, samples.spanCounts());
              edges.write(out);
            });
    telemetry.listen(config.telemetryAddress(), config.healthAddress());
    telemetry.listenForScrapes(config.metricsAddress(), scrape);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> stop(loop, budget, delivery, programs, telemetry, identity), "shutdown"));
    logger.info("agent {} {} sends to {}", config.node(), Version.current(), config.aggregator());
    loop.start();
    budget.start();
  }

  /** Fake pods are groups of processes, which programs know nothing of. */
  private static boolean runsPrograms(AgentConfig config) {
    return config.ebpf() && !config.dev();
  }

  private static StreamTarget target(AgentConfig config, KernelSupport kernel) {
    return new StreamTarget(
        config.aggregator().host(),
        config.aggregator().port(),
        config.plaintext(),
        config.tlsCa(),
        config.token().value(),
        config.node(),
        Version.current(),
        kernel.release(),
        System.getProperty("os.arch"),
        config.discovery().neededLabels());
  }

  private static void stop(
      TickLoop loop,
      Budget budget,
      Delivery delivery,
      Programs programs,
      Telemetry telemetry,
      Identity identity) {
    try {
      budget.close();
      loop.stop();
      delivery.close();
      identity.close();
      programs.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      logger.warn("stopping: {}", e.getMessage());
    }
    telemetry.close();
  }
}
