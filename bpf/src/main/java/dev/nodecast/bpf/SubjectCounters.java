package dev.nodecast.bpf;

import java.util.List;

/** A subject that tells what came through its maps and what found no room. */
public interface SubjectCounters {
  /** What is counted. */
  enum What {
    /** Records read from a ring. */
    EVENTS,
    /** Records that never got into a ring. */
    DROPPED,
    /** Changes of a map that the kernel refused. */
    UPDATE_ERRORS
  }

  /**
   * One counter, since the subject was started.
   *
   * @param map where it happened
   * @param reason why, one word such as {@code ring_full}; empty for events
   */
  record Count(What what, String map, String reason, long value) {}

  /** The subject's name. */
  String subject();

  /** All counters, always the same ones in the same order. Called by the subject's own thread. */
  List<Count> counters();
}
