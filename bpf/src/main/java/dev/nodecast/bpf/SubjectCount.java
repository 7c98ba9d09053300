package dev.nodecast.bpf;

/**
 * Something that a subject counts about itself, since it was started: what came through its maps,
 * and what found no room.
 *
 * @param map where it happened
 * @param reason why, one word such as {@code ring_full}; empty for events
 */
public record SubjectCount(What what, String map, String reason, long value) {
  /** What is counted. */
  public enum What {
    /** Records read from a ring. */
    EVENTS,
    /** Records that never got into a ring, and events that are in no count. */
    DROPPED,
    /** Changes of a map that the kernel refused. */
    UPDATE_ERRORS
  }
}
