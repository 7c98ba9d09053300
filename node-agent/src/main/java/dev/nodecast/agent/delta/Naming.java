package dev.nodecast.agent.delta;

import java.util.List;

/**
 * What the containers of pods are called. Collectors know them by the ids of their cgroups and
 * define entities by these; names come from elsewhere, later, and may change. Asked on the tick
 * thread.
 */
public interface Naming {
  /** What is done with an entity. */
  enum Verdict {
    /** It travels under these labels. */
    SHOWN,
    /** It collects until its name is known, or the wait for it is over. */
    AWAITED,
    /** Nobody is to hear of it. */
    FILTERED
  }

  /**
   * An answer.
   *
   * @param labels namespace, workload, pod, container, pod_uid, container_id
   * @param service what its processes are together, if they say nothing else; empty: their program
   */
  record Name(Verdict verdict, List<String> labels, String service) {
    public Name {
      labels = List.copyOf(labels);
    }

    /** One that names no service. */
    public Name(Verdict verdict, List<String> labels) {
      this(verdict, labels, "");
    }
  }

  /** Ids are all the names there are. */
  Naming IDS =
      new Naming() {
        @Override
        public long version() {
          return 0;
        }

        @Override
        public Name of(List<String> ids) {
          return new Name(Verdict.SHOWN, ids);
        }
      };

  /** Grows whenever an answer other than {@link Verdict#AWAITED} may be another than before. */
  long version();

  /**
   * The name of what the collectors know by these labels.
   *
   * @param ids the same six; with a pod's uid
   */
  Name of(List<String> ids);
}
