package dev.nodecast.aggregator.kube.objects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.model.Amounts;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.stream.LongStream;

/**
 * Reads an event of core/v1 or events.k8s.io: one thing under two descriptions. A newer reporter
 * leaves the older fields empty: {@code count} and the two stamps are then in {@code series}.
 */
final class EventReader {
  private static final int MAX_MESSAGE = 1024;
  private static final int MAX_NAME = 253;

  private EventReader() {}

  static KubeEvent read(JsonNode json) {
    JsonNode about =
        json.has("involvedObject") ? json.path("involvedObject") : json.path("regarding");
    JsonNode source =
        json.has("deprecatedSource") ? json.path("deprecatedSource") : json.path("source");
    long first = time(json, "firstTimestamp", "deprecatedFirstTimestamp", "eventTime");
    long last =
        latest(
            time(json.path("series"), "lastObservedTime"),
            time(json, "lastTimestamp", "deprecatedLastTimestamp"),
            time(json, "eventTime"),
            first);
    long count =
        LongStream.of(
                1,
                json.path("count").asLong(),
                json.path("deprecatedCount").asLong(),
                json.path("series").path("count").asLong())
            .max()
            .orElse(1);
    return new KubeEvent(
        key(json.path("metadata")),
        text(json, "type"),
        text(json, "reason"),
        cut(first(text(json, "message"), text(json, "note")), MAX_MESSAGE),
        text(about, "kind"),
        text(about, "namespace"),
        text(about, "name"),
        text(about, "uid"),
        count,
        first != Amounts.NONE ? first : time(json.path("metadata"), "creationTimestamp"),
        last != Amounts.NONE ? last : time(json.path("metadata"), "creationTimestamp"),
        first(
            text(source, "component"),
            first(text(json, "reportingComponent"), text(json, "reportingController"))),
        text(source, "host"));
  }

  /** What it goes by: its uid, or its name where the server gave none; empty without either. */
  private static String key(JsonNode metadata) {
    String uid = text(metadata, "uid");
    String name = text(metadata, "name");
    return !uid.isEmpty() || name.isEmpty() ? uid : text(metadata, "namespace") + "/" + name;
  }

  private static long time(JsonNode json, String... fields) {
    for (String field : fields) {
      String text = json.path(field).asText("");
      try {
        if (!text.isEmpty() && !text.equals("null")) {
          return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        }
      } catch (DateTimeException e) {
        // As good as not said.
      }
    }
    return Amounts.NONE;
  }

  private static long latest(long... times) {
    return LongStream.of(times).max().orElse(Amounts.NONE);
  }

  private static String text(JsonNode json, String field) {
    return cut(json.path(field).isTextual() ? json.path(field).textValue() : "", MAX_NAME * 8);
  }

  private static String first(String a, String b) {
    return a.isEmpty() ? b : a;
  }

  private static String cut(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max) + "…";
  }
}
