package dev.nodecast.aggregator.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodecast.aggregator.ingest.ProfileOrders.Order;
import dev.nodecast.aggregator.ingest.Sessions;
import dev.nodecast.catalog.Profile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code /api/v1/nodes/{node}/profile}: reads, orders and takes back how much a node measures. The
 * only thing that the HTTP port changes. A browser sends PUT and DELETE to another origin only with
 * that origin's leave, which is never given; where agents need a token, so does this.
 */
public final class ProfileApi {
  /** Bytes of a request's body. */
  static final int MAX_BODY = 4096;

  private static final int MAX_NAME = 253;
  private static final int MAX_SUBJECTS = 32;
  private static final String PATTERN = "[a-z][a-z_]{0,31}";
  private static final List<String> KEYS = List.of("profile", "subjects");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Sessions sessions;
  private final String token;

  /**
   * @param token that agents show; empty when none is configured
   */
  public ProfileApi(Sessions sessions, String token) {
    this.sessions = sessions;
    this.token = token;
  }

  /** Whether a path, below {@link Api#PREFIX}, is this one's. */
  static boolean takes(List<String> path) {
    return path.size() == 3 && path.get(0).equals("nodes") && path.get(2).equals("profile");
  }

  /** What is ordered; profile is null when nothing is. */
  byte[] get(String node) {
    return shown(node, sessions.ordered(node));
  }

  /**
   * Orders it.
   *
   * @param authorization the header, may be null
   */
  byte[] put(String node, String authorization, byte[] body) {
    allowed(authorization);
    return order(node, Optional.of(parse(body)));
  }

  /** Takes the order back. */
  byte[] delete(String node, String authorization) {
    allowed(authorization);
    return order(node, Optional.empty());
  }

  private byte[] order(String node, Optional<Order> order) {
    if (node.isEmpty()
        || node.length() > MAX_NAME
        || node.chars().anyMatch(Character::isISOControl)) {
      throw ApiError.bad("node", node, "1 to 253 characters, none of them a control character");
    }
    try {
      sessions.order(node, order);
    } catch (IOException e) {
      throw ApiError.unavailable("profile: " + e.getMessage());
    }
    return shown(node, order);
  }

  private void allowed(String authorization) {
    byte[] given = (authorization == null ? "" : authorization).getBytes(StandardCharsets.UTF_8);
    byte[] wanted = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    if (!token.isEmpty() && !MessageDigest.isEqual(given, wanted)) {
      throw ApiError.unauthorized("Authorization: not Bearer with the aggregator's NODECAST_TOKEN");
    }
  }

  private static byte[] shown(String node, Optional<Order> order) {
    return Json.object(
        json -> {
          json.text("node", node);
          json.textOrNull("profile", order.map(o -> o.profile().text()).orElse(null));
          json.texts("subjects", order.map(Order::subjects).orElse(List.of()));
        });
  }

  private static Order parse(byte[] body) {
    JsonNode json;
    try {
      json = MAPPER.readTree(body);
    } catch (IOException e) {
      throw ApiError.bad("body", text(body), "JSON");
    }
    if (!json.isObject()) {
      throw ApiError.bad("body", text(body), "a JSON object");
    }
    for (String key : (Iterable<String>) json::fieldNames) {
      if (!KEYS.contains(key)) {
        throw ApiError.bad("body", key, "one of " + KEYS);
      }
    }
    List<String> subjects = new ArrayList<>();
    for (JsonNode subject : json.path("subjects")) {
      if (!subject.asText().matches(PATTERN) || subjects.size() == MAX_SUBJECTS) {
        throw ApiError.bad("subjects", subject.asText(), "at most " + MAX_SUBJECTS + " names");
      }
      subjects.add(subject.asText());
    }
    return checked(json.path("profile").asText(), subjects);
  }

  private static Order checked(String name, List<String> subjects) {
    Profile profile =
        Arrays.stream(Profile.values())
            .filter(p -> p.text().equals(name.toLowerCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow(() -> ApiError.bad("profile", name, names()));
    if ((profile == Profile.CUSTOM) == subjects.isEmpty()) {
      throw ApiError.bad(
          "subjects", String.join(",", subjects), "with profile custom, and only so");
    }
    return new Order(profile, subjects);
  }

  private static String names() {
    return Arrays.stream(Profile.values()).map(Profile::text).collect(Collectors.joining(", "));
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }
}
