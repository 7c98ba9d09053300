package dev.nodecast.agent.ebpf;

import dev.nodecast.bpf.CgroupIds;
import dev.nodecast.bpf.Slots;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose a cgroup is, for tables that are keyed by cgroup and read less often than slots change
 * hands: an answer stays for a while after its slot is gone. On the tick thread.
 */
public final class CgroupLabels {
  /** Longer than any table waits for its next reading. */
  private static final int KEPT_ROUNDS = 120;

  /** How late a living cgroup's entry is marked as such where nothing else happens. */
  private static final int SEEN_ROUNDS = 30;

  private static final class Answer {
    List<String> labels;
    long round;
  }

  private final Programs programs;
  private final Workloads workloads;
  private final Map<CgroupIds, Answer> answers = new HashMap<>();
  private long round;
  private long version = -1;

  public CgroupLabels(Programs programs, Workloads workloads) {
    this.programs = programs;
    this.workloads = workloads;
  }

  /** Takes in what the slots say now. */
  void refresh() {
    round++;
    if (version != workloads.version() || round % SEEN_ROUNDS == 0) {
      version = workloads.version();
      programs.slots().ifPresent(this::refresh);
    }
    if (round % KEPT_ROUNDS == 0) {
      answers.values().removeIf(answer -> round - answer.round >= KEPT_ROUNDS);
    }
  }

  private void refresh(Slots slots) {
    var readable = workloads.readable();
    for (int slot = readable.nextSetBit(0); slot >= 0; slot = readable.nextSetBit(slot + 1)) {
      CgroupIds cgroup = slots.cgroup(slot);
      if (cgroup != null) {
        Answer answer = answers.computeIfAbsent(cgroup, c -> new Answer());
        answer.labels = workloads.entity(slot).labels();
        answer.round = round;
      }
    }
  }

  /** The container's labels; empty while its owner is not known, which may never change. */
  Optional<List<String>> of(CgroupIds cgroup) {
    return Optional.ofNullable(answers.get(cgroup)).map(answer -> answer.labels);
  }
}
