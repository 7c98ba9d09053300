package dev.nodecast.catalog;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What kind of thing happened. Names are what people filter by; those of a newer agent are kept as
 * they come.
 *
 * @param name lower-case words, 1 to 64 characters
 * @param severity how bad one of them is
 * @param help one sentence; empty for the type of a newer agent
 */
public record EventType(String name, EventSeverity severity, String help) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  public static final EventType OOM_KILL =
      new EventType(
          "oom_kill",
          EventSeverity.CRITICAL,
          "The kernel killed a process for lack of memory, of its cgroup or of the machine.");
  public static final EventType PROCESS_EXIT =
      new EventType("process_exit", EventSeverity.INFO, "A process ended.");
  public static final EventType CONTAINER_START =
      new EventType("container_start", EventSeverity.INFO, "A container's cgroup appeared.");
  public static final EventType CONTAINER_STOP =
      new EventType("container_stop", EventSeverity.INFO, "A container's cgroup went.");

  /** Those that this build's agent may send. */
  public static final List<EventType> ALL =
      List.of(OOM_KILL, PROCESS_EXIT, CONTAINER_START, CONTAINER_STOP);

  public EventType {
    if (!valid(name)) {
      throw new IllegalArgumentException(
          "event type: " + name + " (expected: " + NAME.pattern() + ")");
    }
  }

  public static boolean valid(String name) {
    return NAME.matcher(name).matches();
  }

  /** As one that this build knows, or as the sender describes it. */
  public static EventType of(String name, EventSeverity severity) {
    for (EventType known : ALL) {
      if (known.name.equals(name)) {
        return known.severity == severity ? known : known.as(severity);
      }
    }
    return new EventType(name, severity, "");
  }

  /** The same kind of thing, worse or less bad than usual: an exit by a signal, for example. */
  public EventType as(EventSeverity other) {
    return new EventType(name, other, help);
  }
}
