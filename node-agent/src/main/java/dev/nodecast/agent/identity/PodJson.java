package dev.nodecast.agent.identity;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.nodecast.agent.identity.PodIdentity.ContainerIdentity;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads one {@code v1.Pod} from a stream of JSON and keeps what names need. */
final class PodJson {
  private static final int MAX_LABELS = 64;
  private static final int MAX_CONTAINERS = 256;

  String resourceVersion = "";
  private String uid = "";
  private String namespace = "";
  private String name = "";
  private String ip = "";
  private String ownerKind = "";
  private String ownerName = "";
  private String annotation = "";
  private long createdSeconds;
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final Map<String, String> images = new LinkedHashMap<>();
  private final List<ContainerIdentity> containers = new ArrayList<>();

  /** Reads one; what is of another type than the API promises counts as left out. */
  static PodJson read(JsonReader in) throws IOException {
    PodJson pod = new PodJson();
    each(
        in,
        key -> {
          switch (key) {
            case "metadata" -> each(in, inner -> pod.metadata(in, inner));
            case "spec" -> each(in, inner -> pod.spec(in, inner));
            case "status" -> each(in, inner -> pod.status(in, inner));
            default -> in.skipValue();
          }
        });
    return pod;
  }

  /** The pod; null when it has no uid. */
  PodIdentity pod() {
    if (uid.isEmpty()) {
      return null;
    }
    String hash = labels.getOrDefault("pod-template-hash", "");
    Workload workload = Workload.of(ownerKind, ownerName, hash, createdSeconds);
    List<ContainerIdentity> named = new ArrayList<>();
    Set<String> ran = new HashSet<>();
    for (ContainerIdentity run : containers) {
      ran.add(run.name());
      named.add(new ContainerIdentity(run.name(), run.id(), images.getOrDefault(run.name(), "")));
    }
    images.forEach(
        (container, image) -> {
          if (!ran.contains(container) && named.size() < MAX_CONTAINERS) {
            named.add(new ContainerIdentity(container, "", image));
          }
        });
    if (!annotation.isEmpty()) {
      labels.put(PodService.ANNOTATION, annotation);
    }
    return new PodIdentity(
        uid, namespace, name, workload.kind(), workload.name(), labels, ip, named);
  }

  private void metadata(JsonReader in, String key) throws IOException {
    switch (key) {
      case "uid" -> uid = text(in);
      case "namespace" -> namespace = text(in);
      case "name" -> name = text(in);
      case "resourceVersion" -> resourceVersion = text(in);
      case "creationTimestamp" -> createdSeconds = seconds(text(in));
      case "labels" ->
          each(
              in,
              label -> {
                String value = text(in);
                if (labels.size() < MAX_LABELS) {
                  labels.put(label, value);
                }
              });
      case "annotations" ->
          each(
              in,
              annotated -> {
                String value = text(in);
                if (annotated.equals(PodService.ANNOTATION)) {
                  annotation = value;
                }
              });
      case "ownerReferences" -> items(in, () -> owner(in));
      default -> in.skipValue();
    }
  }

  private void owner(JsonReader in) throws IOException {
    String[] owner = {"", "", ""};
    each(
        in,
        key -> {
          switch (key) {
            case "kind" -> owner[0] = text(in);
            case "name" -> owner[1] = text(in);
            case "controller" -> owner[2] = text(in);
            default -> in.skipValue();
          }
        });
    if (owner[2].equals("true")) {
      ownerKind = owner[0];
      ownerName = owner[1];
    }
  }

  private void spec(JsonReader in, String key) throws IOException {
    switch (key) {
      case "containers", "initContainers", "ephemeralContainers" ->
          items(
              in,
              () -> {
                Map<String, String> texts = texts(in, "name", "image");
                images.put(texts.getOrDefault("name", ""), texts.getOrDefault("image", ""));
              });
      default -> in.skipValue();
    }
  }

  private void status(JsonReader in, String key) throws IOException {
    switch (key) {
      case "podIP" -> ip = text(in);
      case "containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses" ->
          items(in, () -> runs(in));
      default -> in.skipValue();
    }
  }

  /** The container's run before the last one too: it may have ended before anybody asked. */
  private void runs(JsonReader in) throws IOException {
    String[] of = {"", "", ""}; // name, id of the run before, id
    each(
        in,
        key -> {
          switch (key) {
            case "name" -> of[0] = text(in);
            case "containerID" -> of[2] = text(in);
            case "lastState" ->
                each(
                    in,
                    state -> {
                      if (state.equals("terminated")) {
                        of[1] = texts(in, "containerID").getOrDefault("containerID", "");
                      } else {
                        in.skipValue();
                      }
                    });
            default -> in.skipValue();
          }
        });
    for (String id : of[1].equals(of[2]) ? List.of(of[2]) : List.of(of[1], of[2])) {
      String bare = id.substring(id.indexOf("://") < 0 ? 0 : id.indexOf("://") + 3);
      if (!bare.isEmpty() && containers.size() < MAX_CONTAINERS) {
        containers.add(new ContainerIdentity(of[0], bare, ""));
      }
    }
  }

  /** Takes one member of an object, value and all. */
  interface Member {
    void read(String key) throws IOException;
  }

  /** Takes one item of an array. */
  interface Item {
    void read() throws IOException;
  }

  static void each(JsonReader in, Member member) throws IOException {
    if (in.peek() != JsonToken.BEGIN_OBJECT) {
      in.skipValue();
      return;
    }
    in.beginObject();
    while (in.hasNext()) {
      member.read(in.nextName());
    }
    in.endObject();
  }

  static void items(JsonReader in, Item item) throws IOException {
    if (in.peek() != JsonToken.BEGIN_ARRAY) {
      in.skipValue();
      return;
    }
    in.beginArray();
    while (in.hasNext()) {
      item.read();
    }
    in.endArray();
  }

  static String text(JsonReader in) throws IOException {
    return switch (in.peek()) {
      case STRING, NUMBER -> in.nextString();
      case BOOLEAN -> String.valueOf(in.nextBoolean());
      default -> {
        in.skipValue();
        yield "";
      }
    };
  }

  private static Map<String, String> texts(JsonReader in, String... wanted) throws IOException {
    List<String> keys = List.of(wanted);
    Map<String, String> found = new HashMap<>();
    each(
        in,
        key -> {
          if (keys.contains(key)) {
            found.put(key, text(in));
          } else {
            in.skipValue();
          }
        });
    return found;
  }

  private static long seconds(String time) {
    try {
      return Instant.parse(time).getEpochSecond();
    } catch (DateTimeParseException e) {
      return 0;
    }
  }
}
