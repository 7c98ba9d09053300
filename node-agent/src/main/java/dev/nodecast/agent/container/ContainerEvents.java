package dev.nodecast.agent.container;

import dev.nodecast.agent.delta.Samples;
import dev.nodecast.catalog.Event;
import dev.nodecast.catalog.EventType;
import java.util.List;
import java.util.Map;

/** Tells of containers that come and go; of systemd units, which go by the hundred, it does not. */
public final class ContainerEvents {
  private static final int CONTAINER = 3;
  private static final int CONTAINER_ID = 5;

  private ContainerEvents() {}

  static void started(Samples samples, List<String> labels) {
    tell(samples, EventType.CONTAINER_START, labels, "started", Map.of());
  }

  static void stopped(Samples samples, List<String> labels) {
    tell(samples, EventType.CONTAINER_STOP, labels, "stopped", Map.of());
  }

  /** It was gone before anybody could look into its files. */
  public static void passed(Samples samples, List<String> labels) {
    tell(
        samples,
        EventType.CONTAINER_STOP,
        labels,
        "started and stopped between two looks at it",
        Map.of("short_lived", "true"));
  }

  private static void tell(
      Samples samples,
      EventType type,
      List<String> labels,
      String what,
      Map<String, String> attributes) {
    // A unit has its path there.
    if (!labels.get(CONTAINER_ID).isEmpty() && !labels.get(CONTAINER_ID).startsWith("/")) {
      String message = "Container " + labels.get(CONTAINER) + " " + what + ".";
      samples.event(new Event(System.currentTimeMillis(), type, labels, message, attributes));
    }
  }
}
