package dev.nodecast.bpf.packets;

import dev.nodecast.bpf.BpfException;
import dev.nodecast.bpf.BpfMap;
import dev.nodecast.bpf.BpfProgram;
import dev.nodecast.bpf.BpfSubject;
import dev.nodecast.bpf.KernelSupport;
import dev.nodecast.bpf.Memory;
import dev.nodecast.bpf.SlotCounters;
import dev.nodecast.bpf.SlotSubject;
import dev.nodecast.bpf.Slots;
import dev.nodecast.bpf.Subject;
import dev.nodecast.bpf.SubjectCount;
import dev.nodecast.bpf.SubjectCount.What;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * IP packets and UDP datagrams of sockets, counted by cgroup. A socket of which only the v2 cgroup
 * is known counts for a pair with memory = 0 (packets_owners.bpf.h). For one thread.
 */
public final class Packets implements Subject {
  /** The subject's name. */
  public static final String NAME = "packets";

  private static final String OWNERS = "packets_owners";
  private static final String OLD_SOCKETS = "packets_old_sockets";

  private final SlotSubject subject;
  private final Optional<BpfMap> lost;
  private long unread;

  private Packets(SlotSubject subject) {
    this.subject = subject;
    this.lost = subject.programs().object().map(object -> object.map("packets_lost"));
  }

  /** Loads and attaches the programs, and looks for the sockets that are there already. */
  public static Packets start(KernelSupport kernel, Slots slots) {
    Packets packets = new Packets(SlotSubject.start(NAME, PacketsCounts.LAYOUT, kernel, slots));
    packets.adopt();
    return packets;
  }

  /** Once is enough: from here on each socket is known when it is made. */
  private void adopt() {
    subject.programs().object().stream()
        .flatMap(object -> object.programs().stream())
        .filter(program -> program.name().equals(OLD_SOCKETS) && program.attached())
        .forEach(this::iterate);
  }

  /** Without it old sockets are known by their v2 cgroup, as on kernels without the program. */
  private void iterate(BpfProgram program) {
    try {
      program.iterate();
    } catch (BpfException e) {
      unread++;
    }
  }

  @Override
  public BpfSubject programs() {
    return subject.programs();
  }

  /** {@link PacketsCounts} of each slot; empty when no program runs. */
  public Optional<SlotCounters> counters() {
    return subject.counters();
  }

  /** Sockets whose owner found no room, ever: their v2 cgroup alone names them. */
  public long lostOwners() {
    if (lost.isEmpty()) {
      return 0;
    }
    ByteBuffer value = Memory.direct(lost.get().valueStride());
    lost.get().lookup(Memory.direct(Integer.BYTES), value);
    return value.getLong(PacketsLost.OWNERS);
  }

  @Override
  public List<SubjectCount> counts() {
    return List.of(
        new SubjectCount(What.UPDATE_ERRORS, OWNERS, "no_memory", lostOwners()),
        new SubjectCount(What.UPDATE_ERRORS, OWNERS, "old_sockets_unread", unread));
  }

  @Override
  public void close() {
    subject.close();
  }
}
