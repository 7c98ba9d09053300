package dev.nodecast.agent.ebpf;

import dev.nodecast.agent.collect.Outcome;
import dev.nodecast.agent.container.CgroupOwners;
import dev.nodecast.agent.container.ContainerEvents;
import dev.nodecast.agent.container.Containers;
import dev.nodecast.agent.delta.Entity;
import dev.nodecast.agent.delta.Samples;
import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.CgroupSlots;
import dev.nodecast.bpf.SlotCounters;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.Subject;
import dev.nodecast.bpf.life.Life;
import dev.nodecast.catalog.ContainerKernelKind;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whose the slots are. A slot is not read before its owner is known, so that nothing is told of the
 * wrong one; what happened meanwhile waits in the slot. Slots of several cgroups of one container
 * add up in its entity.
 *
 * <p>A cgroup that is gone gives its slot back in three rounds: in the first its numbers are read,
 * in the second its key is deleted and what came in between is read, in the third no program that
 * knew the slot can still run, and it is zeroed.
 */
public final class Workloads {
  /** Rounds after which a cgroup that nobody can name counts as the host's. */
  private static final int NAMELESS_ROUNDS = 2;

  /**
   * Rounds after which a cgroup that was never seen loses its slot; if it lives it takes another.
   */
  private static final int UNSEEN_ROUNDS = 60;

  /** A look at all slots, whatever came or went: what was missed is seen late, not never. */
  private static final int LOOK_ROUNDS = 30;

  /** One entity and how many slots add up in it. */
  private static final class Workload {
    final List<String> labels;
    Entity entity;

    /** Whether any cgroup of it was ever in the file system when this agent looked. */
    boolean lived;

    int slots;

    Workload(List<String> labels, Entity entity) {
      this.labels = labels;
      this.entity = entity;
    }
  }

  private final Programs programs;
  private final Containers containers;
  private final CgroupOwners owners;
  private final Map<List<String>, Workload> byLabels = new HashMap<>();
  private final BitSet readable = new BitSet();
  private final BitSet leaving = new BitSet();
  private final BitSet retired = new BitSet();
  private final BitSet seen = new BitSet();

  /** To be looked at in this round and, until their answer is final, the next. */
  private final BitSet unsettled = new BitSet();

  private long changes = -1;
  private boolean toldOf;
  private final Workload[] workloads;
  private final long[] since;
  private final LimitedSet limitedSet;
  private CgroupSlots of;
  private Workload other;
  private long round;
  private long version;
  private long samplesRound = -1;
  private int stops;

  public Workloads(Programs programs, Containers containers, int slotLimit) {
    this.programs = programs;
    this.containers = containers;
    this.owners = new CgroupOwners(containers);
    this.limitedSet = new LimitedSet(programs);
    this.workloads = new Workload[slotLimit];
    this.since = new long[slotLimit];
  }

  /** Brings programs and slots up to date; the second call in a tick does nothing. */
  public void refresh(Samples samples) {
    if (samples.round() == samplesRound) {
      return;
    }
    samplesRound = samples.round();
    round++;
    programs.apply();
    if (programs.stops() != stops) {
      stops = programs.stops();
      renew(samples);
    }
    containers.refresh(samples);
    owners.begin();
    Optional<Life> life = programs.life.running();
    life.ifPresent(
        l ->
            l.cgroups(
                e -> {
                  if (!owners.event(e.memory(), e.id(), e.made(), e.path())) {
                    samples.eventDropped();
                  }
                  toldOf = true;
                }));
    programs.cgroups().ifPresent(slots -> refresh(slots, samples));
  }

  /**
   * A subject was stopped: what it counted is not measured any more. A counter says so by beginning
   * anew with its entity; those that still run go on from here.
   */
  private void renew(Samples samples) {
    for (Workload workload : byLabels.values()) {
      Entity next = samples.define(ContainerKernelKind.KIND, workload.labels);
      if (next != null) {
        samples.end(workload.entity);
        workload.entity = next;
        version++;
      }
    }
  }

  private void refresh(CgroupSlots slots, Samples samples) {
    if (slots != of) {
      forget(samples);
      of = slots;
    }
    reclaim(slots, samples);
    retire(slots);
    if (slots.refresh() || other == null) {
      appear(slots, samples);
    }
    // Whose a slot is, and whether it lives, changes only with the cgroups.
    boolean moved = changes != containers.changes() || toldOf;
    changes = containers.changes();
    if (moved || round % LOOK_ROUNDS == 0) {
      unsettled.or(slots.used());
    }
    toldOf = false;
    for (int slot = unsettled.nextSetBit(1); slot >= 0; slot = unsettled.nextSetBit(slot + 1)) {
      CgroupIds cgroup = slots.cgroup(slot);
      if (cgroup == null || leaving.get(slot) || look(slot, cgroup, samples)) {
        unsettled.clear(slot);
      }
    }
  }

  private void appear(CgroupSlots slots, Samples samples) {
    if (other == null) {
      other = workload(samples, CgroupOwners.OTHER);
      assign(Slots.NO_ROOM, other);
    }
    for (int slot = 1; slot < workloads.length; slot++) {
      if (slots.cgroup(slot) != null && since[slot] == 0) {
        since[slot] = round;
        unsettled.set(slot);
      }
    }
  }

  /** Whether nothing more is to be found out of it before cgroups come or go. */
  private boolean look(int slot, CgroupIds cgroup, Samples samples) {
    CgroupOwners.Answer answer = owners.of(cgroup.v2(), cgroup.memory());
    if (answer.lives()) {
      seen.set(slot);
    }
    boolean named = answer.labels().isPresent();
    if (workloads[slot] == null) {
      if (named) {
        assign(slot, workload(samples, answer.labels().get()));
      } else if (!answer.lives() && round - since[slot] >= NAMELESS_ROUNDS) {
        assign(slot, workload(samples, CgroupOwners.HOST));
      }
    }
    if (workloads[slot] != null) {
      workloads[slot].lived |= answer.lives();
    }
    boolean gone = !answer.lives() && (seen.get(slot) || answer.removed());
    if (workloads[slot] != null
        && (gone || (!answer.lives() && round - since[slot] >= UNSEEN_ROUNDS))) {
      leaving.set(slot);
    }
    return workloads[slot] != null && answer.lives();
  }

  private void retire(CgroupSlots slots) {
    for (int slot = leaving.nextSetBit(0); slot >= 0; slot = leaving.nextSetBit(slot + 1)) {
      slots.retire(slot);
    }
    retired.or(leaving);
    leaving.clear();
  }

  private void reclaim(CgroupSlots slots, Samples samples) {
    if (retired.isEmpty()) {
      return;
    }
    slots.reclaim();
    free(retired, samples);
    retired.clear();
  }

  /** Slots that were numbered anew mean other cgroups: all of them are to be looked at. */
  private void forget(Samples samples) {
    if (other != null) {
      readable.clear(Slots.NO_ROOM);
      free((BitSet) readable.clone(), samples);
      Arrays.fill(since, 0);
      seen.clear();
      unsettled.clear();
      leaving.clear();
      retired.clear();
      readable.set(Slots.NO_ROOM);
      changes = -1;
      version++;
    }
  }

  private void free(BitSet gone, Samples samples) {
    for (int slot = gone.nextSetBit(0); slot >= 0; slot = gone.nextSetBit(slot + 1)) {
      Workload workload = workloads[slot];
      workload.slots--;
      if (workload.slots == 0 && workload != other) {
        byLabels.remove(workload.labels);
        samples.end(workload.entity);
        if (!workload.lived) {
          ContainerEvents.passed(samples, workload.labels);
        }
      }
      version++;
      workloads[slot] = null;
      since[slot] = 0;
    }
    readable.andNot(gone);
    seen.andNot(gone);
  }

  private void assign(int slot, Workload workload) {
    version++;
    workloads[slot] = workload;
    workload.slots++;
    readable.set(slot);
  }

  /** At the limit of entities all further ones are one. */
  private Workload workload(Samples samples, List<String> labels) {
    Workload known = byLabels.get(labels);
    if (known == null) {
      Entity entity = samples.define(ContainerKernelKind.KIND, labels);
      if (entity == null) {
        return other;
      }
      known = new Workload(labels, entity);
      byLabels.put(labels, known);
    }
    return known;
  }

  /**
   * Hands what a subject counted to its columns, or what the limited set has in its place; empty,
   * with the reason, when neither runs.
   */
  <S extends Subject> Outcome collect(
      Probe<S> probe,
      Function<S, Optional<SlotCounters>> counters,
      SlotBinding binding,
      Samples samples) {
    Optional<SlotCounters> of = probe.running().flatMap(counters);
    if (of.isEmpty()) {
      return limitedSet.collect(probe, this, samples)
          ? Outcome.PRODUCED
          : new Outcome.Empty(probe.reason());
    }
    binding.collect(of.get(), this, samples);
    return Outcome.PRODUCED;
  }

  /** Grows when a slot gets another owner or an owner another entity. */
  long version() {
    return version;
  }

  /** Slots that have an owner. */
  BitSet readable() {
    return readable;
  }

  /** Whose a readable slot is. */
  Entity entity(int slot) {
    return workloads[slot].entity;
  }

  /** Its labels: namespace, workload, pod, container, pod_uid, container_id. */
  List<String> labels(int slot) {
    return workloads[slot].labels;
  }

  /**
   * namespace, workload, pod, container, pod_uid, container_id of a cgroup that has a slot; the
   * host's for what is not known, or not yet.
   */
  List<String> labels(CgroupIds cgroup) {
    int slot = programs.cgroups().map(slots -> slots.slot(cgroup)).orElse(Slots.NO_ROOM);
    return slot == Slots.NO_ROOM || workloads[slot] == null
        ? CgroupOwners.HOST
        : workloads[slot].labels;
  }
}
