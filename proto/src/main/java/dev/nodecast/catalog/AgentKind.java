package dev.nodecast.catalog;

import static dev.nodecast.catalog.Unit.BYTES;
import static dev.nodecast.catalog.Unit.COUNT;
import static dev.nodecast.catalog.Unit.MICROSECONDS;
import static dev.nodecast.catalog.Unit.MILLISECONDS;

import java.util.List;
import java.util.stream.Stream;

/** The agent's measurement of itself. */
public final class AgentKind {
  private static final Kind.Builder B =
      Kind.named("agent", "The agent of one machine, measured by itself.");
  private static final Kind.Builder.GroupBuilder SELF = B.group("self", 1);

  public static final Column VERSION = SELF.text("version", "Its version.");
  public static final Column CPU =
      SELF.counter("cpu_us", MICROSECONDS, "CPU time used by the agent.", "process.cpu.time");
  public static final Column RSS =
      SELF.peak("rss", BYTES, "Resident memory of the agent.", "process.memory.usage");
  public static final Column HEAP_USED =
      SELF.gauge("heap_used", BYTES, "Java heap in use.", "jvm.memory.used");
  public static final Column TICKS = SELF.counter("ticks", COUNT, "Ticks taken.", "");
  public static final Column TICKS_MISSED =
      SELF.counter("ticks_missed", COUNT, "Ticks skipped because the one before was not done.", "");
  public static final Column TICK_DURATION =
      SELF.histogram("tick_duration_us", MICROSECONDS, "How long ticks took.", "");
  public static final Column ACK_DURATION =
      SELF.histogram(
          "ack_duration_us", MICROSECONDS, "From a frame's tick to its acknowledgement.", "");
  public static final Column SAMPLES =
      SELF.counter(
          "samples",
          COUNT,
          "Samples taken: one column of one entity at one tick, changed or not.",
          "");
  public static final Column CHANGES =
      SELF.counter("changes", COUNT, "Samples that changed and so travelled.", "");
  public static final Column FRAME_BYTES =
      SELF.counter("frame_bytes", BYTES, "Frames before compression.", "");
  public static final Column SENT_BYTES = SELF.counter("sent_bytes", BYTES, "Frames as sent.", "");
  public static final Column SPOOL_BYTES = SELF.peak("spool_bytes", BYTES, "Spool in use.", "");
  public static final Column SPOOL_LIMIT = SELF.gauge("spool_limit", BYTES, "Spool allowed.", "");
  public static final Column UNACKED_FRAMES =
      SELF.peak("unacked_frames", COUNT, "Frames that the aggregator has not committed yet.", "");
  public static final Column UNACKED_AGE =
      SELF.peak("unacked_age_ms", MILLISECONDS, "Age of the oldest of them.", "");
  public static final Column RECONNECTS =
      SELF.counter("reconnects", COUNT, "Streams opened after the first.", "");
  public static final Column ENTITIES =
      SELF.gauge("entities", COUNT, "Entities being measured.", "");
  public static final Column DROPPED_SPOOL_FULL =
      dropped("spool_full", "Frames: the spool was at its limit, the oldest went");
  public static final Column DROPPED_SPOOL_DISK =
      dropped("spool_disk", "Frames: the disk refused them");
  public static final Column DROPPED_SPOOL_CORRUPT =
      dropped("spool_corrupt", "Frames: unreadable after a crash");
  public static final Column DROPPED_REJECTED =
      dropped("rejected", "Frames: the aggregator refused them as malformed");
  public static final Column DROPPED_ENTITY_LIMIT =
      dropped("entity_limit", "Entities: more of a kind than the agent measures");
  public static final Column DROPPED_EVENT_LIMIT =
      dropped("event_limit", "Events: more in one tick than the agent takes in or sends");
  public static final Column DROPPED_PROCESS_LIMIT =
      dropped("process_limit", "Processes hidden by the process limits, per tick");
  public static final Column DROPPED_IMPLAUSIBLE =
      dropped("implausible", "Counter values that no kernel can mean");
  public static final Column DROPPED_UNREADABLE =
      dropped("unreadable", "Files that vanished or could not be read or parsed");
  public static final Column CLOCK_STEPS =
      SELF.counter("clock_steps", COUNT, "Times that the wall clock was set.", "");
  public static final Column PROFILE =
      SELF.text("profile", "How much it measures, and who says so.");
  public static final Column BUDGET_SHED =
      SELF.text("shed", "What the agent stopped measuring to keep its budget.");
  public static final Column MISSING =
      SELF.text("missing", "What this kernel or user does not allow, and why.");
  public static final Column DISCOVERY =
      SELF.text("discovery", "Where names of pods come from, how many, and what is wrong.");
  public static final Column FILTERED_CONTAINERS =
      SELF.gauge(
          "filtered_containers",
          COUNT,
          "Containers left out by namespace or label of the pod.",
          "");

  public static final Kind KIND = B.build();

  /** Counters of what was dropped, by reason. */
  public static final List<Column> DROPS =
      KIND.columns().stream().filter(column -> column.name().startsWith("dropped_")).toList();

  /** Counters that stay at zero while all is well. */
  public static final List<Column> TROUBLES =
      Stream.concat(DROPS.stream(), Stream.of(CLOCK_STEPS)).toList();

  private AgentKind() {}

  private static Column dropped(String reason, String what) {
    return SELF.counter("dropped_" + reason, COUNT, what + ".", "");
  }
}
