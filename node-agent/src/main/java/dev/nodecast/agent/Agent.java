package dev.nodecast.agent;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.CollectorRunner;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.container.ContainerOwners;
import dev.nodecast.agent.container.Containers;
import dev.nodecast.agent.container.OpenFiles;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.PrometheusText;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.dev.DevContainers;
import dev.nodecast.agent.dev.DevPods;
import dev.nodecast.agent.ebpf.Programs;
import dev.nodecast.agent.ebpf.Workloads;
import dev.nodecast.agent.process.ProcessBounds;
import dev.nodecast.agent.process.ProcessTable;
import dev.nodecast.agent.self.CollectorStatsCollector;
import dev.nodecast.agent.self.ScrapePage;
import dev.nodecast.agent.self.SelfCollector;
import dev.nodecast.agent.self.Telemetry;
import dev.nodecast.agent.self.TickStats;
import dev.nodecast.agent.stream.Delivery;
import dev.nodecast.agent.stream.Recovery;
import dev.nodecast.agent.stream.Spool;
import dev.nodecast.agent.stream.SpoolSettings;
import dev.nodecast.agent.stream.StreamTarget;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.catalog.AgentKind;
import dev.nodecast.catalog.Catalog;
import dev.nodecast.catalog.NodeKind;
import dev.nodecast.config.SettingsException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's main: reads its configuration, connects the parts, ticks until SIGTERM. */
public final class Agent {
  private static final Logger logger = LoggerFactory.getLogger(Agent.class);

  /** Most entities of one kind; beyond it the aggregator would refuse them anyway. */
  private static final int ENTITY_LIMIT = 20_000;

  private Agent() {}

  public static void main(String[] args) throws InterruptedException {
    if (args.length == 1 && args[0].equals(VerifyKernel.COMMAND)) {
      System.exit(VerifyKernel.run(System.out));
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
    HostRoot host = new HostRoot(config.proc(), config.sys(), config.cgroup(), config.rootfs());
    KernelSupport kernel = KernelSupport.read(host.proc(), host.sys());
    Spool spool =
        Spool.open(
            SpoolSettings.ofCatalog(
                config.spoolDir(),
                config.spoolMax(),
                config.spoolKeep(),
                Spool.kernelBoot(host.proc())));
    Samples samples = new Samples(Catalog.KINDS, ENTITY_LIMIT, Recovery.read(spool, ENTITY_LIMIT));
    Delivery delivery = Delivery.start(spool, target(config, kernel));
    KernelReader reader = new KernelReader();
    TickStats ticks = new TickStats();
    Entity node = samples.define(NodeKind.KIND);
    Entity agent = samples.define(AgentKind.KIND);

    OpenFiles open = new OpenFiles(OpenFiles.DEFAULT_LIMIT);
    ProcessBounds bounds = new ProcessBounds(config.processLimit(), config.containerProcessLimit());
    Programs programs = new Programs(kernel, config.ebpfCgroupLimit());
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
      programs.leaveOut(
          config.ebpf()
              ? Programs.outside(config.profile())
              : Programs.none("NODECAST_EBPF is false"));
      Workloads workloads = new Workloads(programs, containers, config.ebpfCgroupLimit());
      collectors.addAll(Collectors.kernel(host, programs, workloads));
    }
    collectors.addAll(Collectors.processes(host, processes, !config.dev(), config.hideArguments()));
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
            agent));
    CollectorRunner runner =
        new CollectorRunner(collectors, Set.copyOf(config.disabledCollectors()), System::nanoTime);
    stats.watch(runner.runs());
    ScrapePage scrape = new ScrapePage(() -> PrometheusText.of(samples, config.node()));
    TickLoop loop =
        new TickLoop(
            config.interval().toMillis(),
            runner,
            samples,
            delivery,
            ticks,
            scrape::ticked,
            InstantSource.system());

    Telemetry telemetry =
        new Telemetry(
            config.interval().toMillis(),
            loop::sinceLastTickNanos,
            loop::ticked,
            delivery,
            ticks,
            runner.runs(),
            host.proc());
    telemetry.listen(config.telemetryAddress(), config.healthAddress());
    telemetry.listenForScrapes(config.metricsAddress(), scrape);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stop(loop, delivery, programs, telemetry), "shutdown"));
    logger.info("agent {} {} sends to {}", config.node(), Version.current(), config.aggregator());
    loop.start();
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
        System.getProperty("os.arch"));
  }

  private static void stop(
      TickLoop loop, Delivery delivery, Programs programs, Telemetry telemetry) {
    try {
      loop.stop();
      delivery.close();
      programs.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      logger.warn("stopping: {}", e.getMessage());
    }
    telemetry.close();
  }
}
