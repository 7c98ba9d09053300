package dev.nodecast.web.read;

import java.time.Instant;
import java.util.List;

/**
 * One agent, for Status.
 *
 * @param name its node
 * @param state live, silent or refused
 * @param stateText "Live", "Silent 2 min 48 s", or why it was refused
 * @param lastFrameAgeSeconds since its last frame arrived
 * @param cpuBudgetShare of its node's CPU that it may use
 * @param bytesPerSample on the wire, last minute
 * @param podNames where names of pods come from, how many, what is wrong; empty when not told
 * @param filtered containers left out by namespace or label, as its configuration says
 * @param drops what was dropped, by reason; only those that lost data are a warning
 * @param missing kernel features that it has to do without
 */
public record AgentRow(
    String name,
    String version,
    State state,
    String stateText,
    Instant since,
    double lastFrameAgeSeconds,
    double cpuCores,
    double cpuShare,
    double cpuBudgetShare,
    double memoryBytes,
    double spoolBytes,
    double spoolMaxBytes,
    double unackedFrames,
    double samplesPerSecond,
    double bytesPerSecond,
    double bytesPerSample,
    String podNames,
    double filtered,
    List<Reason> drops,
    List<CollectorRow> collectors,
    List<Missing> missing) {
  /** Whether the agent talks to us. */
  public enum State {
    LIVE,
    SILENT,
    REFUSED
  }

  public Severity severity() {
    return switch (state) {
      case REFUSED -> Severity.CRITICAL;
      case SILENT -> Severity.UNKNOWN;
      case LIVE ->
          drops.stream().anyMatch(drop -> drop.lost() && drop.count() > 0)
              ? Severity.WARNING
              : Severity.OK;
    };
  }
}
