package dev.nodecast.agent.delta;

/** What a counter's new raw value means, given the one before. */
final class CounterRule {
  /** No kernel counter moves this far between two ticks: the file was misread. */
  static final long IMPLAUSIBLE = 1L << 60;

  /** The value is a step back that is no reset: keep the old one. */
  static final long GLITCH = -1;

  private CounterRule() {}

  /**
   * The increase.
   *
   * <p>Less than before is a reset, and all that is there now is new, but for small steps back:
   * idle and iowait of {@code /proc/stat} are known to lose a few ticks
   * (Documentation/filesystems/proc.rst: "the value of iowait may decrease"), and counting them as
   * a reset would add the machine's whole uptime.
   *
   * @return the increase, or {@link #GLITCH}
   */
  static long increase(long before, long now) {
    if (now >= before) {
      return now - before;
    }
    return now >= before - (before >> 3) ? GLITCH : now;
  }
}
