package dev.nodecast.aggregator.kube.strip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nodecast.aggregator.kube.model.Amounts;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Reads fields of a JSON tree that may lack them or hold something else there. */
final class Fields {
  /** Longer texts are cut: the API bounds names at 253 and labels at 63, but not messages. */
  static final int MAX_TEXT = 1024;

  /** Of labels and the like; the API bounds their bytes and not their number. */
  static final int MAX_ENTRIES = 64;

  private Fields() {}

  /** Text at a path; empty when there is none. */
  static String text(JsonNode of, String... path) {
    return cut(at(of, path).asText(""));
  }

  /** A whole number at a path; {@link Amounts#NONE} when there is none. */
  static long number(JsonNode of, String... path) {
    JsonNode node = at(of, path);
    return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : Amounts.NONE;
  }

  static boolean flag(JsonNode of, String... path) {
    return at(of, path).asBoolean(false);
  }

  /** A time at a path, Unix milliseconds; {@link Amounts#NONE} when there is none. */
  static long time(JsonNode of, String... path) {
    JsonNode node = at(of, path);
    if (!node.isTextual()) {
      return Amounts.NONE;
    }
    try {
      return Instant.parse(node.textValue()).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return Amounts.NONE;
    }
  }

  /** The texts of an object, those of the wanted keys. */
  static Map<String, String> texts(JsonNode of, Predicate<String> wanted, Texts texts) {
    Map<String, String> found = new HashMap<>();
    for (Map.Entry<String, JsonNode> field : of.properties()) {
      if (found.size() < MAX_ENTRIES && wanted.test(field.getKey())) {
        found.put(texts.one(cut(field.getKey())), texts.one(cut(field.getValue().asText(""))));
      }
    }
    return texts.one(Map.copyOf(found));
  }

  private static JsonNode at(JsonNode of, String... path) {
    JsonNode node = of;
    for (String name : path) {
      node = node.path(name);
    }
    return node;
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }
}
