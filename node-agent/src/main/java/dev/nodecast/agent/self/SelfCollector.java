package dev.nodecast.agent.self;

import dev.nodecast.agent.collect.Collector;
import dev.nodecast.agent.collect.KernelReader;
import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.collect.Support;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.agent.stream.Delivery;
import dev.nodecast.agent.stream.SpoolStatus;
import dev.nodecast.agent.stream.StreamStatus;
import dev.nodecast.catalog.AgentKind;
import dev.nodecast.catalog.ContainerKind;
import dev.nodecast.catalog.Group;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the agent itself costs, sends and had to drop. Its counters start at zero with the process.
 */
public final class SelfCollector implements Collector {
  private static final List<Group> GROUPS = List.of(AgentKind.KIND.groups().get(0));

  private final ProcessSelf self;
  private final KernelReader reader;
  private final TickStats ticks;
  private final Delivery delivery;
  private final LongSupplier hiddenProcesses;
  private final String version;
  private final String missing;
  private final Supplier<String> profile;
  private final Supplier<String> shed;
  private final Supplier<String> discovery;
  private final Entity agent;

  /**
   * @param hiddenProcesses processes left out by the process limits, ever
   * @param profile how much is measured, and who says so
   * @param shed what the budget shed and why; null while nothing
   * @param discovery where names of pods come from, and how many
   * @param missing what this kernel or user does not allow, and why
   */
  public SelfCollector(
      Path proc,
      KernelReader reader,
      TickStats ticks,
      Delivery delivery,
      LongSupplier hiddenProcesses,
      String version,
      String missing,
      Supplier<String> profile,
      Supplier<String> shed,
      Supplier<String> discovery,
      Entity agent) {
    self = new ProcessSelf(proc);
    this.reader = reader;
    this.ticks = ticks;
    this.delivery = delivery;
    this.hiddenProcesses = hiddenProcesses;
    this.version = version;
    this.missing = missing.isEmpty() ? null : missing;
    this.profile = profile;
    this.shed = shed;
    this.discovery = discovery;
    this.agent = agent;
  }

  @Override
  public List<Group> groups() {
    return GROUPS;
  }

  @Override
  public Support support() {
    return Support.SUPPORTED;
  }

  @Override
  public Outcome collect(Samples samples) {
    samples.text(agent, AgentKind.VERSION, version);
    samples.text(agent, AgentKind.MISSING, missing);
    samples.text(agent, AgentKind.PROFILE, profile.get());
    samples.text(agent, AgentKind.BUDGET_SHED, shed.get());
    samples.text(agent, AgentKind.DISCOVERY, discovery.get());
    samples.setFromZero(agent, AgentKind.CPU, self.cpuMicros());
    samples.set(agent, AgentKind.RSS, self.rss());
    samples.set(agent, AgentKind.HEAP_USED, self.heapUsed());
    samples.set(agent, AgentKind.ENTITIES, samples.entities());
    samples.set(agent, AgentKind.FILTERED_CONTAINERS, samples.filtered(ContainerKind.KIND));
    samples.setFromZero(agent, AgentKind.TICKS, ticks.ticks());
    samples.setFromZero(agent, AgentKind.TICKS_MISSED, ticks.missed());
    samples.setFromZero(agent, AgentKind.CLOCK_STEPS, ticks.clockSteps());
    samples.setFromZero(agent, AgentKind.SAMPLES, ticks.samples());
    samples.setFromZero(agent, AgentKind.CHANGES, ticks.changes());
    samples.setFromZero(agent, AgentKind.FRAME_BYTES, ticks.frameBytes());
    while (ticks.pendingDurations() > 0) {
      samples.observe(agent, AgentKind.TICK_DURATION, ticks.takeDuration());
    }
    delivery.drainAckLatencies(micros -> samples.observe(agent, AgentKind.ACK_DURATION, micros));
    stream(samples, delivery.status());
    spool(samples, delivery.spoolStatus());
    samples.setFromZero(agent, AgentKind.DROPPED_ENTITY_LIMIT, samples.droppedEntities());
    samples.setFromZero(agent, AgentKind.DROPPED_EVENT_LIMIT, samples.droppedEvents());
    samples.setFromZero(agent, AgentKind.DROPPED_PROCESS_LIMIT, hiddenProcesses.getAsLong());
    samples.setFromZero(agent, AgentKind.DROPPED_IMPLAUSIBLE, samples.implausible());
    samples.setFromZero(
        agent, AgentKind.DROPPED_UNREADABLE, reader.unreadable() + reader.truncated());
    return Outcome.PRODUCED;
  }

  private void stream(Samples samples, StreamStatus stream) {
    samples.setFromZero(agent, AgentKind.SENT_BYTES, stream.sentBytes());
    samples.setFromZero(agent, AgentKind.RECONNECTS, stream.reconnects());
    samples.set(agent, AgentKind.UNACKED_FRAMES, stream.unackedFrames());
    samples.set(agent, AgentKind.UNACKED_AGE, stream.unackedAgeMs());
  }

  private void spool(Samples samples, SpoolStatus spool) {
    samples.set(agent, AgentKind.SPOOL_BYTES, spool.bytes());
    samples.set(agent, AgentKind.SPOOL_LIMIT, spool.maxBytes());
    samples.setFromZero(agent, AgentKind.DROPPED_SPOOL_FULL, spool.droppedFull());
    samples.setFromZero(agent, AgentKind.DROPPED_SPOOL_DISK, spool.droppedDisk());
    samples.setFromZero(agent, AgentKind.DROPPED_SPOOL_CORRUPT, spool.droppedCorrupt());
    samples.setFromZero(agent, AgentKind.DROPPED_REJECTED, spool.droppedRejected());
  }
}
